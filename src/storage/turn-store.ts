import type { Expression, ExpressionBuilder, Kysely } from "kysely";

import type { ConversationState } from "../../dialogs/stored-state.ts";
import { redacted } from "../../dialogs/wording/desk-en.ts";
import { AppError } from "../common/errors.ts";
import type { OnEntriesCommitted } from "../conversation/outbox-ports.ts";
import type {
  ConversationReference,
  ConversationSnapshot,
  NewLines,
  TurnRecord,
  TurnStore,
} from "../conversation/ports.ts";
import { type ConversationCache, createTurnReads } from "./turn-reads.ts";
import { callQueue } from "./connectors.ts";
import {
  contentOf,
  createAcceptSteps,
  fromReference,
  newLinesOf,
  prepareIdempotencyKey,
  referenceColumns,
  type ReferenceRow,
} from "./conversations.ts";
import type { Database, Step } from "./database/database.ts";
import { type Json, type Prepare, toJson } from "./database/statements.ts";
import type { Schema } from "./database/schema.ts";
import type { Leases } from "./leases.ts";
import { createTurnSteps, createUserLine, type FoundLease, linesOf, userContents } from "./turn-batch.ts";

/** What the turn's store works with. `node`: this node's name, under which it holds leases. */
export type TurnStoreOptions = {
  database: Database;
  prepare: Prepare;
  now: () => number;
  node: string;
  leases: Leases;
  cache: ConversationCache;
  /** Called after a message is stored. */
  onAccepted: (conversation: string) => void;
  /** Called after a turn is stored, with the lines it added where their numbers are known. */
  onCommitted: (record: TurnRecord, newLines?: NewLines) => void;
  /** Called with what a stored turn left to be delivered. */
  onEntries: OnEntriesCommitted;
};

/**
 * The store of turns. Every batch of the store changes the conversation's row first, which serialises the batches of a
 * conversation and prevents deadlocks; the desk's counter comes last (see `case-steps.ts`).
 */
export function createTurnStore(options: TurnStoreOptions): TurnStore {
  const { database, prepare, cache } = options;
  const turnSteps = createTurnSteps({ ...options, dialect: database.dialect });
  const userLine = createUserLine(prepare);
  const accept = createAccept({ ...options, userLine });
  return {
    accept(reference, incoming, clientMetadata) {
      cache.delete(reference.conversation);
      return accept(reference, incoming, clientMetadata);
    },
    commit: createCommit({ ...options, turnSteps }),
    acceptAndCommit: createAcceptAndCommit({ ...options, turnSteps, userLine }),
    ...createTurnReads(options),
  };
}

type Parts = TurnStoreOptions & {
  turnSteps: ReturnType<typeof createTurnSteps>;
  userLine: ReturnType<typeof createUserLine>;
};

function createAccept(options: Omit<Parts, "turnSteps">): TurnStore["accept"] {
  const { database, prepare, now, onAccepted, userLine } = options;
  const renew = prepareRenew(prepare);
  const acceptSteps = createAcceptSteps(prepare);
  return async (reference, incoming, clientMetadata) => {
    const { conversation } = reference;
    const written = await database.write({
      conversation: { query: renew({ ...fromReference(reference), lines: linesOf(incoming), now: now() }) },
      ...acceptSteps({ conversation, id: incoming.id, body: toJson(incoming), now: now() }),
      userLine: userLine(conversation, userContents(incoming, clientMetadata), 0),
    });
    // After a broken connection, the stored message may be this one: run its turn rather than lose it.
    if (!written.stored && !written.repeated) return "duplicate";
    onAccepted(conversation);
    return "new";
  };
}

/** Makes or renews the conversation and hands out the numbers that the next steps use. */
function prepareRenew(prepare: Prepare) {
  return prepare<ReferenceRow & { lines: number; now: number }>()((db, $) =>
    db
      .insertInto("conversations")
      .values({
        ...referenceValues($),
        id: $.id,
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
          user_name: keptName(eb, eb.ref("excluded.user_name")),
          locale: eb.ref("excluded.locale"),
          // Not every kind of activity carries it.
          time_zone: eb.fn.coalesce(eb.ref("excluded.time_zone"), eb.ref("conversations.time_zone")),
          page: keptPage(eb, eb.fn.coalesce(eb.ref("excluded.page"), eb.ref("conversations.page"))),
          address: eb.ref("excluded.address"),
          push: eb.ref("excluded.push"),
          last_seq: eb("conversations.last_seq", "+", eb.ref("excluded.last_seq")),
          last_arrival: eb("conversations.last_arrival", "+", 1),
          updated_at: eb.ref("excluded.updated_at"),
        })),
      ),
  );
}

/** All of a turn in one batch. */
function createCommit(options: Omit<Parts, "userLine">): TurnStore["commit"] {
  const { database, now, turnSteps, onCommitted } = options;
  const queries = prepareCommit(options.prepare);

  return async (record) => {
    const at = now();
    const { conversation, version, incomingId, lines, outbox } = record;
    const written = await database.write({
      conversation: {
        query: queries.turn({
          id: conversation,
          version,
          saved: toJson(record.saved),
          lines: lines.length,
          entries: outbox.length,
          now: at,
        }),
        expect: 1,
      },
      inbox: { query: queries.removeFromInbox({ conversation, id: incomingId }), expect: 1 },
      ...turnSteps(record, lines.map(contentOf), at),
    });
    if (!written.stored) return refused(record, written.repeated);
    const { results } = written;
    const positions = results.conversation.rows[0]?.last_position;
    if (positions === undefined) throw new AppError("Internal", "The turn's step returned no position.");
    onCommitted(record);
    notifyOutbox(options, { record, positions, lease: results.lease?.rows[0], createdAt: at });
    return "stored";
  };

  async function refused(record: TurnRecord, repeated: boolean): Promise<Awaited<ReturnType<TurnStore["commit"]>>> {
    const { conversation, incomingId, version } = record;
    const waiting = await database.read(queries.isInInbox({ conversation, id: incomingId }));
    if (waiting.length > 0) return "conflict";
    if (!repeated) return "done-before";
    // The run before the broken connection may have stored this very turn; then nobody else will deliver its lines.
    const ours = await database.read(
      queries.isStored({ id: conversation, version: version + 1, saved: toJson(record.saved) }),
    );
    if (ours.length === 0) return "done-before";
    onCommitted(record);
    if (record.outbox.length > 0) options.onEntries(conversation, null);
    notifyOfCalls(options, record);
    return "stored";
  }
}

function prepareCommit(prepare: Prepare) {
  type State = { id: string; version: number; saved: Json<ConversationState> };
  return {
    turn: prepare<State & { lines: number; entries: number; now: number }>()((db, $) =>
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
    removeFromInbox: prepare<{ conversation: string; id: string }>()((db, $) =>
      db.deleteFrom("inbox").where("conversation", "=", $.conversation).where("id", "=", $.id),
    ),
    isInInbox: prepare<{ conversation: string; id: string }>()((db, $) =>
      db.selectFrom("inbox").select("id").where("conversation", "=", $.conversation).where("id", "=", $.id),
    ),
    isStored: prepare<State>()((db, $) =>
      db
        .selectFrom("conversations")
        .select("id")
        .where("id", "=", $.id)
        .where("version", "=", $.version)
        .where("saved", "=", $.saved),
    ),
  };
}

/**
 * A message and its turn in one batch. Nothing came since the conversation was loaded if its counters are unchanged:
 * every accepted message and every turn moves one of them, under the lock of the conversation's row.
 */
function createAcceptAndCommit(options: Parts): TurnStore["acceptAndCommit"] {
  const { database, prepare, now, cache, turnSteps, userLine } = options;
  const queries = { ...prepareFastPath(prepare), idempotencyKey: prepareIdempotencyKey(prepare) };

  return async (snapshot, { incoming, clientMetadata }, record) => {
    const at = now();
    const { conversation, id } = incoming;
    const reference = fromReference(snapshot.reference);
    const fromUser = userContents(incoming, clientMetadata);
    const contents = record.lines.map(contentOf);
    const numbers = {
      saved: toJson(record.saved),
      lines: fromUser.length + contents.length,
      entries: record.outbox.length,
      now: at,
    };
    const last = { seq: snapshot.lines + numbers.lines, position: snapshot.positions + numbers.entries };
    const batch = {
      conversation: conversationStep(snapshot, reference, numbers),
      idempotencyKey: { query: queries.idempotencyKey({ conversation, id, now: at }), expect: 1 },
      ...turnSteps(record, contents, at, last),
      userLine: userLine(conversation, fromUser, contents.length, last.seq),
    };
    cache.delete(conversation);
    const written = await database.write(batch, { independent: isIndependent(record) });
    // After a broken connection, the stored message may be this one: the way through the inbox finds out.
    if (!written.stored) return written.failed === "idempotencyKey" && !written.repeated ? "duplicate" : "conflict";
    const { saved } = record;
    const arrivals = (snapshot.arrivals ?? 0) + 1;
    const { position: positions, seq: lines } = last;
    // What has not reached the person is not kept in memory: it may have arrived by the next message.
    if (!snapshot.unseen)
      cache.set(conversation, { saved, version: snapshot.version + 1, arrivals, positions, lines, reference });
    cache.noteExisting(conversation);
    options.onCommitted(record, newLinesOf(conversation, snapshot.lines, [...fromUser, ...contents]));
    const lease = written.results.lease?.rows[0];
    notifyOutbox(options, { record, positions: last.position, lease, createdAt: at, reference: snapshot.reference });
    return "stored";
  };

  function conversationStep(snapshot: ConversationSnapshot, reference: ReferenceRow, numbers: Numbers): Step {
    const { arrivals, version, lines: seq } = snapshot;
    if (arrivals === null) return { query: queries.create({ ...reference, ...numbers }), expect: 1 };
    if (isSame(reference, cache.get(reference.id)?.reference))
      return { query: queries.advance({ id: reference.id, ...numbers, version, arrivals, seq }), expect: 1 };
    return { query: queries.renewAndAdvance({ ...reference, ...numbers, version, arrivals, seq }), expect: 1 };
  }
}

/** Whether the turn writes nothing but rows of its own: cases and calls take numbers from rows that others change. */
function isIndependent(record: TurnRecord): boolean {
  const { calls, forgetIds, erase, newCase, reopenCase, withdrawCase, rateCase, keepContact, ofCase } = record;
  const sharing = [erase, newCase, reopenCase, withdrawCase, rateCase, keepContact, ofCase];
  return !calls?.length && !forgetIds?.length && sharing.every((part) => part === undefined);
}

function isSame(reference: ReferenceRow, known: ReferenceRow | undefined): boolean {
  return known !== undefined && referenceColumns.every((column) => reference[column] === known[column]);
}

type Numbers = { saved: Json<ConversationState>; lines: number; entries: number; now: number };
type Met = { version: number; arrivals: number; seq: number };

/** The step on the conversation's row, which hands out the numbers that the others use. */
function prepareFastPath(prepare: Prepare) {
  return {
    create: prepare<ReferenceRow & Numbers>()((db, $) =>
      db
        .insertInto("conversations")
        .values({
          ...referenceValues($),
          id: $.id,
          saved: $.saved,
          version: 1,
          last_seq: $.lines,
          last_arrival: 1,
          last_position: $.entries,
          created_at: $.now,
          updated_at: $.now,
        })
        .onConflict((conflict) => conflict.column("id").doNothing()),
    ),
    renewAndAdvance: prepare<ReferenceRow & Numbers & Met>()((db, $) =>
      advanced(db, $).set((eb) => ({
        ...referenceValues($),
        user_name: keptName(eb, eb.val($.user_name)),
        page: keptPage(eb, eb.val($.page)),
      })),
    ),
    /** For an unchanged reference: a column that is set is written again, and its index too, even with the same value. */
    advance: prepare<{ id: string } & Numbers & Met>()((db, $) => advanced(db, $)),
  };
}

function advanced(db: Kysely<Schema>, $: { id: string } & Numbers & Met) {
  return db
    .updateTable("conversations")
    .set((eb) => ({
      saved: $.saved,
      version: eb("version", "+", 1),
      last_seq: eb("last_seq", "+", $.lines),
      last_arrival: eb("last_arrival", "+", 1),
      last_position: eb("last_position", "+", $.entries),
      updated_at: $.now,
    }))
    .where("id", "=", $.id)
    .where("version", "=", $.version)
    .where("last_arrival", "=", $.arrivals)
    .where("last_seq", "=", $.seq);
}

/** A name that was taken out does not come back with the next message. */
function keptName(eb: ExpressionBuilder<Schema, "conversations">, name: Expression<string>): Expression<string> {
  const known = eb.ref("conversations.user_name");
  return eb.case().when(known, "=", redacted).then(known).else(name).end();
}

/** Neither does a page that words were taken out of. */
function keptPage(
  eb: ExpressionBuilder<Schema, "conversations">,
  page: Expression<string | null>,
): Expression<string | null> {
  const known = eb.ref("conversations.page");
  return eb.case().when(known, "like", `%${redacted}%`).then(known).else(page).end();
}

function referenceValues({ channel, user_id, user_name, locale, time_zone, page, address, push }: ReferenceRow) {
  return { channel, user_id, user_name, locale, time_zone, page, address, push };
}

/** `positions`: the number of the turn's last entry; `reference`: who the entries are for, where that is known. */
type Stored = {
  record: TurnRecord;
  positions: number;
  /** Missing where no row came back: the database, and so the lease, is this process's alone. */
  lease: FoundLease | undefined;
  createdAt: number;
  reference?: ConversationReference;
};

/**
 * Gives the outbox of this node what a stored turn left to be delivered; it need not be read again where the lease is
 * ours.
 */
function notifyOutbox(
  to: Pick<TurnStoreOptions, "node" | "onEntries">,
  { record, positions, lease, createdAt, reference }: Stored,
): void {
  const { conversation, outbox } = record;
  if (outbox.length > 0 && (!lease || lease.owner === to.node)) {
    const before = positions - outbox.length;
    to.onEntries(
      conversation,
      outbox.map((entry, index) => ({
        ...entry,
        conversation,
        position: before + 1 + index,
        attempts: 0,
        createdAt,
        ...(reference && { reference }),
      })),
      lease ? lease.oldest !== null : undefined,
    );
  }
  notifyOfCalls(to, record);
}

/** The outbox reads connectors' calls by itself. */
function notifyOfCalls(to: Pick<TurnStoreOptions, "onEntries">, { calls = [] }: TurnRecord): void {
  for (const queue of new Set(calls.map(callQueue))) to.onEntries(queue, null);
}
