import { type ExpressionBuilder, type Selectable, sql } from "kysely";

import type { InboundMessage } from "../conversation/ports.ts";
import type { Database, Step } from "./database/database.ts";
import { fromJson, type Json, toJson } from "./database/json.ts";
import type { Schema } from "./database/schema.ts";
import type { Prepare } from "./database/statements.ts";

type LineJson = Pick<Selectable<Schema["transcript"]>, "reply" | "echo">;

/**
 * Makes a redaction: reads what is stored as JSON, and gives every step that replaces the words in a conversation and
 * its cases.
 */
export function createRedaction(options: {
  database: Database;
  prepare: Prepare;
}): (redaction: Redaction) => Promise<{ texts: Step[]; lines: Step[]; waiting: Step[] }> {
  const { database, prepare } = options;
  const texts = prepareTexts(prepare);
  const lineJson = prepareLineJson(prepare);
  const waiting = createWaitingSteps(options);
  return async (redaction) => {
    const { conversation } = redaction;
    const lines = (await database.read(lineJson.read({ conversation }))).flatMap(({ seq, reply, echo }): Step[] => {
      const after = { reply: redacted(reply, redaction), echo: redacted(echo, redaction) };
      const changed = after.reply !== reply || after.echo !== echo;
      return changed ? [{ query: lineJson.write({ conversation, seq, ...after }) }] : [];
    });
    return { texts: texts(redaction), lines, waiting: await waiting(redaction) };
  };
}

/** In this conversation `instead` replaces `words`. */
export type Redaction = { conversation: string; words: string; instead: string };

/** Makes the steps that replace words in the texts of a conversation and its cases. */
function prepareTexts(prepare: Prepare): (redaction: Redaction) => Step[] {
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

/** The JSON of lines, besides their text. It is replaced here and not in SQL, which cannot tell words from field names. */
function prepareLineJson(prepare: Prepare) {
  return {
    read: prepare<{ conversation: string }>()((db, $) =>
      db
        .selectFrom("transcript")
        .select(["seq", "reply", "echo"])
        .where("conversation", "=", $.conversation)
        .where((eb) => eb.or([eb("reply", "is not", null), eb("echo", "is not", null)])),
    ),
    write: prepare<{ conversation: string; seq: number; reply: LineJson["reply"]; echo: LineJson["echo"] }>()((db, $) =>
      db
        .updateTable("transcript")
        .set({ reply: $.reply, echo: $.echo })
        .where("conversation", "=", $.conversation)
        .where("seq", "=", $.seq),
    ),
  };
}

/** The same value with other words in its texts; names of fields stay. */
function redacted<Value>(json: Json<Value> | null, { words, instead }: Redaction): Json<Value> | null {
  if (json === null) return null;
  return toJson(
    fromJson(json, (_name, value) => (typeof value === "string" ? value.replaceAll(words, () => instead) : value)),
  );
}

function replaced(column: string, { words, instead }: Redaction) {
  return sql<string>`replace(${sql.ref(column)}, cast(${words} as text), cast(${instead} as text))`;
}

/** Null equals nothing, so a column without words is skipped. */
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

type WaitingRow = { key: string; position: number; body: Json<unknown> };

/** Makes the steps that redact messages that still wait: for the person, for other systems, and for their own turn. */
function createWaitingSteps({
  database,
  prepare,
}: {
  database: Database;
  prepare: Prepare;
}): (redaction: Redaction) => Promise<Step[]> {
  const tables = [
    prepareInbox(prepare),
    ...(["outbox", "dead_letters"] as const).map((table) => prepareEntries(prepare, table)),
  ];
  return async (redaction) => {
    const steps = tables.map(async ({ read, write }) => {
      const rows = await database.read(read(redaction));
      return rows.flatMap(({ body, ...place }): Step[] => {
        const after = redacted(body, redaction);
        return after === null || after === body ? [] : [{ query: write({ ...place, body: after }) }];
      });
    });
    return (await Promise.all(steps)).flat();
  };
}

function prepareInbox(prepare: Prepare) {
  return {
    read: prepare<{ conversation: string }>()((db, $) =>
      db
        .selectFrom("inbox")
        .select(["conversation as key", "arrival as position"])
        .select((eb) => eb.ref("body").$castTo<Json<unknown>>().as("body"))
        .where("conversation", "=", $.conversation),
    ),
    write: prepare<WaitingRow>()((db, $) =>
      db
        .updateTable("inbox")
        .set((eb) => ({ body: eb.val($.body).$castTo<Json<InboundMessage>>() }))
        .where("conversation", "=", $.key)
        .where("arrival", "=", $.position),
    ),
  };
}

/** The conversation's own entries, and the calls about its cases; dead letters may be tried again. */
function prepareEntries(prepare: Prepare, table: "outbox" | "dead_letters") {
  return {
    read: prepare<{ conversation: string }>()((db, $) =>
      db
        .selectFrom(table)
        .select(["queue as key", "position", "body"])
        .where((eb) =>
          eb.or([
            eb("queue", "=", $.conversation),
            eb(
              "queue",
              "in",
              db
                .selectFrom("connector_links")
                .select("queue")
                .where("connector_links.conversation", "=", $.conversation),
            ),
          ]),
        ),
    ),
    write: prepare<WaitingRow>()((db, $) =>
      db.updateTable(table).set({ body: $.body }).where("queue", "=", $.key).where("position", "=", $.position),
    ),
  };
}
