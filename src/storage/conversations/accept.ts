import type { InboundMessage, ConversationReference, TurnStore } from "../../conversation/ports.ts";
import { prepareArrivalSteps } from "./arrival-steps.ts";
import type { Database, Step } from "../database/database.ts";
import { fromParty, type PartyRow, toJson, toJsonOrNull } from "../database/rows.ts";
import type { Prepare } from "../database/statements.ts";

/**
 * The write behind `TurnStore.accept`. The conversation's row comes first in every batch of the store: its lock puts
 * all batches of a conversation one after the other, and none can wait crosswise for another.
 */
export function createAccept(options: {
  database: Database;
  prepare: Prepare;
  now: () => number;
  /** Called after the message is stored. */
  accepted: (conversation: string) => void;
}): TurnStore["accept"] {
  const { database, now, accepted } = options;
  const steps = prepareSteps(options.prepare);
  return async (party, incoming, echo) => {
    const batch = [
      { query: steps.renew({ ...fromParty(party), lines: linesOf(incoming), now: now() }) },
      { query: steps.see({ conversation: party.conversation, id: incoming.id, now: now() }), expect: 1 },
      { query: steps.queue({ conversation: party.conversation, id: incoming.id, body: toJson(incoming), now: now() }) },
      ...userLine(party, incoming, echo),
    ];
    const written = await database.write(batch);
    // After a broken connection, the message found there may be this one: run its turn rather than lose it.
    if (written.failed !== null && !written.repeated) return "duplicate";
    accepted(party.conversation);
    return "new";
  };

  function userLine(party: ConversationReference, { id, at, input }: InboundMessage, echo: unknown): Step[] {
    if (input.kind === "happened") return [];
    return [
      { query: steps.line({ conversation: party.conversation, id, text: input.text, echo: toJsonOrNull(echo), at }) },
    ];
  }
}

function linesOf({ input }: InboundMessage): number {
  return input.kind === "happened" ? 0 : 1;
}

function prepareSteps(prepare: Prepare) {
  return { renew: prepareRenew(prepare), ...prepareLine(prepare), ...prepareArrivalSteps(prepare) };
}

/** Makes or renews the conversation and hands out the numbers that the next steps use. */
function prepareRenew(prepare: Prepare) {
  return prepare<PartyRow & { lines: number; now: number }>()((db, $) =>
    db
      .insertInto("conversations")
      .values({
        id: $.id,
        channel: $.channel,
        user_id: $.user_id,
        user_name: $.user_name,
        locale: $.locale,
        time_zone: $.time_zone,
        address: $.address,
        push: $.push,
        saved: null,
        version: 0,
        last_seq: $.lines,
        last_arrival: 1,
        last_position: 0,
        created_at: $.now,
        updated_at: $.now,
      })
      .onConflict((conflict) =>
        conflict.column("id").doUpdateSet((eb) => ({
          channel: eb.ref("excluded.channel"),
          user_id: eb.ref("excluded.user_id"),
          user_name: eb.ref("excluded.user_name"),
          locale: eb.ref("excluded.locale"),
          // Not every kind of activity tells it.
          time_zone: eb.fn.coalesce(eb.ref("excluded.time_zone"), eb.ref("conversations.time_zone")),
          address: eb.ref("excluded.address"),
          push: eb.ref("excluded.push"),
          last_seq: eb("conversations.last_seq", "+", eb.ref("excluded.last_seq")),
          last_arrival: eb("conversations.last_arrival", "+", 1),
          updated_at: eb.ref("excluded.updated_at"),
        })),
      ),
  );
}

function prepareLine(prepare: Prepare) {
  return {
    line: prepare<{ conversation: string; id: string; text: string; echo: string | null; at: number }>()((db, $) =>
      db.insertInto("transcript").values((eb) => ({
        conversation: $.conversation,
        seq: eb.selectFrom("conversations").select("last_seq").where("conversations.id", "=", $.conversation),
        speaker: "user",
        id: $.id,
        text: $.text,
        reply: null,
        echo: $.echo,
        author: null,
        at: $.at,
      })),
    ),
  };
}
