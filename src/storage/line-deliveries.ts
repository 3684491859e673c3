import { sql } from "kysely";

import type { LineDeliveries, Undelivered } from "../conversation/line-deliveries.ts";
import type { OnEntriesCommitted } from "../conversation/outbox-ports.ts";
import type { Database, Step } from "./database/database.ts";
import { fromJson } from "./database/json.ts";
import type { Prepare } from "./database/statements.ts";
import type { Leases } from "./leases.ts";
import { lineIdOf } from "./stored-body.ts";

/** What the deliveries of lines are read and written with. `node`: this node's name, under which it holds leases. */
export type LineDeliveriesOptions = {
  database: Database;
  prepare: Prepare;
  now: () => number;
  node: string;
  leases: Leases;
  onEntries: OnEntriesCommitted;
};

/** Optimistic: attempts while the channel keeps refusing, or others try the same lines again. */
const maxAttempts = 4;

/** A line's delivery is where its entry is: in the outbox, among the dead letters, or nowhere once it has arrived. */
export function createLineDeliveries(options: LineDeliveriesOptions): LineDeliveries {
  const { database, node, leases, onEntries } = options;
  const queries = prepareQueries(options.prepare);
  const requeue = createRequeueSteps(options);

  async function undelivered(conversation: string): Promise<ReadonlyMap<string, Undelivered>> {
    const [waiting, failed] = await Promise.all([
      database.read(queries.waiting({ conversation })),
      database.read(queries.failed({ conversation })),
    ]);
    const found = new Map<string, Undelivered>();
    // What waits counts: a line that is tried again after it failed may be in both for a moment.
    for (const { body, reason } of failed) note(found, fromJson(body), { delivery: "failed", reason });
    for (const { body, last_error: reason } of waiting) note(found, fromJson(body), { delivery: "waiting", reason });
    return found;
  }

  return {
    undelivered,
    async retry(conversation) {
      for (let attempt = 0; attempt < maxAttempts; attempt += 1) {
        const [waiting, dead] = await Promise.all([
          database.read(queries.waiting({ conversation })),
          database.read(queries.failed({ conversation })),
        ]);
        const lines = dead.filter(({ body }) => lineIdOf(fromJson(body)) !== null);
        const delayed = waiting.filter(({ body, attempts }) => attempts > 0 && lineIdOf(fromJson(body)) !== null);
        if (lines.length + delayed.length === 0) return 0;
        const written = await database.write(
          requeue(
            conversation,
            lines.map(({ position }) => position),
          ),
        );
        if (!written.stored) continue;
        onEntries(conversation, null);
        return lines.length + delayed.length;
      }
      return 0;
    },
  };

  function createRequeueSteps({ prepare, now }: LineDeliveriesOptions) {
    const steps = prepareRequeue(prepare);
    return (conversation: string, positions: readonly number[]) => {
      const at = now();
      return {
        conversation: { query: steps.advance({ conversation, entries: positions.length }), expect: 1 },
        lease: { query: steps.lease({ conversation, node, until: leases.end() }) },
        entries: positions.map((position, index): Step => {
          const back = positions.length - 1 - index;
          return { query: steps.entry({ conversation, position, back, at }), expect: 1 };
        }),
        deadLetters: positions.map((position): Step => ({
          query: steps.remove({ conversation, position }),
          expect: 1,
        })),
      };
    };
  }
}

function note(found: Map<string, Undelivered>, body: unknown, how: Undelivered): void {
  const line = lineIdOf(body);
  if (line !== null) found.set(line, how);
}

function prepareQueries(prepare: Prepare) {
  return {
    waiting: prepare<{ conversation: string }>()((db, $) =>
      db.selectFrom("outbox").select(["body", "attempts", "last_error"]).where("queue", "=", $.conversation),
    ),
    failed: prepare<{ conversation: string }>()((db, $) =>
      db
        .selectFrom("dead_letters")
        .select(["position", "body", "reason"])
        .where("queue", "=", $.conversation)
        .where("destination", "=", "channel")
        .orderBy("position"),
    ),
  };
}

type Place = { conversation: string; position: number };

/** The steps that put dead letters back into the outbox, as its newest entries. */
function prepareRequeue(prepare: Prepare) {
  return {
    /** Like an accepted message, so that a turn under way that counted on these numbers is decided again. */
    advance: prepare<{ conversation: string; entries: number }>()((db, $) =>
      db
        .updateTable("conversations")
        .set((eb) => ({
          last_position: eb("last_position", "+", $.entries),
          last_arrival: eb("last_arrival", "+", 1),
        }))
        .where("id", "=", $.conversation),
    ),
    lease: prepare<{ conversation: string; node: string; until: number }>()((db, $) =>
      db
        .insertInto("outbox_leases")
        .values((eb) => ({
          queue: $.conversation,
          owner: $.node,
          leased_until: $.until,
          last_position: eb
            .selectFrom("conversations")
            .select("last_position")
            .where("conversations.id", "=", $.conversation),
        }))
        .onConflict((conflict) =>
          conflict.column("queue").doUpdateSet((eb) => ({ last_position: eb.ref("excluded.last_position") })),
        ),
    ),
    entry: prepare<Place & { back: number; at: number }>()((db, $) =>
      db
        .insertInto("outbox")
        .columns(["queue", "position", "destination", "body", "attempts", "last_error", "created_at"])
        .expression((eb) =>
          eb
            .selectFrom("dead_letters")
            .innerJoin("conversations", "conversations.id", "dead_letters.queue")
            .select((of) => [
              "dead_letters.queue",
              of("conversations.last_position", "-", $.back).as("position"),
              "dead_letters.destination",
              "dead_letters.body",
              sql<number>`cast(0 as integer)`.as("attempts"),
              "dead_letters.reason",
              sql<number>`cast(${$.at} as bigint)`.as("created_at"),
            ])
            .where("dead_letters.queue", "=", $.conversation)
            .where("dead_letters.position", "=", $.position),
        ),
    ),
    remove: prepare<Place>()((db, $) =>
      db.deleteFrom("dead_letters").where("queue", "=", $.conversation).where("position", "=", $.position),
    ),
  };
}
