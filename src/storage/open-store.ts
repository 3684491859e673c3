import { randomUUID } from "node:crypto";

import type { Migration } from "kysely/migration";

import type { AgentStore, CaseStore, Typing } from "../conversation/case-ports.ts";
import type { ConnectorCalls, ConnectorLinks, OpeningAttempts } from "../conversation/case-calls.ts";
import type { OutboxStore } from "../conversation/outbox-ports.ts";
import type { Transcripts, TurnStore } from "../conversation/ports.ts";
import { createAccept } from "./conversations/accept.ts";
import { createAcceptAndCommit } from "./turns/accept-and-commit.ts";
import { createAgents } from "./agents/agents.ts";
import { createCaseChange } from "./cases/case-changes.ts";
import { createCases } from "./cases/cases.ts";
import { type CommitOptions, createCommit } from "./turns/commit.ts";
import type { Health } from "./database/database.ts";
import { migrations as allMigrations } from "./migrations/all.ts";
import { type ConnectedDatabase, connect } from "./database/connect.ts";
import { openLeases } from "./outbox/leases.ts";
import { createLatestTurns, type ConversationCache } from "./conversations/conversation-cache.ts";
import { createConnectorCalls } from "./connectors/connector-calls.ts";
import { createConnectorLinks } from "./connectors/connector-links.ts";
import { createOpeningAttempts } from "./connectors/opening-attempts.ts";
import { createOutboxStore } from "./outbox/outbox-store.ts";
import { createPrepare, type Prepare } from "./database/statements.ts";
import { createMissedTexts, type MissedTexts } from "./conversations/missed-texts.ts";
import { createPrivacy, type Privacy } from "./privacy/personal-data.ts";
import { createRetention, type Retention } from "./retention/retention.ts";
import { createRateCounts, type RateCounts } from "./rate-limits/rate-counts.ts";
import { createSigningKeyShelf, type SigningKeyStore } from "./tokens/signing-keys.ts";
import { createStatusWatches, type StatusWatches } from "./conversations/status-subscriptions.ts";
import { createTranscripts } from "./conversations/transcripts.ts";
import { createTurnStore } from "./turns/turn-store.ts";
import {
  casesTopic,
  createWakes,
  deletionTopic,
  typingTopic,
  type ChangeNotifier,
} from "./database/change-notifier.ts";

/** What a store is made of; only the URL has no default. */
export type StoreOptions = {
  /** `sqlite:PATH`, `sqlite::memory:` or `postgres://…`. */
  url: string;
  /**
   * What an acknowledged write survives on SQLite: `full` (default) a loss of power, `normal` the death of the process.
   */
  durability?: "full" | "normal";
  now?: () => number;
  /** Milliseconds a node keeps its deliveries without a sign of life; then another takes them. */
  leaseMs?: number;
  /** The clock of leases; for tests. By default one that all nodes share, and no node's own. */
  leaseNow?: () => number;
  /** Milliseconds to wait for a PostgreSQL that is away before a call fails. */
  patienceMs?: number;
  /** Opens an SQLite file although a running service has it, for a short look or change. */
  beside?: boolean;
  /** Told of trouble that the store rides out by itself, for the log. `what` never holds anything people wrote. */
  onTrouble?: (what: string, cause: unknown) => void;
  /** Other migrations than the project's own; for tests. */
  migrations?: Readonly<Record<string, Migration>>;
};

/** All that is stored, by who uses it. What asks the database throws `StoreUnavailable` while that is away. */
export type Store = {
  turnStore: TurnStore;
  transcripts: Transcripts;
  outbox: OutboxStore;
  cases: CaseStore;
  agents: AgentStore;
  typing: Typing;
  connectorLinks: ConnectorLinks;
  openingAttempts: OpeningAttempts;
  connectorCalls: ConnectorCalls;
  statusWatches: StatusWatches;
  signingKeys: SigningKeyStore;
  rateCounts: RateCounts;
  privacy: Privacy;
  missedTexts: MissedTexts;
  retention: Retention;
  health(): Promise<Health>;
  close(): Promise<void>;
};

/** Opens the store and brings its tables up to date. Throws `StoreUnavailable` with what to do about it. */
export async function openStore(options: StoreOptions): Promise<Store> {
  const { now = Date.now, leaseMs = 30_000, leaseNow, migrations = allMigrations } = options;
  const wakes = createWakes();
  const node = randomUUID();
  const latest = createLatestTurns({ used: options.url.startsWith("sqlite:") });
  const database = await connect({ ...options, migrations, node, wakes, deleted: deletedElsewhere(latest, wakes) });
  const prepare = createPrepare(database.dialect);
  const leases = await openLeases({ database, prepare, ms: leaseMs, given: leaseNow });
  const outbox = createOutboxStore({ database, prepare, now, node, leases, wakes });
  const changed = (topic: string): void => {
    wakes.wake(topic);
    database.tellOthers(topic);
  };
  const tidy = tidying({ latest, database, changed });
  const accept = createAccept({ database, prepare, now, accepted: changed });
  const commitOptions: CommitOptions = {
    database,
    prepare,
    now,
    node,
    leases,
    handOver: outbox.handOver,
    committed({ conversation, newCase, withdrawCase, reopenCase, ofCase, erase }) {
      changed(conversation);
      if (erase)
        void tidy().catch((cause: unknown) => options.onTrouble?.("What was deleted is not overwritten yet.", cause));
      if (newCase || ofCase || erase || withdrawCase !== undefined || reopenCase) changed(casesTopic);
    },
  };
  const commit = createCommit(commitOptions);
  const acceptAndCommit = createAcceptAndCommit({ ...commitOptions, latest });
  const change = createCaseChange({
    database,
    prepare,
    now,
    node,
    leases,
    handOver: outbox.handOver,
    changed: () => changed(casesTopic),
  });
  return {
    turnStore: createTurnStore({ database, prepare, accept, commit, acceptAndCommit, latest }),
    transcripts: createTranscripts({ database, prepare, wakes }),
    outbox,
    cases: createCases({ database, prepare, wakes, change }),
    agents: createAgents({ database, prepare, wakes, changed }),
    typing: typingOf(wakes, changed),
    ...connectorsOf({ database, prepare, now, node, leases, handOver: outbox.handOver }),
    statusWatches: createStatusWatches({ database, prepare }),
    ...keepingOf({ database, prepare, changed, tidy }),
    health: () => database.health(),
    close: () => database.close(),
  };
}

/** After a deletion by another process: whoever shows something of it looks again. */
function deletedElsewhere(latest: ConversationCache, wakes: ChangeNotifier): () => void {
  return () => {
    latest.forgetAll();
    wakes.wakeAll();
  };
}

/** After a deletion: what is gone from the tables stays neither in the file nor in memory. */
function tidying({
  latest,
  database,
  changed,
}: {
  latest: ConversationCache;
  database: ConnectedDatabase;
  changed: (topic: string) => void;
}): () => Promise<void> {
  return () => {
    latest.forgetAll();
    changed(deletionTopic);
    return database.tidy();
  };
}

/** Who is typing is only passed on, to whichever node hears it. */
function typingOf(wakes: ReturnType<typeof createWakes>, changed: (topic: string) => void): Store["typing"] {
  return {
    tell: (by, conversation) => changed(typingTopic(by, conversation)),
    subscribe: (by, conversation, hear) => wakes.subscribe(typingTopic(by, conversation), hear),
  };
}

/** What is known of cases in other systems. */
function connectorsOf(parts: Parameters<typeof createConnectorCalls>[0]) {
  return {
    connectorLinks: createConnectorLinks(parts),
    openingAttempts: createOpeningAttempts(parts),
    connectorCalls: createConnectorCalls(parts),
  };
}

/** What guards the doors, and what may be kept. */
function keepingOf(parts: {
  database: ConnectedDatabase;
  prepare: Prepare;
  changed: (topic: string) => void;
  tidy: () => Promise<void>;
}) {
  const { database, prepare, changed, tidy } = parts;
  return {
    signingKeys: createSigningKeyShelf({ database, prepare }),
    rateCounts: createRateCounts({ database, prepare }),
    privacy: createPrivacy({ database, prepare, changed, tidy }),
    missedTexts: createMissedTexts({ database, prepare }),
    retention: createRetention({ database, prepare, tidy }),
  };
}
