import { randomUUID } from "node:crypto";

import type { Migration } from "kysely/migration";

import { Fault } from "../errors.ts";
import type { OutboxStore } from "../turn/outbox-store.ts";
import type { Transcripts, TurnStore } from "../turn/ports.ts";
import { createAccept } from "./accept.ts";
import { type Cases, createCases } from "./cases.ts";
import { createCommit } from "./commit.ts";
import type { Health } from "./database.ts";
import { migrations as allMigrations } from "./migrations/all.ts";
import { type ConnectedDatabase, connect } from "./connect.ts";
import { createOutboxStore } from "./outbox-store.ts";
import { createPrepare } from "./statements.ts";
import { createRateCounts, type RateCounts } from "./rate-counts.ts";
import { createSigningKeyShelf, type SigningKeyShelf } from "./signing-keys.ts";
import { createStatusWatches, type StatusWatches } from "./status-watches.ts";
import { createTranscripts } from "./transcripts.ts";
import { createTurnStore } from "./turn-store.ts";
import { casesTopic, createWakes } from "./wakes.ts";

export type StoreOptions = {
  /** `sqlite:PATH`, `sqlite::memory:` or `postgres://…`. */
  url: string;
  /** What an acknowledged write survives on SQLite: `full` (default) a loss of power, `normal` the death of the process. */
  durability?: "full" | "normal";
  now?: () => number;
  /** Milliseconds a node keeps its deliveries without a sign of life; then another takes them. */
  leaseMs?: number;
  /** Milliseconds to wait for a PostgreSQL that is away before a call fails. */
  patienceMs?: number;
  /** Told of trouble that the store rides out by itself, for the log. `what` never holds anything people wrote. */
  onTrouble?: (what: string, cause: unknown) => void;
  /** Other migrations than the project's own; for tests. */
  migrations?: Readonly<Record<string, Migration>>;
};

export type Store = {
  turnStore: TurnStore;
  transcripts: Transcripts;
  outbox: OutboxStore;
  cases: Cases;
  statusWatches: StatusWatches;
  signingKeys: SigningKeyShelf;
  rateCounts: RateCounts;
  health(): Promise<Health>;
  /** Writes a consistent copy of an SQLite database to `path` while it is in use. Throws `BadRequest` on PostgreSQL, which brings its own tools. */
  backup(path: string): Promise<void>;
  close(): Promise<void>;
};

/** Opens the store and brings its tables up to date. Throws `StoreUnavailable` with what to do about it. */
export async function openStore(options: StoreOptions): Promise<Store> {
  const { now = Date.now, leaseMs = 30_000, migrations = allMigrations } = options;
  const wakes = createWakes();
  const node = randomUUID();
  const database = await connect({ ...options, migrations, node, wakes });
  const prepare = createPrepare(database.dialect);
  const outbox = createOutboxStore({ database, prepare, now, node, leaseMs });
  const changed = (topic: string): void => {
    wakes.wake(topic);
    database.tellOthers(topic);
  };
  const accept = createAccept({ database, prepare, now, accepted: changed });
  const commit = createCommit({
    database,
    prepare,
    now,
    node,
    leaseMs,
    handOver: outbox.handOver,
    committed({ conversation, newCase, withdrawCase }) {
      changed(conversation);
      if (newCase || withdrawCase !== undefined) changed(casesTopic);
    },
  });
  return {
    turnStore: createTurnStore({ database, prepare, accept, commit }),
    transcripts: createTranscripts({ database, prepare, wakes }),
    outbox,
    cases: createCases({ database, prepare, wakes }),
    statusWatches: createStatusWatches({ database, prepare }),
    signingKeys: createSigningKeyShelf({ database, prepare }),
    rateCounts: createRateCounts({ database, prepare }),
    health: () => database.health(),
    backup: (path) => backupOf(database)(path),
    close: () => database.close(),
  };
}

function backupOf({ backup }: ConnectedDatabase): (path: string) => Promise<void> {
  if (backup) return backup;
  throw new Fault("BadRequest", "Only the embedded database is backed up from here.", { remedy: "Use pg_dump or your PostgreSQL service's backups." });
}
