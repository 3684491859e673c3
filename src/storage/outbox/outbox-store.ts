import type { OnEntriesCommitted, DeliveryResult, OutboxStore } from "../../conversation/outbox-ports.ts";
import { AppError } from "../../common/errors.ts";
import type { Database, Step } from "../database/database.ts";
import type { Leases } from "./leases.ts";
import { createRestoreBody } from "../conversations/line-bodies.ts";
import { prepareOutbox } from "./outbox-queries.ts";
import { toParty } from "../database/rows.ts";
import type { Prepare } from "../database/statements.ts";
import { deletionTopic, type ChangeNotifier } from "../database/change-notifier.ts";

/** What the outbox's side is made of. `node`: this node's name in the lanes. */
export type OutboxOptions = {
  database: Database;
  prepare: Prepare;
  now: () => number;
  node: string;
  leases: Leases;
  wakes: ChangeNotifier;
};

/** The outbox's side of the store, and the way for commits to hand entries over. */
export function createOutboxStore(options: OutboxOptions): OutboxStore & { handOver: OnEntriesCommitted } {
  const { database, now, node, leases } = options;
  const queries = prepareOutbox(options.prepare, database.dialect);
  const markSteps = createMarkSteps({ queries, now, node, leases });
  const listeners = new Set<OnEntriesCommitted>();
  const older = createOlder(options);
  let lastDeletion = 0;
  options.wakes.subscribe(deletionTopic, () => void (lastDeletion = now()));
  return {
    leaseMs: leases.ms,
    lastDeletion: () => lastDeletion,
    handOver(conversation, entries, olderThere = older.mayWait()) {
      if (listeners.size === 0) older.unheard();
      for (const listener of listeners) listener(conversation, entries, olderThere);
    },
    onCommitted(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async take(limit) {
      await leases.follow();
      // A look costs less than a write, and mostly there is nothing.
      if ((await database.read(queries.anyFree({ now: leases.now() }))).length === 0) {
        older.nothingFree();
        return [];
      }
      const { rows } = await database.write([
        { query: queries.take({ limit, node, now: leases.now(), until: leases.end() }) },
      ]);
      return (rows[0] as { conversation: string }[]).map((row) => row.conversation);
    },
    async recordResults(marks) {
      if (marks.length === 0) return [];
      const steps = marks.map(markSteps);
      const { changes } = await database.write(steps.flat());
      let at = 0;
      return steps.map((of) => (changes[(at += of.length) - of.length] ?? 0) > 0);
    },
    async releaseAllLeases() {
      await database.write([{ query: queries.giveUpAll({ node }) }]);
    },
    ...createReads({ ...options, queries }),
  };
}

/**
 * Whether older entries may wait in a lane that a commit opens, and go first: those of an earlier run, and those that
 * nobody heard of. Only asked where the commit could not tell, because the database is this process's alone.
 */
function createOlder({ leases }: OutboxOptions): { mayWait(): boolean; unheard(): void; nothingFree(): void } {
  let mayWait = true;
  let unheardUntil = 0;
  return {
    mayWait: () => mayWait,
    // They are found once the lease of their lane is over.
    unheard: () => void (unheardUntil = leases.end()),
    nothingFree: () => void (mayWait &&= leases.now() < unheardUntil),
  };
}

type StepsByType = { [Type in DeliveryResult["type"]]: (mark: Extract<DeliveryResult, { type: Type }>) => Step[] };

/** The steps of one mark; the first one's count says whether it found what it speaks of. */
function createMarkSteps(options: {
  queries: ReturnType<typeof prepareOutbox>;
  now: () => number;
  node: string;
  leases: Leases;
}): (mark: DeliveryResult) => Step[] {
  const { queries, now, node, leases } = options;
  const byType: StepsByType = {
    delivered: ({ conversation, position, createdAt }) => [
      { query: queries.remove({ conversation, position, createdAt }) },
    ],
    postponed: ({ conversation, position, createdAt, attempts, error, waitMs }) => [
      { query: queries.countAttempt({ conversation, position, createdAt, attempts, error }) },
      { query: queries.renew({ conversation, node, until: leases.end(waitMs) }) },
    ],
    failed: ({ conversation, position, createdAt, attempts, reason }) => [
      { query: queries.giveUp({ conversation, position, createdAt, attempts, reason, now: now() }) },
      { query: queries.remove({ conversation, position, createdAt }) },
    ],
    released: ({ conversation, position }) => [{ query: queries.release({ conversation, position, node }) }],
    renewed: ({ conversation }) => [{ query: queries.renew({ conversation, node, until: leases.end() }) }],
  };
  return (mark) => (byType[mark.type] as (mark: DeliveryResult) => Step[])(mark);
}

function createReads(options: {
  database: Database;
  prepare: Prepare;
  queries: ReturnType<typeof prepareOutbox>;
  node: string;
}): Pick<OutboxStore, "pending" | "bodyNow" | "party" | "backlog" | "deadLetters"> {
  const { database, queries, node } = options;
  const bodyOf = createRestoreBody(options);
  return {
    async pending(conversation, position, limit) {
      const [lane] = await database.read(queries.lane({ conversation, node }));
      if (!lane) return null;
      const rows = await database.read(queries.pending({ conversation, position, limit }));
      const entries = rows.map(async ({ created_at, body, ...row }) => ({
        ...row,
        body: await bodyOf(row.conversation, body),
        createdAt: created_at,
      }));
      return { entries: await Promise.all(entries), newest: lane.last_position };
    },
    async bodyNow({ conversation, position, createdAt }) {
      const [row] = await database.read(queries.body({ conversation, position, createdAt }));
      return row ? { body: await bodyOf(conversation, row.body) } : null;
    },
    async party(conversation) {
      const [row] = await database.read(queries.party({ conversation }));
      if (!row) throw new AppError("NotFound", "There is no such conversation.");
      return toParty(row);
    },
    async backlog() {
      const [row] = await database.read(queries.backlog({}));
      const [given] = await database.read(queries.countUndelivered({}));
      return {
        waiting: Number(row?.waiting ?? 0),
        oldest: row?.oldest ?? null,
        deadLetters: Number(given?.count ?? 0),
      };
    },
    async deadLetters(limit) {
      const rows = await database.read(queries.undelivered({ limit }));
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
