import { type Kysely, sql } from "kysely";
import type { Logger } from "pino";

import type { Clock } from "../common/clock.ts";
import type { Database } from "./database/database.ts";
import { personalTables } from "./database/personal-data.ts";
import type { Schema } from "./database/schema.ts";
import type { Prepare } from "./database/statements.ts";

/** Deletes what is older than it may be. Times in milliseconds since 1970. */
export type Retention = {
  /**
   * `before`: for what was said; `casesBefore`: for cases by when they were closed. Returns how many conversations
   * went.
   */
  sweep(limits: { before: number; casesBefore: number }): Promise<number>;
};

/** A place in the order in which conversations began. */
type Place = { at: number; id: string };
/** The conversations after one place and up to another, and what is old. */
type Range = { afterAt: number; afterId: string; lastAt: number; lastId: string; before: number; casesBefore: number };

/** Conversations in one write: few enough that no other write waits noticeably. */
const pageSize = 200;

/**
 * Works in pages, from the oldest conversation to the last that can have anything old: checking every stored one would
 * read the whole database four times a day. A conversation with a case stays as long as the case.
 */
export function createRetention(options: {
  database: Database;
  prepare: Prepare;
  afterDeletion: () => Promise<void>;
}): Retention {
  const { database, prepare, afterDeletion } = options;
  const places = preparePlaces(prepare);
  const batchOf = createBatch(prepare);
  // Those of calls to other systems are under a queue that is no conversation's. The lines of a case stay with it, and so
  // does what became of them.
  const deadLetters = prepare<{ before: number }>()((db, $) =>
    db
      .deleteFrom("dead_letters")
      .where("failed_at", "<", $.before)
      .where((eb) =>
        eb.not(
          eb.exists(
            eb.selectFrom("cases").select("cases.number").whereRef("cases.conversation", "=", "dead_letters.queue"),
          ),
        ),
      ),
  );
  // A file that was stored while its conversation was erased on another node.
  const orphans = prepare<{ before: number }>()((db, $) =>
    db
      .deleteFrom("attachments")
      .where("at", "<", $.before)
      .where("conversation", "not in", (eb) => eb.selectFrom("conversations").select("id")),
  );
  return {
    async sweep(limits) {
      const until = Math.max(limits.before, limits.casesBefore);
      let deleted = 0;
      let after: Place = { at: Number.MIN_SAFE_INTEGER, id: "" };
      for (;;) {
        const found = await database.read(places({ afterAt: after.at, afterId: after.id, until, limit: pageSize }));
        const last = found.at(-1);
        if (last === undefined) break;
        const written = await database.write(
          batchOf({ ...limits, afterAt: after.at, afterId: after.id, lastAt: last.at, lastId: last.id }),
        );
        if (written.stored) deleted += written.results.conversations.changed;
        after = last;
      }
      await database.write({
        deadLetters: { query: deadLetters({ before: limits.before }) },
        orphans: { query: orphans({ before: limits.before }) },
      });
      await afterDeletion();
      return deleted;
    },
  };
}

function preparePlaces(prepare: Prepare) {
  return prepare<{ afterAt: number; afterId: string; until: number; limit: number }>()((db, $) =>
    db
      .selectFrom("conversations")
      .select(["created_at as at", "id"])
      .where((eb) => eb(eb.refTuple("created_at", "id"), ">", eb.tuple($.afterAt, $.afterId)))
      .where("created_at", "<", $.until)
      .orderBy("created_at")
      .orderBy("id")
      .limit($.limit),
  );
}

/** What goes with cases, what is old by itself, and at last the conversations that nothing is left of. */
function createBatch(prepare: Prepare) {
  const cases = prepareCases(prepare);
  const said = (["transcript", "attachments"] as const).map((table) => prepareSaid(prepare, table));
  const aged = prepareAged(prepare);
  const conversations = prepareConversations(prepare);
  return (range: Range) => ({
    cases: cases.map((query) => ({ query: query(range) })),
    said: said.map((query) => ({ query: query(range) })),
    aged: aged.map((query) => ({ query: query(range) })),
    conversations: { query: conversations(range) },
  });
}

function idsIn(db: Kysely<Schema>, $: Range) {
  return db
    .selectFrom("conversations")
    .select("id")
    .where((eb) => eb(eb.refTuple("created_at", "id"), ">", eb.tuple($.afterAt, $.afterId)))
    .where((eb) => eb(eb.refTuple("created_at", "id"), "<=", eb.tuple($.lastAt, $.lastId)));
}

/** A case with its log, its links to other systems and the attempts to open it there. */
function prepareCases(prepare: Prepare) {
  const over = (db: Kysely<Schema>, $: Range) =>
    db
      .selectFrom("cases")
      .select("number")
      .where("conversation", "in", idsIn(db, $))
      .where("status", "=", "closed")
      .where("closed_at", "<", $.casesBefore);
  const attempts = prepare<Range>()((db, $) =>
    db
      .deleteFrom("connector_attempts")
      .where("queue", "in", db.selectFrom("connector_links").select("queue").where("number", "in", over(db, $))),
  );
  const rows = (["mentions", "case_events", "connector_links", "cases"] as const).map((table) =>
    prepare<Range>()((db, $) => db.deleteFrom(table).where("number", "in", over(db, $))),
  );
  return [attempts, ...rows];
}

/** Lines and files are kept as long as any case of their conversation. */
function prepareSaid(prepare: Prepare, table: "transcript" | "attachments") {
  return prepare<Range>()((db, $) =>
    db
      .deleteFrom(table)
      .where("conversation", "in", idsIn(db, $))
      .where("at", "<", $.before)
      .where("conversation", "not in", (eb) =>
        eb.selectFrom("cases").select("conversation").where("conversation", "in", idsIn(db, $)),
      ),
  );
}

/** Tables whose rows have an age of their own (`personal-data.ts`): deleted, or kept without whose they are. */
function prepareAged(prepare: Prepare) {
  return personalTables.flatMap(({ table, personalData, belongsTo, retention }) => {
    if (typeof retention === "string") return [];
    return belongsTo.map(({ column }) =>
      prepare<Range>()((db, $) => {
        const owner = sql.ref<string>(column);
        const at = sql.ref<number>(retention.age);
        return personalData === "anonymise"
          ? db.updateTable(table).set(owner, "").where(owner, "in", idsIn(db, $)).where(at, "<", $.before)
          : db.deleteFrom(table).where(owner, "in", idsIn(db, $)).where(at, "<", $.before);
      }),
    );
  });
}

/** A conversation stays while it has a case, or anything waits in it. */
function prepareConversations(prepare: Prepare) {
  return prepare<Range>()((db, $) =>
    db
      .deleteFrom("conversations")
      .where("id", "in", idsIn(db, $))
      .where("updated_at", "<", $.before)
      .where("id", "not in", (eb) =>
        eb.selectFrom("cases").select("conversation").where("conversation", "in", idsIn(db, $)),
      )
      .where("id", "not in", (eb) =>
        eb.selectFrom("inbox").select("conversation").where("conversation", "in", idsIn(db, $)),
      )
      .where("id", "not in", (eb) => eb.selectFrom("outbox").select("queue").where("queue", "in", idsIn(db, $))),
  );
}

/** Deletes what is too old while the service runs. */
export type RetentionJob = { start(): void; /** Resolves when a running sweep is finished. */ stop(): Promise<void> };

/** What the job works with. `days`: how long conversations and closed cases are kept. */
export type RetentionJobOptions = {
  retention: Retention;
  days: { conversations: number; cases: number };
  clock: Clock;
  log: Logger;
};

const day = 86_400_000;
/** Soon after the start, because a service that restarts often would never reach a later sweep. */
const firstDelayMs = 60_000;
const intervalMs = 6 * 3_600_000;

/** Sweeps every six hours, which is often enough for limits in days. */
export function createRetentionJob({ retention, days, clock, log }: RetentionJobOptions): RetentionJob {
  let stopped = false;
  let cancel = (): void => undefined;
  let running = Promise.resolve();
  const sweep = async (): Promise<void> => {
    const now = clock.now();
    try {
      const limits = { before: now - days.conversations * day, casesBefore: now - days.cases * day };
      log.info({ count: await retention.sweep(limits) }, "old conversations deleted");
    } catch (err) {
      log.warn({ err }, "retention sweep failed, will retry");
    }
    schedule(intervalMs);
  };
  const schedule = (ms: number): void => {
    if (!stopped) cancel = clock.after(ms, () => void (running = sweep()));
  };
  return {
    start: () => schedule(firstDelayMs),
    stop() {
      stopped = true;
      cancel();
      return running;
    },
  };
}
