import { sql } from "kysely";

import { AppError } from "../common/errors.ts";
import type {
  DeliveryResult,
  EntryName,
  FailedAttempt,
  OnEntriesCommitted,
  OutboxStore,
} from "../conversation/outbox-ports.ts";
import { referenceColumns, toReference } from "./conversations.ts";
import { type ChangeNotifier, deletionTopic } from "./database/change-notifier.ts";
import type { Database, Dialect, Step } from "./database/database.ts";
import type { Prepare } from "./database/statements.ts";
import { createFailingRemotes } from "./failing-remotes.ts";
import { heldOwner, type Leases, parkedOwner, type Place, prepareLeases } from "./leases.ts";
import { createRestoreBody } from "./turn-batch.ts";
import { failedSeveralTimes, prepareNotice } from "./unseen-replies.ts";

/** What the outbox's store works with. `node`: this node's name, under which it holds leases. */
export type OutboxStoreOptions = {
  database: Database;
  prepare: Prepare;
  now: () => number;
  node: string;
  leases: Leases;
  changes: ChangeNotifier;
};

/** The store of the outbox; `onEntries` is what commits call with entries to deliver. */
export function createOutboxStore(options: OutboxStoreOptions): OutboxStore & { onEntries: OnEntriesCommitted } {
  const { database, now, node, leases } = options;
  const queries = prepareOutbox(options.prepare, database.dialect);
  const listeners = new Set<OnEntriesCommitted>();
  const older = createOlder(options);
  const resultSteps = createResultSteps({ queries, now, node, leases, onParked: older.parked });
  let lastDeletion = 0;
  options.changes.subscribe(deletionTopic, () => {
    lastDeletion = now();
    // Perhaps another process changed the database, and put older entries back.
    older.parked(leases.end());
  });
  return {
    leaseMs: leases.ms,
    lastDeletion: () => lastDeletion,
    onEntries(conversation, entries, olderThere = older.mayWait()) {
      if (listeners.size === 0) older.unheard();
      for (const listener of listeners) listener(conversation, entries, olderThere);
    },
    onCommitted(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    ...createTaking({ ...options, queries, older }),
    async recordResults(results) {
      if (results.length === 0) return [];
      const steps = results.map(resultSteps);
      const batch = {
        // First, as in every batch that changes a conversation's row.
        noticed: results.filter(mayBeUnseen).map(({ conversation }) => ({ query: queries.notice({ conversation }) })),
        results: steps.map(({ result }) => result),
        after: steps.flatMap(({ after }) => after),
      };
      const written = await database.write(batch, { independent: isUsual(results) });
      if (!written.stored) return results.map(() => false);
      return written.results.results.map(({ changed }) => changed > 0);
    },
    async releaseAllLeases() {
      await database.write({ leases: { query: queries.releaseAll({ node, until: leases.now() - 1 }) } });
    },
    ...createReads({ ...options, queries }),
    ...createFailingRemotes(options),
  };
}

/** What nearly every turn leaves: entries that were delivered, and their leases. No row is changed twice by that. */
function isUsual(results: readonly DeliveryResult[]): boolean {
  return results.length <= 4 && results.every(({ type }) => type === "delivered" || type === "released");
}

/** The person may not have what was said: the next turn has to read that. */
function mayBeUnseen(result: DeliveryResult): boolean {
  const { type } = result;
  return type === "failed" || type === "parked" || (type === "postponed" && result.attempts === failedSeveralTimes);
}

type Taking = OutboxStoreOptions & {
  queries: ReturnType<typeof prepareOutbox>;
  older: ReturnType<typeof createOlder>;
};

/** Taking queues to deliver from. */
function createTaking({
  database,
  node,
  leases,
  queries,
  older,
}: Taking): Pick<OutboxStore, "take" | "takeParked" | "untakenMs"> {
  return {
    async take(limit) {
      await leases.syncClock();
      // A read costs less than a write, and mostly nothing is free.
      if ((await database.read(queries.anyFree({ now: leases.now() }))).length === 0) {
        older.nothingFree();
        return [];
      }
      const take = { query: queries.take({ limit, node, now: leases.now(), until: leases.end() }) };
      const written = await database.write({ take });
      return written.stored ? written.results.take.rows.map((row) => row.conversation) : [];
    },
    async takeParked(conversation) {
      const step = { query: queries.takeParked({ conversation, node, until: leases.end() }) };
      const written = await database.write({ lease: step });
      return written.stored && written.results.lease.changed > 0;
    },
    async untakenMs() {
      const [row] = await database.read(queries.oldestFree({ now: leases.now() }));
      return row?.since === undefined || row.since === null ? 0 : leases.now() - row.since;
    },
  };
}

/**
 * Whether older entries may wait in a queue whose lease a commit takes, and go first: those of an earlier run, and those
 * committed while no listener was registered. Only used where the commit could not tell, because the database is this
 * process's alone.
 */
function createOlder({ leases }: OutboxStoreOptions): {
  mayWait(): boolean;
  unheard(): void;
  parked(until: number): void;
  nothingFree(): void;
} {
  let mayWait = true;
  /** Until then entries may wait in queues that are not free yet. */
  let until = 0;
  return {
    mayWait: () => mayWait,
    // They are found once the lease of their queue has expired.
    unheard: () => void (until = Math.max(until, leases.end())),
    parked(end) {
      mayWait = true;
      until = Math.max(until, end);
    },
    nothingFree: () => void (mayWait &&= leases.now() < until),
  };
}

/** `result`: the step whose count says whether the entry or lease was found; `after`: what follows from it. */
type ResultSteps = { result: Step; after: readonly Step[] };

type StepsByType = {
  [Type in DeliveryResult["type"]]: (result: Extract<DeliveryResult, { type: Type }>) => ResultSteps;
};

function createResultSteps(options: {
  queries: ReturnType<typeof prepareOutbox>;
  now: () => number;
  node: string;
  leases: Leases;
  onParked: (until: number) => void;
}): (result: DeliveryResult) => ResultSteps {
  const { queries, now, node, leases, onParked } = options;
  const byType: StepsByType = {
    delivered: ({ receipt, ...name }) => ({
      result: { query: queries.remove(nameOf(name)) },
      after: receipt ? [{ query: queries.keepReceipt({ conversation: name.conversation, ...receipt }) }] : [],
    }),
    postponed: ({ waitMs, ...failed }) => ({
      result: { query: queries.countAttempt(attemptOf(failed, now())) },
      after: [{ query: queries.renew({ conversation: failed.conversation, node, until: leases.end(waitMs) }) }],
    }),
    parked: ({ waitMs, held, ...failed }) => {
      const until = leases.now() + waitMs;
      onParked(until);
      const lease = { conversation: failed.conversation, node, until, owner: held ? heldOwner : parkedOwner };
      return {
        result: { query: queries.countAttempt(attemptOf(failed, now())) },
        after: [{ query: queries.park(lease) }],
      };
    },
    failed: ({ attempts, reason, ...name }) => ({
      result: { query: queries.moveToDeadLetters({ ...nameOf(name), attempts, reason, now: now() }) },
      after: [{ query: queries.remove(nameOf(name)) }],
    }),
    released: ({ conversation, position }) => ({
      result: { query: queries.release({ conversation, position, node }) },
      after: [],
    }),
    renewed: ({ conversation }) => ({
      result: { query: queries.renew({ conversation, node, until: leases.end() }) },
      after: [],
    }),
  };
  return (result) => stepsOf(byType, result);
}

function stepsOf<Type extends DeliveryResult["type"]>(
  byType: StepsByType,
  result: Extract<DeliveryResult, { type: Type }>,
): ResultSteps {
  return byType[result.type](result);
}

function nameOf({ conversation, position, createdAt }: EntryName): EntryName {
  return { conversation, position, createdAt };
}

/** `failing`: since when the other end fails, if it did not before; 0: it does not; -1: this says nothing about it. */
function attemptOf({ attempts, error, remoteFails, ...name }: FailedAttempt & EntryName, now: number) {
  return { ...nameOf(name), attempts, error, now, failing: remoteFails === undefined ? -1 : remoteFails ? now : 0 };
}

function createReads(options: {
  database: Database;
  prepare: Prepare;
  queries: ReturnType<typeof prepareOutbox>;
  node: string;
}): Pick<OutboxStore, "pending" | "bodyNow" | "reference" | "backlog" | "deadLetters"> {
  const { database, queries, node } = options;
  const bodyOf = createRestoreBody(options);
  return {
    async pending(conversation, position, limit) {
      const [lease] = await database.read(queries.lease({ conversation, node }));
      if (!lease) return null;
      const rows = await database.read(queries.pending({ conversation, position, limit }));
      const entries = rows.map(async ({ created_at, first_tried_at, body, ...row }) => ({
        ...row,
        firstTriedAt: first_tried_at,
        body: await bodyOf(row.conversation, body),
        createdAt: created_at,
      }));
      return { entries: await Promise.all(entries), newest: lease.last_position };
    },
    async bodyNow({ conversation, position, createdAt }) {
      const [row] = await database.read(queries.body({ conversation, position, createdAt }));
      return row ? { body: await bodyOf(conversation, row.body) } : null;
    },
    async reference(conversation) {
      const [row] = await database.read(queries.reference({ conversation }));
      if (!row) throw new AppError("NotFound", "There is no such conversation.");
      return toReference(row);
    },
    async backlog() {
      const [row] = await database.read(queries.backlog({}));
      const [failed] = await database.read(queries.countDeadLetters({}));
      return {
        waiting: Number(row?.waiting ?? 0),
        oldest: row?.oldest ?? null,
        deadLetters: Number(failed?.count ?? 0),
      };
    },
    async deadLetters(limit) {
      const rows = await database.read(queries.newest({ limit }));
      return Promise.all(
        rows.map(async ({ failed_at, body, ...row }) => ({
          ...row,
          body: await bodyOf(row.conversation, body),
          failedAt: failed_at,
        })),
      );
    },
  };
}

function prepareOutbox(prepare: Prepare, dialect: Dialect) {
  return {
    ...prepareLeases(prepare, dialect),
    ...prepareEntries(prepare),
    ...prepareDelivered(prepare),
    ...prepareNotice(prepare),
    ...prepareBacklog(prepare),
    ...prepareDeadLetters(prepare),
  };
}

function prepareEntries(prepare: Prepare) {
  return {
    pending: prepare<Place & { limit: number }>()((db, $) =>
      db
        .selectFrom("outbox")
        .select([
          "queue as conversation",
          "position",
          "destination",
          "body",
          "attempts",
          "first_tried_at",
          "created_at",
        ])
        .where("queue", "=", $.conversation)
        .where("position", ">", $.position)
        .orderBy("position")
        .limit($.limit),
    ),
    body: prepare<EntryName>()((db, $) =>
      db
        .selectFrom("outbox")
        .select("body")
        .where("queue", "=", $.conversation)
        .where("position", "=", $.position)
        .where("created_at", "=", $.createdAt),
    ),
    reference: prepare<{ conversation: string }>()((db, $) =>
      db
        .selectFrom("conversations")
        .select(referenceColumns)
        .where("id", "=", (eb) =>
          // A queue of calls to another system belongs to the person whose case it is about.
          eb.fn.coalesce(
            eb.selectFrom("connector_links").select("connector_links.conversation").where("queue", "=", $.conversation),
            eb.val($.conversation),
          ),
        ),
    ),
    countAttempt: prepare<ReturnType<typeof attemptOf>>()((db, $) =>
      db
        .updateTable("outbox")
        .set(({ ref }) => ({
          attempts: $.attempts,
          first_tried_at: sql<number>`coalesce(${ref("first_tried_at")}, cast(${$.now} as bigint))`,
          last_error: sql<string>`coalesce(cast(${$.error} as text), ${ref("last_error")})`,
          failing_since: sql<number>`case cast(${$.failing} as bigint) when -1 then ${ref("failing_since")}
            when 0 then null else coalesce(${ref("failing_since")}, cast(${$.failing} as bigint)) end`,
        }))
        .where("queue", "=", $.conversation)
        .where("position", "=", $.position)
        .where("created_at", "=", $.createdAt),
    ),
  };
}

function prepareDelivered(prepare: Prepare) {
  return {
    remove: prepare<EntryName>()((db, $) =>
      db
        .deleteFrom("outbox")
        .where("queue", "=", $.conversation)
        .where("position", "=", $.position)
        .where("created_at", "=", $.createdAt),
    ),
    keepReceipt: prepare<{ conversation: string; line: string; channelId: string }>()((db, $) =>
      db
        .updateTable("transcript")
        .set({ channel_id: $.channelId })
        .where("conversation", "=", $.conversation)
        .where("id", "=", $.line)
        .where("speaker", "!=", "user"),
    ),
  };
}

function prepareBacklog(prepare: Prepare) {
  return {
    backlog: prepare<Record<string, never>>()((db) =>
      db.selectFrom("outbox").select((eb) => [eb.fn.countAll().as("waiting"), eb.fn.min("created_at").as("oldest")]),
    ),
  };
}

function prepareDeadLetters(prepare: Prepare) {
  return {
    moveToDeadLetters: prepare<EntryName & { attempts: number; reason: string; now: number }>()((db, $) =>
      db
        .insertInto("dead_letters")
        .columns(["queue", "position", "destination", "body", "attempts", "reason", "failed_at"])
        .expression((eb) =>
          eb
            .selectFrom("outbox")
            .select([
              "queue",
              "position",
              "destination",
              "body",
              sql<number>`cast(${$.attempts} as integer)`.as("attempts"),
              sql<string>`cast(${$.reason} as text)`.as("reason"),
              sql<number>`cast(${$.now} as bigint)`.as("failed_at"),
            ])
            .where("queue", "=", $.conversation)
            .where("position", "=", $.position)
            .where("created_at", "=", $.createdAt),
        )
        .onConflict((conflict) => conflict.columns(["queue", "position"]).doNothing()),
    ),
    newest: prepare<{ limit: number }>()((db, $) =>
      db
        .selectFrom("dead_letters")
        .select(["queue as conversation", "position", "destination", "body", "attempts", "reason", "failed_at"])
        .orderBy("failed_at", "desc")
        .limit($.limit),
    ),
    countDeadLetters: prepare<Record<string, never>>()((db) =>
      db.selectFrom("dead_letters").select((eb) => eb.fn.countAll().as("count")),
    ),
  };
}
