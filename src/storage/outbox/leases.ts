import { sql } from "kysely";

import { AppError } from "../../common/errors.ts";
import type { Database } from "../database/database.ts";
import type { Prepare } from "../database/statements.ts";

/** How long lanes belong to their node, in milliseconds of a clock that all nodes of a database share. */
export type Leases = {
  /** Milliseconds a lane belongs to its node without being renewed. */
  readonly ms: number;
  now(): number;
  /** When a lease ends that begins now, or `later` milliseconds from now. */
  end(later?: number): number;
  /** Looks at the shared clock again. Throws `StoreUnavailable`; what was known of it stays. */
  follow(): Promise<void>;
};

/**
 * Leases by PostgreSQL's own clock, or on an embedded database by the time since the process began. Between two looks
 * this process's monotonic time is added, which nobody can set. A node's clock would not do: set back after it ran
 * ahead, it would leave leases that end in an hour, and what a dead node left would wait that long. `given`: a clock to
 * use instead.
 */
export async function openLeases(options: {
  database: Database;
  prepare: Prepare;
  ms: number;
  given?: (() => number) | undefined;
}): Promise<Leases> {
  const { database, ms, given } = options;
  const look = database.dialect === "postgres" && !given ? createLook(options) : null;
  let ahead = performance.timeOrigin;
  const now = given ?? (() => Math.round(performance.now() + ahead));
  const leases: Leases = {
    ms,
    now,
    end: (later = 0) => now() + later + ms,
    async follow() {
      if (look) ahead = await look();
    },
  };
  await leases.follow();
  return leases;
}

/**
 * Gives how far the database's clock is ahead of this process's monotonic time, to within half of what asking takes.
 */
function createLook({ database, prepare }: { database: Database; prepare: Prepare }): () => Promise<number> {
  const clock = prepare<Record<string, never>>()((db) =>
    db.selectNoFrom(sql<number>`(extract(epoch from clock_timestamp()) * 1000)::bigint`.as("now")),
  );
  return async () => {
    const asked = performance.now();
    const [row] = await database.read(clock({}));
    if (!row) throw new AppError("Internal", "PostgreSQL did not tell its time.");
    return row.now - (asked + performance.now()) / 2;
  };
}
