import type { HandOver, Mark, OutboxStore } from "../turn/outbox-store.ts";
import { Fault } from "../errors.ts";
import type { Database, Step } from "./database.ts";
import { prepareOutbox } from "./outbox-queries.ts";
import { toParty } from "./rows.ts";
import type { Prepare } from "./statements.ts";

/** What the outbox's side is made of. `node`: this node's name in the lanes; `leaseMs`: how long it holds them without renewing. */
export type OutboxOptions = { database: Database; prepare: Prepare; now: () => number; node: string; leaseMs: number };

/** The outbox's side of the store, and the way for commits to hand entries over. */
export function createOutboxStore(options: OutboxOptions): OutboxStore & { handOver: HandOver } {
  const { database, now, node, leaseMs } = options;
  const queries = prepareOutbox(options.prepare, database.dialect);
  const markSteps = createMarkSteps({ queries, now, node, leaseMs });
  const listeners = new Set<HandOver>();
  return {
    leaseMs,
    handOver(conversation, entries) {
      for (const listener of listeners) listener(conversation, entries);
    },
    onCommitted(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async take(limit) {
      // A look costs less than a write, and mostly there is nothing.
      if ((await database.read(queries.anyFree({ now: now() }))).length === 0) return [];
      const { rows } = await database.write([{ query: queries.take({ limit, node, now: now(), until: now() + leaseMs }) }]);
      return (rows[0] as { conversation: string }[]).map((row) => row.conversation);
    },
    async mark(marks) {
      if (marks.length === 0) return [];
      const steps = marks.map(markSteps);
      const { changes } = await database.write(steps.flat());
      let at = 0;
      return steps.map((of) => changes[(at += of.length) - of.length]! > 0);
    },
    async giveUpAll() {
      await database.write([{ query: queries.giveUpAll({ node }) }]);
    },
    ...createReads({ database, queries, node }),
  };
}

/** The steps of one mark; the first one's count says whether it found what it speaks of. */
function createMarkSteps(options: { queries: ReturnType<typeof prepareOutbox>; now: () => number; node: string; leaseMs: number }): (mark: Mark) => Step[] {
  const { queries, now, node, leaseMs } = options;
  return (mark) => {
    const { conversation } = mark;
    switch (mark.type) {
      case "delivered":
        return [{ query: queries.remove({ conversation, position: mark.position }) }];
      case "postponed":
        return [
          { query: queries.countAttempt({ conversation, position: mark.position, attempts: mark.attempts, error: mark.error }) },
          { query: queries.renew({ conversation, node, until: mark.nextAt + leaseMs }) },
        ];
      case "failed":
        return [
          { query: queries.giveUp({ conversation, position: mark.position, attempts: mark.attempts, reason: mark.reason, now: now() }) },
          { query: queries.remove({ conversation, position: mark.position }) },
        ];
      case "released":
        return [{ query: queries.release({ conversation, position: mark.position, node }) }];
      case "renewed":
        return [{ query: queries.renew({ conversation, node, until: now() + leaseMs }) }];
    }
  };
}

function createReads(options: {
  database: Database;
  queries: ReturnType<typeof prepareOutbox>;
  node: string;
}): Pick<OutboxStore, "pending" | "party" | "backlog" | "undelivered"> {
  const { database, queries, node } = options;
  return {
    async pending(conversation, position, limit) {
      const [lane] = await database.read(queries.lane({ conversation, node }));
      if (!lane) return null;
      const rows = await database.read(queries.pending({ conversation, position, limit }));
      const entries = rows.map(({ created_at, body, ...row }) => ({ ...row, body: JSON.parse(body) as unknown, createdAt: created_at }));
      return { entries, newest: lane.last_position };
    },
    async party(conversation) {
      const [row] = await database.read(queries.party({ conversation }));
      if (!row) throw new Fault("NotFound", "There is no such conversation.");
      return toParty(row);
    },
    async backlog() {
      const [row] = await database.read(queries.backlog({}));
      const [given] = await database.read(queries.countUndelivered({}));
      return { waiting: Number(row!.waiting), oldest: row!.oldest, undelivered: Number(given!.count) };
    },
    async undelivered(limit) {
      const rows = await database.read(queries.undelivered({ limit }));
      return rows.map(({ failed_at, body, ...row }) => ({ ...row, body: JSON.parse(body) as unknown, failedAt: failed_at }));
    },
  };
}
