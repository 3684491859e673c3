import { LRUCache } from "lru-cache";

import type { ConversationState } from "../../dialogs/stored-state.ts";
import { AppError } from "../common/errors.ts";
import type { ConversationReference, TurnStore } from "../conversation/ports.ts";
import { referenceColumns, type ReferenceRow, toReference } from "./conversations.ts";
import { createReadUnseen, withDeliveryTroubles } from "./unseen-replies.ts";
import type { Database } from "./database/database.ts";
import { fromJson, type Json, type Prepare } from "./database/statements.ts";

type Reads = Omit<TurnStore, "accept" | "commit" | "acceptAndCommit">;

/** The reads of the turn's store. */
export function createTurnReads(options: { database: Database; prepare: Prepare; cache: ConversationCache }): Reads {
  const { database, prepare, cache } = options;
  const queries = prepareReads(prepare);
  const unseenOf = createReadUnseen(options);
  return {
    async loadForFastPath(reference) {
      const cached = cache.get(reference.conversation);
      if (cached) {
        const { reference: row, ...state } = cached;
        return { ...state, reference: withKnown(reference, row), kept: true };
      }
      const [row] = await database.read(queries.snapshot({ conversation: reference.conversation }));
      if (!row) return { reference, saved: null, version: 0, arrivals: null, positions: 0, lines: 0 };
      if (row.waiting !== null) return null;
      return {
        reference: withKnown(reference, row),
        saved: savedOf(row),
        version: row.version,
        arrivals: row.last_arrival,
        positions: row.last_position,
        lines: row.last_seq,
        ...(await unseenOf(reference.conversation, row)),
      };
    },
    async nextWaiting(conversation) {
      const [row] = await database.read(queries.nextWaiting({ conversation }));
      return row ? fromJson(row.body) : null;
    },
    async conversationsWaiting(limit, acceptedBefore = Number.MAX_SAFE_INTEGER) {
      const rows = await database.read(queries.waiting({ limit, acceptedBefore }));
      return rows.map((row) => row.conversation);
    },
    async load(conversation) {
      const [row] = await database.read(queries.load({ conversation }));
      if (!row) throw new AppError("NotFound", "There is no such conversation.");
      const unseen = await unseenOf(conversation, row);
      return { reference: toReference(row), saved: savedOf(row), version: row.version, ...unseen };
    },
    async casesWaiting(longerThan?: string) {
      const query = longerThan === undefined ? queries.casesWaiting({}) : queries.casesAhead({ number: longerThan });
      const [row] = await database.read(query);
      return Number(row?.waiting ?? 0);
    },
    async openCaseOf(conversation) {
      const [row] = await database.read(queries.openCase({ conversation }));
      return row ? { number: row.number, status: row.status === "active" ? "active" : "waiting" } : null;
    },
  };
}

/**
 * The state is parsed but not checked: the dialogs upgrade and check their own records. Text that is no JSON is a
 * damaged record like any other, not an error that would meet the person at every message.
 */
function savedOf({ saved }: { saved: Json<ConversationState> | null }): ConversationState | null {
  if (saved === null) return null;
  try {
    return fromJson(saved);
  } catch {
    return {} as ConversationState;
  }
}

/** A message without a time zone or a page keeps the ones that are known. */
function withKnown(
  reference: ConversationReference,
  { time_zone: timeZone, page }: Pick<ReferenceRow, "time_zone" | "page">,
): ConversationReference {
  return { ...(timeZone !== null && { timeZone }), ...(page !== null && { page }), ...reference };
}

function prepareReads(prepare: Prepare) {
  return {
    nextWaiting: prepare<{ conversation: string }>()((db, $) =>
      db.selectFrom("inbox").select("body").where("conversation", "=", $.conversation).orderBy("arrival").limit(1),
    ),
    waiting: prepare<{ limit: number; acceptedBefore: number }>()((db, $) =>
      db
        .selectFrom("inbox")
        .select("conversation")
        .where("accepted_at", "<", $.acceptedBefore)
        .groupBy("conversation")
        .orderBy((eb) => eb.fn.min("accepted_at"))
        .limit($.limit),
    ),
    load: prepare<{ conversation: string }>()((db, $) =>
      db
        .selectFrom("conversations")
        .select([...referenceColumns, "saved", "version"])
        .select(withDeliveryTroubles)
        .where("id", "=", $.conversation),
    ),
    snapshot: prepare<{ conversation: string }>()((db, $) =>
      db
        .selectFrom("conversations")
        .select((eb) => [
          "saved",
          "version",
          "time_zone",
          "page",
          "last_arrival",
          "last_position",
          "last_seq",
          eb
            .selectFrom("inbox")
            .select("inbox.id")
            .whereRef("inbox.conversation", "=", "conversations.id")
            .limit(1)
            .as("waiting"),
        ])
        .select(withDeliveryTroubles)
        .where("id", "=", $.conversation),
    ),
    ...prepareCases(prepare),
  };
}

function prepareCases(prepare: Prepare) {
  return {
    casesWaiting: prepare<Record<string, never>>()((db) =>
      db
        .selectFrom("cases")
        .select((eb) => eb.fn.countAll().as("waiting"))
        .where("status", "=", "waiting"),
    ),
    openCase: prepare<{ conversation: string }>()((db, $) =>
      db
        .selectFrom("cases")
        .select(["number", "status"])
        .where("conversation", "=", $.conversation)
        .where("status", "!=", "closed")
        .orderBy("opened_at", "desc")
        .limit(1),
    ),
    casesAhead: prepare<{ number: string }>()((db, $) =>
      db
        .selectFrom("cases")
        .select((eb) => eb.fn.countAll().as("waiting"))
        .where("status", "=", "waiting")
        .where("waiting_since", "<", (eb) =>
          eb.selectFrom("cases as own").select("own.waiting_since").where("own.number", "=", $.number),
        ),
    ),
  };
}

/** A conversation as its latest turn left it, and as its next message meets it. */
export type CachedConversation = {
  saved: ConversationState;
  version: number;
  arrivals: number;
  positions: number;
  /** The `seq` of its last line. */
  lines: number;
  reference: ReferenceRow;
};

/** The latest turns that this process stored, so that the next message of a conversation need not read them again. */
export type ConversationCache = {
  get(conversation: string): CachedConversation | undefined;
  set(conversation: string, state: CachedConversation): void;
  delete(conversation: string): void;
  /** Whether the conversation is known to exist, for longer than its turn is kept. */
  exists(conversation: string): boolean;
  noteExisting(conversation: string): void;
  /** After an erasure: what was deleted must not stay in memory either, and it is not known whose it was. */
  clear(): void;
};

/** Conversations that go on at once, at some 8 kB each; others are read when their person comes back. */
const maxEntries = 500;
/** Ids that are known to exist, at some 100 bytes each. */
const maxExisting = 10_000;

/**
 * An LRU cache. Entries may be stale: the write that follows checks version and counters (optimistic locking), and a
 * message that meets a stale entry takes the way through the inbox, which reads. That is rare, because other nodes notify
 * this one of the conversations that they write to.
 */
export function createConversationCache(): ConversationCache {
  const entries = new LRUCache<string, CachedConversation>({ max: maxEntries });
  const existing = new LRUCache<string, true>({ max: maxExisting });
  return {
    get: (conversation) => entries.get(conversation),
    set: (conversation, state) => void entries.set(conversation, state),
    delete: (conversation) => void entries.delete(conversation),
    exists: (conversation) => existing.get(conversation) !== undefined,
    noteExisting: (conversation) => void existing.set(conversation, true),
    clear() {
      entries.clear();
      existing.clear();
    },
  };
}
