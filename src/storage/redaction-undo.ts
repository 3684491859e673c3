import type { Selectable } from "kysely";

import type { Database, Step } from "./database/database.ts";
import { fromJson, type Json, type Prepare, toJson } from "./database/statements.ts";
import type { Schema } from "./database/schema.ts";

/** What a row held before words were taken out of it, and by what it is known that nobody changed it since. */
export type RedactedRow =
  | { kind: "line"; row: LineRow; now: string }
  | { kind: "file"; row: { id: string; name: string }; now: string }
  | { kind: "missed"; row: { conversation: string; text: string }; now: string }
  | { kind: "comment"; row: { conversation: string; comment: string }; now: string }
  | { kind: "case"; row: CaseRow; now: string }
  | { kind: "event"; row: { number: string; id: string; text: string }; now: string }
  | { kind: "name"; row: { id: string; user_name: string; page: string | null }; now: string };

type LineRow = Pick<Selectable<Schema["transcript"]>, "conversation" | "seq" | "text" | "reply" | "echo">;
type CaseRow = Pick<Selectable<Schema["cases"]>, "number" | "subject" | "resolution" | "contact" | "rating_word">;

/** Words that were taken out are kept for a few minutes, so that a mistake can be undone. */
export type RedactionUndo = {
  /** The step that keeps what a redaction takes out, under an id. */
  keep(place: { id: string; conversation: string; at: number }, rows: readonly RedactedRow[]): Step;
  /** Puts the newest redaction back, if it has this id and is not older; false where there is nothing to put back. */
  undo(place: { id: string; conversation: string; since: number }): Promise<boolean>;
  /** Forgets what was taken out before this time; resolves with whether there was anything. */
  forget(before: number): Promise<boolean>;
};

export function createRedactionUndo({ database, prepare }: { database: Database; prepare: Prepare }): RedactionUndo {
  const queries = prepareUndo(prepare);
  const restoreStep = createRestore(prepare);
  return {
    keep: (place, rows) => ({ query: queries.keep({ ...place, rows: toJson(rows) }) }),
    async undo({ id, conversation, since }) {
      const [newest] = await database.read(queries.newest({ conversation, since }));
      if (newest?.id !== id) return false;
      const rows = fromJson(newest.rows);
      const written = await database.write({
        kept: { query: queries.drop({ id }), expect: 1 },
        rows: rows.map(restoreStep),
      });
      return written.stored;
    },
    async forget(before) {
      // Looked for first: a write for nothing would cost a sync to disk.
      if ((await database.read(queries.old({ before }))).length === 0) return false;
      await database.write({ old: { query: queries.forget({ before }) } });
      return true;
    },
  };
}

function prepareUndo(prepare: Prepare) {
  type Kept = { id: string; conversation: string; at: number; rows: Json<readonly RedactedRow[]> };
  return {
    keep: prepare<Kept>()((db, $) =>
      db
        .insertInto("redaction_undo")
        .values({ id: $.id, conversation: $.conversation, at: $.at, rows: $.rows })
        .onConflict((conflict) => conflict.column("id").doNothing()),
    ),
    newest: prepare<{ conversation: string; since: number }>()((db, $) =>
      db
        .selectFrom("redaction_undo")
        .select(["id", "rows"])
        .where("conversation", "=", $.conversation)
        .where("at", ">=", $.since)
        .orderBy("at", "desc")
        .limit(1),
    ),
    drop: prepare<{ id: string }>()((db, $) => db.deleteFrom("redaction_undo").where("id", "=", $.id)),
    old: prepare<{ before: number }>()((db, $) =>
      db.selectFrom("redaction_undo").select("id").where("at", "<", $.before).limit(1),
    ),
    forget: prepare<{ before: number }>()((db, $) => db.deleteFrom("redaction_undo").where("at", "<", $.before)),
  };
}

/** The step that puts a row back as it was, unless it was changed or deleted since. */
function createRestore(prepare: Prepare): (redacted: RedactedRow) => Step {
  const { line, file, missed, comment, oneCase, event, name } = prepareRestore(prepare);
  return (redacted) => {
    const { now } = redacted;
    switch (redacted.kind) {
      case "line":
        return { query: line({ ...redacted.row, now }) };
      case "file":
        return { query: file({ ...redacted.row, now }) };
      case "missed":
        return { query: missed({ ...redacted.row, now }) };
      case "comment":
        return { query: comment({ ...redacted.row, now }) };
      case "case":
        return { query: oneCase({ ...redacted.row, now }) };
      case "event":
        return { query: event({ ...redacted.row, now }) };
      case "name":
        return { query: name({ ...redacted.row, now }) };
    }
  };
}

function prepareRestore(prepare: Prepare) {
  return {
    line: prepare<LineRow & { now: string }>()((db, $) =>
      db
        .updateTable("transcript")
        .set({ text: $.text, reply: $.reply, echo: $.echo })
        .where("conversation", "=", $.conversation)
        .where("seq", "=", $.seq)
        .where("text", "=", $.now),
    ),
    file: prepare<{ id: string; name: string; now: string }>()((db, $) =>
      db.updateTable("attachments").set({ name: $.name }).where("id", "=", $.id).where("name", "=", $.now),
    ),
    missed: prepare<{ conversation: string; text: string; now: string }>()((db, $) =>
      db
        .updateTable("unclear")
        .set({ text: $.text })
        .where("conversation", "=", $.conversation)
        .where("text", "=", $.now),
    ),
    comment: prepare<{ conversation: string; comment: string; now: string }>()((db, $) =>
      db
        .updateTable("feedback")
        .set({ comment: $.comment })
        .where("conversation", "=", $.conversation)
        .where("comment", "=", $.now),
    ),
    oneCase: prepare<CaseRow & { now: string }>()((db, $) =>
      db
        .updateTable("cases")
        .set({ subject: $.subject, resolution: $.resolution, contact: $.contact, rating_word: $.rating_word })
        .where("number", "=", $.number)
        .where("subject", "=", $.now),
    ),
    event: prepare<{ number: string; id: string; text: string; now: string }>()((db, $) =>
      db
        .updateTable("case_events")
        .set({ text: $.text })
        .where("number", "=", $.number)
        .where("id", "=", $.id)
        .where("text", "=", $.now),
    ),
    name: prepare<{ id: string; user_name: string; page: string | null; now: string }>()((db, $) =>
      db
        .updateTable("conversations")
        .set({ user_name: $.user_name, page: $.page })
        .where("id", "=", $.id)
        .where("user_name", "=", $.now),
    ),
  };
}
