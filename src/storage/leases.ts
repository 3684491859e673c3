import { sql } from "kysely";

import { AppError } from "../common/errors.ts";
import type { Database } from "./database/database.ts";
import type { Prepare } from "./database/statements.ts";

/** How long queues of the outbox belong to their node, in milliseconds of a clock that all nodes of a database share. */
export type Leases = {
  /** Milliseconds until a lease that is not renewed expires. */
  readonly ms: number;
  now(): number;
  /** When a lease ends that begins now, or `later` milliseconds from now. */
  end(later?: number): number;
  /** Reads the shared clock again. Throws `StoreUnavailable`; then the last known offset stays. */
  syncClock(): Promise<void>;
};

/**
 * Leases by PostgreSQL's own clock, or on an embedded database by the time since the process began; between two reads of
 * it plus the process's monotonic clock, which is immune to clock changes. A node's own clock would not do: set back
 * after it ran ahead, it would leave leases that end in an hour, and a dead node's entries would wait that long.
 * `given`: a clock to use instead.
 */
export async function openLeases(options: {
  database: Database;
  prepare: Prepare;
  ms: number;
  given?: (() => number) | undefined;
}): Promise<Leases> {
  const { database, ms, given } = options;
  const readOffset = database.dialect === "postgres" && !given ? createClockOffset(options) : null;
  let offset = performance.timeOrigin;
  const now = given ?? (() => Math.round(performance.now() + offset));
  const leases: Leases = {
    ms,
    now,
    end: (later = 0) => now() + later + ms,
    async syncClock() {
      if (!readOffset) return;
      const { measured, within } = await readOffset();
      // What is known stays while nothing speaks against it: a slow answer must not move the time to and fro.
      if (Math.abs(offset - measured) > within) offset = measured;
    },
  };
  await leases.syncClock();
  return leases;
}

/** How far the database's clock is ahead of this process's monotonic one, to within half a round trip, in milliseconds. */
type ClockOffset = { measured: number; within: number };

function createClockOffset({
  database,
  prepare,
}: {
  database: Database;
  prepare: Prepare;
}): () => Promise<ClockOffset> {
  const clock = prepare<Record<string, never>>()((db) =>
    db.selectNoFrom(sql<number>`(extract(epoch from clock_timestamp()) * 1000)::bigint`.as("now")),
  );
  return async () => {
    const asked = performance.now();
    const [row] = await database.read(clock({}));
    if (!row) throw new AppError("Internal", "PostgreSQL returned no time.");
    const answered = performance.now();
    return { measured: row.now - (asked + answered) / 2, within: (answered - asked) / 2 };
  };
}
