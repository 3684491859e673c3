import { Kysely, PostgresDialect } from "kysely";
import type { Migration } from "kysely/migration";
import pg from "pg";
import type { Logger } from "pino";

import { systemClock } from "../../../common/clock.ts";
import { type Database, type Health, runBatch, type Step, type WriteSteps } from "../database.ts";
import { migrate } from "../../migrations/migrate.ts";
import type { ChangeNotifier } from "../change-notifier.ts";
import { failureKind, postgresError } from "./postgres-failures.ts";
import { channel, startListening } from "./listener.ts";
import { createPrimaryHost, type PrimaryHost } from "./primary-host.ts";
import { createReconnectRetry, type ReconnectRetry } from "./reconnect-retry.ts";
import { type CombineSteps, createCombineSteps } from "./combined-statement.ts";
import { type Committed, createGroupCommit, type GroupCommit } from "./statement-groups.ts";
import { type AsSent, named, withoutName, writePipelined } from "./write-steps.ts";

/** What a PostgreSQL database is opened with. */
export type PostgresOptions = {
  /** With several hosts, the one of them is used that takes writes. */
  url: string;
  /** Where `url` leads through a pooler in transaction mode: the server itself, for notifications. */
  listenUrl?: string | null;
  migrations: Readonly<Record<string, Migration>>;
  /** Milliseconds for which a server that cannot be reached is tried again. */
  retryMs: number;
  node: string;
  changes: ChangeNotifier;
  onOtherNode: (topic: string) => void;
  log: Logger;
};

/** A database that notifies other nodes of changes. */
export type PostgresDatabase = Database & { notifyNodes(topic: string): void };

/** Connects and brings the tables up to date; many nodes may do so at once. Throws `StoreUnavailable` with a remedy. */
export async function openPostgres(options: PostgresOptions): Promise<PostgresDatabase> {
  const primary = createPrimaryHost(options.url);
  const pool = openPool(primary, options);
  const withRetry = createReconnectRetry({ ...options, onAway: primary.find });
  try {
    await primary.find();
    // The pool is destroyed at the end, not by Kysely, which is only here for the migrations.
    await withRetry(() => migrate(new Kysely({ dialect: new PostgresDialect({ pool }) }), options.migrations));
  } catch (error) {
    await pool.end();
    throw postgresError(error);
  }
  const notify = (message: string) => pool.query("select pg_notify($1, $2)", [channel, message]);
  const { listenUrl = null } = options;
  const listener = startListening({
    ...options,
    primary: listenUrl === null ? primary : createPrimaryHost(listenUrl),
    clock: systemClock,
    monotonicNow: () => performance.now(),
    notify,
  });
  await listener.ready;
  return assemble({ pool, withRetry, listener, asSent: listenUrl === null ? (query) => query : withoutName });
}

function openPool(primary: PrimaryHost, { log }: PostgresOptions): pg.Pool {
  const settings = {
    // The host is chosen for each new connection.
    Client: class extends pg.Client {
      constructor(config: pg.ClientConfig = {}) {
        super({ ...config, connectionString: primary.url(), stream: primary.openSocket });
      }
    },
    onConnect: primary.check,
    max: 10,
    keepAlive: true,
    connectionTimeoutMillis: 5_000,
    // A network that swallows packets would hold a query for ever.
    query_timeout: 10_000,
    pipeline: true,
    types: { getTypeParser },
  };
  const pool = new pg.Pool(settings);
  // A connection that breaks while it is in use says so to the query, and here; without a listener it would end the
  // process.
  pool.on("connect", (client) => client.on("error", () => {}));
  pool.on("error", (error) => log.warn({ err: error }, "idle PostgreSQL connection lost"));
  return pool;
}

/** Counters and times fit a number: `bigint` need not come as text. */
const getTypeParser: pg.CustomTypesConfig["getTypeParser"] = (id, format): unknown =>
  id === pg.types.builtins.INT8 ? Number : pg.types.getTypeParser(id, format);

function assemble({
  pool,
  withRetry,
  listener,
  asSent,
}: {
  pool: pg.Pool;
  withRetry: ReconnectRetry;
  listener: ReturnType<typeof startListening>;
  asSent: AsSent;
}): PostgresDatabase {
  let closed = false;
  return {
    dialect: "postgres",
    read: async <Row>(query: Parameters<Database["read"]>[0]) =>
      withRetry(async () => (await pool.query(asSent(named(query)))).rows as Row[]),
    write: runBatch(
      createWriteSteps({
        pool,
        withRetry,
        combine: createCombineSteps(),
        commit: createGroupCommit(pool, asSent),
        asSent,
      }),
    ),
    health: () => healthOf(pool),
    notifyNodes: listener.notifyNodes,
    async close() {
      if (closed) return;
      closed = true;
      await listener.close();
      await pool.end();
    },
  };
}

type Writing = {
  pool: pg.Pool;
  withRetry: ReconnectRetry;
  combine: CombineSteps;
  commit: GroupCommit;
  asSent: AsSent;
};

function createWriteSteps({ pool, withRetry, combine, commit, asSent }: Writing): WriteSteps {
  return async (steps, independent) => {
    const combined = independent ? combine.all(steps) : null;
    // Nobody answered to what was sent: it may have been stored, and rows that are found may be our own.
    let repeated = false;
    return withRetry(async () => {
      const committed = combined ? await commit(combined) : await writeAlone(pool, steps, { combine, asSent });
      if ("written" in committed) return { ...committed.written, repeated };
      repeated ||= committed.sent;
      throw committed.error;
    });
  };
}

async function writeAlone(
  pool: pg.Pool,
  steps: readonly Step[],
  how: Pick<Writing, "combine" | "asSent">,
): Promise<Committed> {
  const client = await pool.connect();
  try {
    const written = await writePipelined(client, steps, how);
    client.release();
    return { written };
  } catch (error) {
    // The state of this connection is unknown: the next one takes its place.
    client.release(true);
    return { error, sent: failureKind(error) === "away" };
  }
}

async function healthOf(pool: pg.Pool): Promise<Health> {
  try {
    const { rows } = await pool.query<{ standby: boolean }>("select pg_is_in_recovery() as standby from probe");
    return rows[0]?.standby ? { ok: false, reason: "PostgreSQL is a standby and takes no writes." } : { ok: true };
  } catch (error) {
    return { ok: false, reason: postgresError(error).message };
  }
}
