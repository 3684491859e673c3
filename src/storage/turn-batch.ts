import { type ExpressionBuilder, expressionBuilder, type Kysely, type Selectable, sql } from "kysely";

import type { InboundMessage, OutcomeRow, TurnRecord } from "../conversation/ports.ts";
import { createCaseCommit } from "./case-steps.ts";
import { createCallSteps } from "./connectors.ts";
import { contentOf, type LineContent, toLine } from "./conversations.ts";
import type { Database, Dialect, Step } from "./database/database.ts";
import { fromJson, type Json, type Prepare, toJson } from "./database/statements.ts";
import type { Schema } from "./database/schema.ts";
import { createErasure, createOwnErasure } from "./erasure.ts";
import { heldOwner, ifParked, type Leases, unlessOwner } from "./leases.ts";
import { createReportSteps } from "./reports.ts";
import { createMisreadSteps } from "./review.ts";

/** A lease as the batch found it; `oldest`: the position of the oldest entry that waited before those of this turn. */
export type FoundLease = { owner: string; oldest: number | null };

/**
 * The last numbers that the conversation's row hands out in this batch, where they are known before: the steps then do not
 * read them from the row.
 */
export type LastNumbers = { seq: number; position: number };

/** What a turn stores besides the conversation's row: the steps that follow it, by name and in this order. */
export type TurnSteps = {
  /** Missing where nothing is to be delivered. Returns no row on SQLite, where this process has every lease. */
  lease: Step<FoundLease> | undefined;
  entries: readonly Step[];
  lines: readonly Step[];
  notes: readonly Step[];
  calls: readonly Step[];
  cases: readonly Step[];
  erasure: readonly Step[];
};

type BatchOptions = { dialect: Dialect; prepare: Prepare; node: string; leases: Leases };

/** Makes a turn's steps; they use the numbers that the step on the conversation's row hands out before them. */
export function createTurnSteps(
  options: BatchOptions,
): (record: TurnRecord, contents: readonly LineContent[], now: number, numbers?: LastNumbers) => TurnSteps {
  const { prepare, dialect, node, leases } = options;
  const lease = prepareLease(prepare, dialect);
  const entry = prepareEntry(prepare);
  const line = prepareLine(prepare);
  const notes = createNoteSteps(prepare);
  const calls = createCallSteps(options);
  const cases = createCaseCommit(prepare);
  const eraseOwn = createOwnErasure(prepare);
  const erase = createErasure(prepare);
  return (record, contents, now, numbers) => {
    const { conversation, lines, outbox } = record;
    return {
      lease:
        outbox.length > 0
          ? { query: lease({ conversation, node, until: leases.end(), last: numbers?.position ?? null }) }
          : undefined,
      entries: outbox.map(({ destination, body }, index) => ({
        query: entry({
          conversation,
          last: numbers?.position ?? null,
          back: outbox.length - 1 - index,
          destination,
          body: storedBody(body, lines),
          now,
        }),
      })),
      lines: contents.map((content, index) => ({
        query: line({ conversation, last: numbers?.seq ?? null, back: contents.length - 1 - index, ...content }),
      })),
      notes: notes(record, now),
      calls: calls(conversation, record.calls ?? [], now),
      cases: cases(record, now),
      erasure: record.erase
        ? [
            ...eraseOwn({ conversation, lines: lines.length, entries: outbox.length }),
            ...erase({ ...record.erase, except: conversation }),
          ]
        : [],
    };
  };
}

/** How many lines of the transcript a message makes: none where the system and not the person speaks. */
export function linesOf({ input }: InboundMessage): number {
  return input.kind === "happened" ? 0 : 1;
}

/** The person's own line; none for a system event. */
export function userContents({ id, at, input }: InboundMessage, clientMetadata: unknown): readonly LineContent[] {
  return input.kind === "happened" ? [] : [contentOf({ from: "user", id, text: input.text, clientMetadata, at })];
}

/**
 * Makes the step that adds the person's own line to the transcript. `back` counts from the newest `seq` handed out, which
 * is `last` where it is known: 0 is the last.
 */
export function createUserLine(
  prepare: Prepare,
): (conversation: string, contents: readonly LineContent[], back: number, last?: number | null) => Step[] {
  const line = prepareLine(prepare);
  return (conversation, contents, back, last = null) =>
    contents.map((content) => ({ query: line({ conversation, last, back, ...content }) }));
}

type LeaseArgs = { conversation: string; node: string; until: number; last: number | null };

function prepareLease(prepare: Prepare, dialect: Dialect): (args: LeaseArgs) => Step<FoundLease>["query"] {
  return dialect === "sqlite" ? prepareOnlyLease(prepare) : prepareSharedLease(prepare);
}

/**
 * The embedded database is one process's alone, and so is every lease in it. No row is returned: `returning` costs
 * SQLite three times what the write itself does.
 */
function prepareOnlyLease(prepare: Prepare) {
  return prepare<LeaseArgs>()<FoundLease>((db, $) =>
    insertLease(db, $)
      .onConflict((conflict) =>
        conflict.column("queue").doUpdateSet((eb) => ({
          ...unlessOwner(eb, heldOwner),
          last_position: eb.ref("excluded.last_position"),
        })),
      )
      .$castTo<FoundLease>(),
  );
}

/**
 * A new lease is this node's, and one that is parked. An existing one stays its owner's, who finds the new entries before
 * releasing it; that of a dead owner is left to `take`, because the older entries of its queue must be read first.
 */
function prepareSharedLease(prepare: Prepare) {
  return prepare<LeaseArgs>()((db, $) =>
    insertLease(db, $)
      .onConflict((conflict) =>
        conflict.column("queue").doUpdateSet((eb) => ({
          ...ifParked(eb),
          last_position: eb.ref("excluded.last_position"),
        })),
      )
      .returning((eb) => [
        "owner",
        // The lease is written before the entries of this turn: what is there now waits longer than they do.
        eb
          .selectFrom("outbox")
          .select((of) => of.fn.min("position").as("position"))
          .where("outbox.queue", "=", $.conversation)
          .as("oldest"),
      ]),
  );
}

function insertLease(db: Kysely<Schema>, $: LeaseArgs) {
  return db.insertInto("outbox_leases").values((eb) => ({
    queue: $.conversation,
    owner: $.node,
    leased_until: $.until,
    last_position: lastOf(eb, "last_position", $),
  }));
}

/** The newest number that the conversation's row has handed out: `last` where it is known, else as it stands there. */
function lastOf<Table extends keyof Schema>(
  eb: ExpressionBuilder<Schema, Table>,
  column: "last_seq" | "last_position",
  $: { conversation: string; last: number | null },
) {
  const row = expressionBuilder<Schema>()
    .selectFrom("conversations")
    .select(column)
    .where("conversations.id", "=", $.conversation);
  return sql<number>`coalesce(${eb.val($.last)}, ${row})`;
}

/** `back` counts from the newest number handed out: 0 is the last. */
function prepareEntry(prepare: Prepare) {
  type Args = {
    conversation: string;
    last: number | null;
    back: number;
    destination: string;
    body: Json<unknown>;
    now: number;
  };
  return prepare<Args>()((db, $) =>
    db.insertInto("outbox").values((eb) => ({
      queue: $.conversation,
      position: eb(lastOf(eb, "last_position", $), "-", $.back),
      destination: $.destination,
      body: $.body,
      attempts: 0,
      last_error: null,
      failing_since: null,
      first_tried_at: null,
      created_at: $.now,
    })),
  );
}

function prepareLine(prepare: Prepare) {
  return prepare<LineContent & { conversation: string; last: number | null; back: number }>()((db, $) =>
    db.insertInto("transcript").values((eb) => ({
      conversation: $.conversation,
      seq: eb(lastOf(eb, "last_seq", $), "-", $.back),
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

/** Makes the steps that some turns take: what is kept for statistics and reports, and who is to be notified. */
function createNoteSteps(prepare: Prepare): (record: TurnRecord, now: number) => Step[] {
  const { outcome, subscribe, unclear, feedback, forgetId } = prepareNotes(prepare);
  const misreadSteps = createMisreadSteps(prepare);
  const reportSteps = createReportSteps(prepare);
  return (record, now) => {
    const { conversation, outcomes, watchStatus, unclear: missed, feedback: votes, report, forgetIds = [] } = record;
    return [
      ...forgetIds.map((id) => ({ query: forgetId({ conversation, id }) })),
      ...reportSteps(report, now),
      ...outcomes.map((each) => ({ query: outcome({ ...each, conversation, at: now }) })),
      ...watchStatus.map((article) => ({ query: subscribe({ article, conversation, since: now }) })),
      ...(missed
        ? [
            {
              query: unclear({
                why: "not-understood",
                label: null,
                ...missed,
                alternatives: toJson(missed.alternatives),
                conversation,
                at: now,
              }),
            },
          ]
        : []),
      ...misreadSteps(record, now),
      ...votes.map(({ good, about, comment = null }) => ({
        query: feedback({ good: good ? 1 : 0, about, comment, conversation, at: now }),
      })),
    ];
  };
}

function prepareNotes(prepare: Prepare) {
  return {
    forgetId: prepare<{ conversation: string; id: string }>()((db, $) =>
      db.deleteFrom("idempotency_keys").where("conversation", "=", $.conversation).where("id", "=", $.id),
    ),
    outcome: prepare<OutcomeRow & { conversation: string; at: number }>()((db, $) =>
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
    subscribe: prepare<Selectable<Schema["status_subscriptions"]>>()((db, $) =>
      db
        .insertInto("status_subscriptions")
        .values({ article: $.article, conversation: $.conversation, since: $.since })
        .onConflict((conflict) => conflict.columns(["article", "conversation"]).doNothing()),
    ),
    unclear: prepare<Omit<Selectable<Schema["unclear"]>, "reviewed">>()((db, $) =>
      db.insertInto("unclear").values({
        conversation: $.conversation,
        text: $.text,
        awaiting: $.awaiting,
        alternatives: $.alternatives,
        at: $.at,
        why: $.why,
        label: $.label,
      }),
    ),
    feedback: prepare<Selectable<Schema["feedback"]>>()((db, $) =>
      db
        .insertInto("feedback")
        .values({ conversation: $.conversation, good: $.good, about: $.about, comment: $.comment, at: $.at }),
    ),
  };
}

/**
 * An outbox entry that shows a line of its turn stores a reference to the line instead of a copy: a reply is the largest
 * thing that a turn writes, and it is in the transcript already. What is redacted there is so redacted in what still
 * waits.
 */
type LineReference = { lineOf: string };

/** The body of an entry as it is stored, JSON. `lines`: those that are stored with it. */
function storedBody(body: unknown, lines: TurnRecord["lines"]): Json<unknown> {
  const shown = lines.find((line) => shownLineOf(body) === line.id);
  return toJson<unknown>(shown ? ({ lineOf: shown.id } satisfies LineReference) : body);
}

/** The inverse of `storedBody`. Where the line was deleted meanwhile, the body shows nothing. */
export function createRestoreBody({
  database,
  prepare,
}: {
  database: Database;
  prepare: Prepare;
}): (conversation: string, stored: Json<unknown>) => Promise<unknown> {
  const find = prepare<{ conversation: string; id: string }>()((db, $) =>
    db
      .selectFrom("transcript")
      .selectAll()
      .where("conversation", "=", $.conversation)
      .where("id", "=", $.id)
      .where("speaker", "!=", "user")
      .limit(1),
  );
  return async (conversation, stored) => {
    const body = fromJson(stored);
    if (!isLineReference(body)) return body;
    const [row] = await database.read(find({ conversation, id: body.lineOf }));
    if (!row) return body;
    const { id, text, reply, author, at } = toLine(row);
    return { line: { id, text, ...(reply && { reply }), ...(author !== undefined && { author }), at } };
  };
}

/** The id of the line that a stored body shows; null: it shows none. */
export function lineIdOf(body: unknown): string | null {
  return isLineReference(body) ? body.lineOf : shownLineOf(body);
}

function isLineReference(body: unknown): body is LineReference {
  return typeof body === "object" && body !== null && "lineOf" in body && typeof body.lineOf === "string";
}

function shownLineOf(body: unknown): string | null {
  if (typeof body !== "object" || body === null || !("line" in body)) return null;
  const { line } = body;
  return typeof line === "object" && line !== null && "id" in line && typeof line.id === "string" ? line.id : null;
}
