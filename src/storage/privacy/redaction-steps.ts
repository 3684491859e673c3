import { type ExpressionBuilder, sql } from "kysely";

import type { Step } from "../database/database.ts";
import type { Schema } from "../database/schema.ts";
import type { Prepare } from "../database/statements.ts";

/** These words of a conversation give way to others. */
export type Redaction = { conversation: string; words: string; instead: string };

/** Makes the steps that put other words in the place of some, wherever a conversation and its cases hold them. */
export function prepareRedaction(prepare: Prepare): (redaction: Redaction) => Step[] {
  const lines = prepare<Redaction>()((db, $) =>
    db
      .updateTable("transcript")
      .set({ text: replaced("text", $) })
      .where("conversation", "=", $.conversation)
      .where((eb) => holds(eb, ["text"], $)),
  );
  const unclear = prepare<Redaction>()((db, $) =>
    db
      .updateTable("unclear")
      .set({ text: replaced("text", $) })
      .where("conversation", "=", $.conversation)
      .where((eb) => holds(eb, ["text"], $)),
  );
  const cases = prepare<Redaction>()((db, $) =>
    db
      .updateTable("cases")
      .set({
        subject: replaced("subject", $),
        resolution: replaced("resolution", $),
        contact: replaced("contact", $),
        rating_word: replaced("rating_word", $),
      })
      .where("conversation", "=", $.conversation)
      .where((eb) => holds(eb, ["subject", "resolution", "contact", "rating_word"], $)),
  );
  const events = prepare<Redaction>()((db, $) =>
    db
      .updateTable("case_events")
      .set({ text: replaced("text", $) })
      .where("number", "in", (eb) => eb.selectFrom("cases").select("number").where("conversation", "=", $.conversation))
      .where((eb) => holds(eb, ["text"], $)),
  );
  return (redaction) => [lines, unclear, cases, events].map((query) => ({ query: query(redaction) }));
}

/**
 * What a channel shows of a line besides its text, JSON; read here because words in SQL cannot be told from the names
 * of fields.
 */
export function prepareShapes(prepare: Prepare) {
  return {
    read: prepare<{ conversation: string }>()((db, $) =>
      db
        .selectFrom("transcript")
        .select(["seq", "reply", "echo"])
        .where("conversation", "=", $.conversation)
        .where((eb) => eb.or([eb("reply", "is not", null), eb("echo", "is not", null)])),
    ),
    write: prepare<{ conversation: string; seq: number; reply: string | null; echo: string | null }>()((db, $) =>
      db
        .updateTable("transcript")
        .set({ reply: $.reply, echo: $.echo })
        .where("conversation", "=", $.conversation)
        .where("seq", "=", $.seq),
    ),
  };
}

/** The same JSON with other words in its texts; names of fields stay. */
export function redactedJson(
  json: string | null,
  { words, instead }: Pick<Redaction, "words" | "instead">,
): string | null {
  if (json === null) return null;
  return JSON.stringify(JSON.parse(json), (_name, value: unknown) =>
    typeof value === "string" ? value.replaceAll(words, () => instead) : value,
  );
}

function replaced(column: string, { words, instead }: Redaction) {
  return sql<string>`replace(${sql.ref(column)}, cast(${words} as text), cast(${instead} as text))`;
}

/** Null compares to nothing, so that a column without words is passed over. */
function holds<Table extends keyof Schema>(
  eb: ExpressionBuilder<Schema, Table>,
  columns: readonly string[],
  $: Redaction,
) {
  return eb.or(
    columns.map(
      (column) => sql<boolean>`replace(${sql.ref(column)}, cast(${$.words} as text), '') <> ${sql.ref(column)}`,
    ),
  );
}
