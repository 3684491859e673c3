import type { ExpressionBuilder } from "kysely";

import type { ChannelLine, LoadedConversation, UnseenReply } from "../conversation/ports.ts";
import type { Database } from "./database/database.ts";
import type { Schema } from "./database/schema.ts";
import type { Json, Prepare } from "./database/statements.ts";
import { parkedOwner, heldOwner } from "./leases.ts";
import { createRestoreBody } from "./turn-batch.ts";

/** Attempts after which an entry shows that something is wrong at the other end. */
export const failedSeveralTimes = 3;

/** How many replies are looked for, the newest first: the question that stands is among them. */
const mostReplies = 20;

/** Whether something was given up, how often what waits was tried at most, and whether its queue is parked. */
type DeliveryTroubles = { given_up: number | null; tried: number | null; lease_owner: string | null };

/** The columns of `DeliveryTroubles`, for a select of the conversation. */
export function withDeliveryTroubles(eb: ExpressionBuilder<Schema, "conversations">) {
  return [
    eb
      .selectFrom("dead_letters")
      .select("dead_letters.position")
      .whereRef("dead_letters.queue", "=", "conversations.id")
      .limit(1)
      .as("given_up"),
    eb
      .selectFrom("outbox")
      .select((of) => of.fn.max("outbox.attempts").as("attempts"))
      .whereRef("outbox.queue", "=", "conversations.id")
      .as("tried"),
    eb
      .selectFrom("outbox_leases")
      .select("outbox_leases.owner")
      .whereRef("outbox_leases.queue", "=", "conversations.id")
      .as("lease_owner"),
  ] as const;
}

/**
 * Reads the replies that are known not to have reached the person. Nothing is read where the conversation's row shows no
 * trouble, which is nearly always. Behind an entry that is refused the others wait, too.
 */
export function createReadUnseen(options: {
  database: Database;
  prepare: Prepare;
}): (conversation: string, troubles: DeliveryTroubles) => Promise<Pick<LoadedConversation, "unseen">> {
  const { database } = options;
  const queries = prepareUnseen(options.prepare);
  const bodyOf = createRestoreBody(options);
  return async (conversation, troubles) => {
    const failed =
      troubles.given_up === null ? [] : await database.read(queries.failed({ conversation, limit: mostReplies }));
    const waiting = isRefused(troubles)
      ? await database.read(queries.waiting({ conversation, limit: mostReplies }))
      : [];
    const repliesOf = async (rows: readonly { body: Json<unknown> }[], delivery: UnseenReply["delivery"]) => {
      const bodies = await Promise.all(rows.map(({ body }) => bodyOf(conversation, body)));
      return bodies.flatMap((body) => replyIn(body, delivery));
    };
    const unseen = [...(await repliesOf(failed, "failed")), ...(await repliesOf(waiting, "waiting"))];
    return unseen.length > 0 ? { unseen } : {};
  };
}

function isRefused({ tried, lease_owner: owner }: DeliveryTroubles): boolean {
  const attempts = tried ?? 0;
  return attempts >= failedSeveralTimes || (attempts > 0 && (owner === parkedOwner || owner === heldOwner));
}

function replyIn(body: unknown, delivery: UnseenReply["delivery"]): UnseenReply[] {
  const { line } = (body ?? {}) as Partial<ChannelLine>;
  return line?.reply ? [{ line: line.id, delivery, reply: line.reply }] : [];
}

function prepareUnseen(prepare: Prepare) {
  type Args = { conversation: string; limit: number };
  return {
    failed: prepare<Args>()((db, $) =>
      db
        .selectFrom("dead_letters")
        .select("body")
        .where("queue", "=", $.conversation)
        .orderBy("position", "desc")
        .limit($.limit),
    ),
    waiting: prepare<Args>()((db, $) =>
      db
        .selectFrom("outbox")
        .select("body")
        .where("queue", "=", $.conversation)
        .orderBy("position", "desc")
        .limit($.limit),
    ),
  };
}

/** Tells the next turn that there is something to read. */
export function prepareNotice(prepare: Prepare) {
  return {
    /** Like an accepted message, so that a turn that counted on this number reads the conversation again. */
    notice: prepare<{ conversation: string }>()((db, $) =>
      db
        .updateTable("conversations")
        .set((eb) => ({ last_arrival: eb("last_arrival", "+", 1) }))
        .where("id", "=", $.conversation),
    ),
  };
}
