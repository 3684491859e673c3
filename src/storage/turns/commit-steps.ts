import type { Kysely } from "kysely";

import type { OutcomeRow, TranscriptLine } from "../../conversation/ports.ts";
import type { Dialect } from "../database/database.ts";
import type { Schema } from "../database/schema.ts";
import type { Prepare } from "../database/statements.ts";

/**
 * The steps of a turn's batch that every turn takes. `back` counts from the newest number handed out: 0 is the last.
 */
export function prepareCommitSteps(prepare: Prepare, dialect: Dialect) {
  return { ...prepareTurn(prepare), ...prepareEntries(prepare, dialect), line: prepareLine(prepare) };
}

function prepareTurn(prepare: Prepare) {
  return {
    turn: prepare<{ id: string; version: number; saved: string; lines: number; entries: number; now: number }>()(
      (db, $) =>
        db
          .updateTable("conversations")
          .set((eb) => ({
            saved: $.saved,
            version: eb("version", "+", 1),
            last_seq: eb("last_seq", "+", $.lines),
            last_position: eb("last_position", "+", $.entries),
            updated_at: $.now,
          }))
          .where("id", "=", $.id)
          .where("version", "=", $.version)
          .returning("last_position"),
    ),
    unqueue: prepare<{ conversation: string; id: string }>()((db, $) =>
      db.deleteFrom("inbox").where("conversation", "=", $.conversation).where("id", "=", $.id),
    ),
    isWaiting: prepare<{ conversation: string; id: string }>()((db, $) =>
      db.selectFrom("inbox").select("id").where("conversation", "=", $.conversation).where("id", "=", $.id),
    ),
    stands: prepare<{ id: string; version: number; saved: string }>()((db, $) =>
      db
        .selectFrom("conversations")
        .select("id")
        .where("id", "=", $.id)
        .where("version", "=", $.version)
        .where("saved", "=", $.saved),
    ),
  };
}

function prepareEntries(prepare: Prepare, dialect: Dialect) {
  return {
    lane: dialect === "sqlite" ? prepareOwnLane(prepare) : prepareSharedLane(prepare),
    entry: prepare<{ conversation: string; back: number; destination: string; body: string; now: number }>()((db, $) =>
      db.insertInto("outbox").values((eb) => ({
        conversation: $.conversation,
        position: eb
          .selectFrom("conversations")
          .select((of) => of("last_position", "-", $.back).as("position"))
          .where("conversations.id", "=", $.conversation),
        destination: $.destination,
        body: $.body,
        attempts: 0,
        last_error: null,
        created_at: $.now,
      })),
    ),
  };
}

type LaneArgs = { conversation: string; node: string; until: number };

/**
 * The embedded database is one process's alone, and so is every lane in it. Nothing is given back: `returning` costs
 * SQLite three times what the write itself does.
 */
function prepareOwnLane(prepare: Prepare) {
  return prepare<LaneArgs>()((db, $) =>
    laneOf(db, $).onConflict((conflict) =>
      conflict.column("conversation").doUpdateSet((eb) => ({
        owner: eb.ref("excluded.owner"),
        leased_until: eb.ref("excluded.leased_until"),
        last_position: eb.ref("excluded.last_position"),
      })),
    ),
  );
}

/**
 * A new lane is this node's. One that is there stays its owner's, who finds the new entries before letting go; a dead
 * owner's is left to `take`, because the older entries in it must be read first.
 */
function prepareSharedLane(prepare: Prepare) {
  return prepare<LaneArgs>()((db, $) =>
    laneOf(db, $)
      .onConflict((conflict) =>
        conflict.column("conversation").doUpdateSet((eb) => ({ last_position: eb.ref("excluded.last_position") })),
      )
      .returning((eb) => [
        "owner",
        // The lane comes before the entries of this turn: what is there now waits longer than they do.
        eb
          .selectFrom("outbox")
          .select((of) => of.fn.min("position").as("position"))
          .where("outbox.conversation", "=", $.conversation)
          .as("oldest"),
      ]),
  );
}

function laneOf(db: Kysely<Schema>, $: LaneArgs) {
  return db.insertInto("lanes").values((eb) => ({
    conversation: $.conversation,
    owner: $.node,
    leased_until: $.until,
    last_position: eb
      .selectFrom("conversations")
      .select("last_position")
      .where("conversations.id", "=", $.conversation),
  }));
}

function prepareLine(prepare: Prepare) {
  return prepare<LineArgs>()((db, $) =>
    db.insertInto("transcript").values((eb) => ({
      conversation: $.conversation,
      seq: eb
        .selectFrom("conversations")
        .select((of) => of("last_seq", "-", $.back).as("seq"))
        .where("conversations.id", "=", $.conversation),
      speaker: $.speaker,
      id: $.id,
      text: $.text,
      reply: $.reply,
      echo: $.echo,
      author: $.author,
      at: $.at,
    })),
  );
}

type LineArgs = {
  conversation: string;
  back: number;
  speaker: TranscriptLine["from"];
  id: string;
  text: string;
  reply: string | null;
  echo: string | null;
  author: string | null;
  at: number;
};

type OutcomeArgs = OutcomeRow & { conversation: string; at: number };

/** The steps that some turns take: notes to learn from. */
export function prepareNoteSteps(prepare: Prepare) {
  return {
    outcome: prepare<OutcomeArgs>()((db, $) =>
      db.insertInto("outcomes").values({
        conversation: $.conversation,
        article: $.article,
        step: $.step,
        device: $.device,
        result: $.result,
        seconds: $.seconds,
        live_status: $.status,
        at: $.at,
      }),
    ),
    watch: prepare<{ article: string; conversation: string; at: number }>()((db, $) =>
      db
        .insertInto("status_watches")
        .values({ article: $.article, conversation: $.conversation, since: $.at })
        .onConflict((conflict) => conflict.columns(["article", "conversation"]).doNothing()),
    ),
    unclear: prepare<{ conversation: string; text: string; awaiting: string; alternatives: string; at: number }>()(
      (db, $) =>
        db.insertInto("unclear").values({
          conversation: $.conversation,
          text: $.text,
          awaiting: $.awaiting,
          alternatives: $.alternatives,
          at: $.at,
        }),
    ),
    feedback: prepare<{ conversation: string; good: number; about: string; at: number }>()((db, $) =>
      db.insertInto("feedback").values({ conversation: $.conversation, good: $.good, about: $.about, at: $.at }),
    ),
  };
}
