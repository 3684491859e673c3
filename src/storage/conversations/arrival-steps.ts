import type { Prepare } from "../database/statements.ts";

/**
 * The steps that put something before the turn: its id is noted once and for all, and it joins the conversation's
 * queue.
 */
export function prepareArrivalSteps(prepare: Prepare) {
  return {
    see: prepare<{ conversation: string; id: string; now: number }>()((db, $) =>
      db
        .insertInto("seen")
        .values({ conversation: $.conversation, id: $.id, at: $.now })
        .onConflict((conflict) => conflict.columns(["conversation", "id"]).doNothing()),
    ),
    /** Takes the arrival number that the step on the conversation's row has handed out. */
    queue: prepare<{ conversation: string; id: string; body: string; now: number }>()((db, $) =>
      db.insertInto("inbox").values((eb) => ({
        conversation: $.conversation,
        arrival: eb.selectFrom("conversations").select("last_arrival").where("conversations.id", "=", $.conversation),
        id: $.id,
        body: $.body,
        accepted_at: $.now,
      })),
    ),
  };
}
