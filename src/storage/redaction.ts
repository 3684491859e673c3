import type { Selectable } from "kysely";

import type { InboundMessage } from "../conversation/ports.ts";
import type { Database, Step } from "./database/database.ts";
import { fromJson, type Json, type Prepare, toJson } from "./database/statements.ts";
import type { Schema } from "./database/schema.ts";
import { createWordFinder } from "./find-words.ts";
import type { RedactedRow } from "./redaction-undo.ts";

/** In this conversation `instead` replaces `words`, however they are written. */
export type Redaction = { conversation: string; words: string; instead: string };

/** The steps that replace the words, and in how many places they stand, by what holds them. */
export type PlannedRedaction = {
  steps: Step[];
  counts: Record<RedactedPart, number>;
  /** What the rows held, but for what waits to be sent or processed. */
  rows: RedactedRow[];
};

/** `names`: of the person, and in the address of their page; `comments`: with thumbs; `case`: its subject, contact, resolution and rating; `history`: notes and other entries. */
export type RedactedPart = "transcript" | "names" | "case" | "history" | "unclear" | "comments" | "waiting";

type Plan = { query: Step["query"]; count: number; undo?: RedactedRow };

/**
 * Plans a redaction: reads all that is stored of a conversation and its cases and compares it here, as no database compares
 * letters as people read them. Text that changed in between is left as it is.
 */
export function createRedaction(options: {
  database: Database;
  prepare: Prepare;
}): (redaction: Redaction) => Promise<PlannedRedaction> {
  const { database, prepare } = options;
  const queries = { ...prepareReads(prepare), ...prepareWrites(prepare) };
  const waiting = createWaitingPlans(options);
  return async ({ conversation, words, instead }) => {
    const replacement = createReplacement(words, instead);
    const place = { conversation };
    const [lines, files, unclear, comments, cases, events, names, queued] = await Promise.all([
      database.read(queries.lines(place)),
      database.read(queries.files(place)),
      database.read(queries.unclear(place)),
      database.read(queries.comments(place)),
      database.read(queries.cases(place)),
      database.read(queries.events(place)),
      database.read(queries.names(place)),
      waiting(conversation, replacement),
    ]);
    const how = createWays(queries);
    const plans: Record<RedactedPart, readonly Plan[]> = {
      transcript: [
        ...lines.flatMap((row) => planOf(row, replacement.columns(row, ["text"], ["reply", "echo"]), how.line)),
        ...files.flatMap((row) => planOf(row, replacement.columns(row, ["name"]), how.file)),
      ],
      unclear: unclear.flatMap((row) =>
        planOf({ ...row, was: row.text }, replacement.columns(row, ["text"]), how.missed),
      ),
      comments: comments.flatMap((row) =>
        planOf({ ...row, was: row.comment ?? "" }, replacement.columns(row, ["comment"]), how.comment),
      ),
      case: cases.flatMap((row) =>
        planOf(row, replacement.columns(row, ["subject", "resolution", "contact", "rating_word"]), how.case),
      ),
      history: events.flatMap((row) => planOf(row, replacement.columns(row, ["text"]), how.event)),
      names: names.flatMap((row) => planOf(row, replacement.columns(row, ["user_name", "page"]), how.name)),
      waiting: queued,
    };
    const counts = Object.fromEntries(
      Object.entries(plans).map(([part, some]) => [part, some.reduce((sum, { count }) => sum + count, 0)]),
    ) as PlannedRedaction["counts"];
    const all = Object.values(plans).flat();
    return { steps: all.map(({ query }) => ({ query })), counts, rows: all.flatMap(({ undo }) => undo ?? []) };
  };
}

/** How each kind of row is written, and put back. */
function createWays(write: ReturnType<typeof prepareWrites>) {
  return {
    line: { write: write.line, undo: (row: LineRow, now: LineRow) => ({ kind: "line" as const, row, now: now.text }) },
    file: { write: write.file, undo: (row: FileRow, now: FileRow) => ({ kind: "file" as const, row, now: now.name }) },
    missed: {
      write: write.missed,
      undo: ({ conversation, was }: MissedRow, { text }: MissedRow) => ({
        kind: "missed" as const,
        row: { conversation, text: was },
        now: text,
      }),
    },
    comment: {
      write: write.comment,
      undo: ({ conversation, was }: CommentRow, { comment }: CommentRow) => ({
        kind: "comment" as const,
        row: { conversation, comment: was },
        now: comment ?? "",
      }),
    },
    case: {
      write: write.case,
      undo: (row: CaseRow, now: CaseRow) => ({ kind: "case" as const, row, now: now.subject }),
    },
    event: {
      write: write.event,
      undo: (row: EventRow, now: EventRow) => ({ kind: "event" as const, row, now: now.text }),
    },
    name: {
      write: write.name,
      undo: (row: NameRow, now: NameRow) => ({ kind: "name" as const, row, now: now.user_name }),
    },
  };
}

type FileRow = { id: string; name: string };
type MissedRow = Of & { text: string; was: string };
type CommentRow = Of & { comment: string | null; was: string };
type EventRow = { number: string; id: string; text: string };
type NameRow = { id: string; user_name: string; page: string | null };

type Changed<Row> = { row: Row; count: number };

/** `undo` gets the row as it was, and as it is from now on. */
function planOf<Row, Write extends Row>(
  before: Write,
  { row, count }: Changed<Row>,
  how: { write: (row: Write) => Step["query"]; undo: (was: Write, now: Write) => RedactedRow },
): Plan[] {
  const now = { ...before, ...row };
  return count === 0 ? [] : [{ query: how.write(now), count, undo: how.undo(before, now) }];
}

/** Replaces the words in texts and in the texts of JSON. */
type Replacement = {
  json<Value>(json: Json<Value>): { json: Json<Value>; count: number };
  columns<Row extends object>(row: Row, texts: readonly (keyof Row)[], json?: readonly (keyof Row)[]): Changed<Row>;
};

/** Fields by which the service knows what it has before it; what people read is in none of them. */
const structural = new Set(["kind", "type", "id", "number", "what", "how", "article", "step", "device", "channel"]);

function createReplacement(words: string, instead: string): Replacement {
  const finder = createWordFinder(words);
  const inJson = <Value>(json: Json<Value>): { json: Json<Value>; count: number } => {
    let count = 0;
    const value = fromJson(json, (name, part) => {
      if (typeof part !== "string" || structural.has(name)) return part;
      count += finder.count(part);
      return finder.replace(part, instead);
    });
    return count === 0 ? { json, count } : { json: toJson(value), count };
  };
  return {
    json: inJson,
    columns(row, texts, json = []) {
      const changed: Partial<typeof row> = {};
      let count = 0;
      for (const column of texts) {
        const text: unknown = row[column];
        if (typeof text !== "string") continue;
        count += finder.count(text);
        Object.assign(changed, { [column]: finder.replace(text, instead) });
      }
      for (const column of json) {
        const text: unknown = row[column];
        if (typeof text !== "string") continue;
        const after = inJson(text as Json<unknown>);
        // A reply repeats the text of its line.
        if (column !== "reply") count += after.count;
        else if (after.count > 0) count = Math.max(count, 1);
        Object.assign(changed, { [column]: after.json });
      }
      return { row: { ...row, ...changed }, count };
    },
  };
}

type Of = { conversation: string };

function prepareReads(prepare: Prepare) {
  return {
    lines: prepare<Of>()((db, $) =>
      db
        .selectFrom("transcript")
        .select(["conversation", "seq", "text", "reply", "echo"])
        .where("conversation", "=", $.conversation),
    ),
    files: prepare<Of>()((db, $) =>
      db.selectFrom("attachments").select(["id", "name"]).where("conversation", "=", $.conversation),
    ),
    unclear: prepare<Of>()((db, $) =>
      db.selectFrom("unclear").select(["conversation", "text"]).where("conversation", "=", $.conversation),
    ),
    comments: prepare<Of>()((db, $) =>
      db.selectFrom("feedback").select(["conversation", "comment"]).where("conversation", "=", $.conversation),
    ),
    cases: prepare<Of>()((db, $) =>
      db
        .selectFrom("cases")
        .select(["number", "subject", "resolution", "contact", "rating_word"])
        .where("conversation", "=", $.conversation),
    ),
    events: prepare<Of>()((db, $) =>
      db
        .selectFrom("case_events")
        .select(["number", "id", "text"])
        .where("number", "in", (eb) =>
          eb.selectFrom("cases").select("number").where("conversation", "=", $.conversation),
        ),
    ),
    names: prepare<Of>()((db, $) =>
      db.selectFrom("conversations").select(["id", "user_name", "page"]).where("id", "=", $.conversation),
    ),
  };
}

type LineRow = Pick<Selectable<Schema["transcript"]>, "conversation" | "seq" | "text" | "reply" | "echo">;
type CaseRow = Pick<Selectable<Schema["cases"]>, "number" | "subject" | "resolution" | "contact" | "rating_word">;

function prepareWrites(prepare: Prepare) {
  return {
    line: prepare<LineRow>()((db, $) =>
      db
        .updateTable("transcript")
        .set({ text: $.text, reply: $.reply, echo: $.echo })
        .where("conversation", "=", $.conversation)
        .where("seq", "=", $.seq),
    ),
    file: prepare<FileRow>()((db, $) => db.updateTable("attachments").set({ name: $.name }).where("id", "=", $.id)),
    missed: prepare<MissedRow>()((db, $) =>
      db
        .updateTable("unclear")
        .set({ text: $.text })
        .where("conversation", "=", $.conversation)
        .where("text", "=", $.was),
    ),
    comment: prepare<CommentRow>()((db, $) =>
      db
        .updateTable("feedback")
        .set({ comment: $.comment })
        .where("conversation", "=", $.conversation)
        .where("comment", "=", $.was),
    ),
    case: prepare<CaseRow>()((db, $) =>
      db
        .updateTable("cases")
        .set({ subject: $.subject, resolution: $.resolution, contact: $.contact, rating_word: $.rating_word })
        .where("number", "=", $.number),
    ),
    event: prepare<EventRow>()((db, $) =>
      db.updateTable("case_events").set({ text: $.text }).where("number", "=", $.number).where("id", "=", $.id),
    ),
    name: prepare<NameRow>()((db, $) =>
      db.updateTable("conversations").set({ user_name: $.user_name, page: $.page }).where("id", "=", $.id),
    ),
  };
}

type WaitingRow = { key: string; position: number; body: Json<unknown> };

/** Plans for the messages that still wait: for the person, for other systems, and for their own turn. */
function createWaitingPlans({
  database,
  prepare,
}: {
  database: Database;
  prepare: Prepare;
}): (conversation: string, replacement: Replacement) => Promise<Plan[]> {
  const tables = [
    prepareInbox(prepare),
    ...(["outbox", "dead_letters"] as const).map((table) => prepareEntries(prepare, table)),
  ];
  return async (conversation, replacement) => {
    const plans = tables.map(async ({ read, write }) => {
      const rows = await database.read(read({ conversation }));
      return rows.flatMap(({ body, ...place }): Plan[] => {
        const { json, count } = replacement.json(body);
        return count === 0 ? [] : [{ query: write({ ...place, body: json }), count }];
      });
    });
    return (await Promise.all(plans)).flat();
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
