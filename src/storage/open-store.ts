import { randomUUID } from "node:crypto";

import type { Migration } from "kysely/migration";
import { type Logger, pino } from "pino";

import type { AttachmentStore } from "../conversation/attachment-ports.ts";
import type { AuditLog } from "../conversation/audit-ports.ts";
import type { DeskSessionStore } from "../conversation/desk-session-ports.ts";
import type { ConnectorCalls, ConnectorLinks, OpeningAttempts } from "../conversation/case-calls.ts";
import type { AgentStore, CaseStore, Typing } from "../conversation/case-ports.ts";
import type { LineChanges, LineDeliveries, ReadLines } from "../conversation/line-ports.ts";
import type { OutboxStore } from "../conversation/outbox-ports.ts";
import type { CannedReplyStore, MentionStore } from "../conversation/desk-team-ports.ts";
import type {
  ArticleOrderStore,
  IncidentStore,
  ReportStore,
  ReviewStore,
  TalkStore,
} from "../conversation/report-ports.ts";
import type { NewLines, Transcripts, TurnRecord, TurnStore } from "../conversation/ports.ts";
import { type AttachmentContents, createAttachmentContents } from "./attachment-contents.ts";
import { createAttachmentStore } from "./attachment-store.ts";
import { createAgents } from "./agents.ts";
import { createArticleOrders } from "./article-orders.ts";
import { createCaseChange } from "./case-steps.ts";
import { createCaseStore } from "./case-store.ts";
import { createConnectorCalls, createConnectorLinks, createOpeningAttempts } from "./connectors.ts";
import { createConversationCache } from "./turn-reads.ts";
import { createMissedTexts, createTranscripts, type MissedTexts } from "./conversations.ts";
import {
  casesTopic,
  type ChangeNotifier,
  createChangeNotifier,
  deletionTopic,
  typingTopic,
} from "./database/change-notifier.ts";
import { connect } from "./database/connect.ts";
import type { Database, Health, IntegrityCheck } from "./database/database.ts";
import { createPrepare, type Prepare } from "./database/statements.ts";
import { createAuditLog, createDeskSessions } from "./desk-access.ts";
import { createCannedReplyStore, createMentionStore } from "./desk-team.ts";
import { openLeases } from "./leases.ts";
import { createLineChanges } from "./line-changes.ts";
import { createLineDeliveries, type LineDeliveriesOptions } from "./line-deliveries.ts";
import { migrations as allMigrations } from "./migrations/all.ts";
import { createOutboxStore } from "./outbox-store.ts";
import { createPrivacy, type Privacy } from "./privacy.ts";
import { createRateCounts, type RateCounts } from "./rate-counts.ts";
import { createReadLines } from "./read-lines.ts";
import { createIncidents } from "./intervals.ts";
import { createReports } from "./reports.ts";
import { createTalks } from "./find-talks.ts";
import { createReview } from "./review.ts";
import { createRetention, type Retention } from "./retention.ts";
import { createSigningKeyStore, type SigningKeyStore } from "./signing-keys.ts";
import type { ObjectBucket } from "./s3-bucket.ts";
import { createStatusSubscriptions, type StatusSubscriptions } from "./status-subscriptions.ts";
import { createTurnStore } from "./turn-store.ts";

/** What a store is opened with; only the URL has no default. */
export type StoreOptions = {
  /** `sqlite:PATH`, `sqlite::memory:` or `postgres://…`. */
  url: string;
  /** PostgreSQL itself, where `url` leads through a pooler in transaction mode. */
  listenUrl?: string | null;
  /**
   * What an acknowledged write survives on SQLite: `full` (default) a loss of power, `normal` the death of the process.
   */
  durability?: "full" | "normal";
  /** For tests; by default see `Store.now`. */
  now?: () => number;
  /** Milliseconds after which another node may take over the deliveries of one that died. */
  leaseMs?: number;
  /** The clock of leases; for tests. By default one that all nodes share. */
  leaseNow?: () => number;
  /** Milliseconds for which a PostgreSQL that cannot be reached is tried again before a call fails. */
  retryMs?: number;
  /** Keeps the contents of files; null (default): the database does. */
  bucket?: ObjectBucket | null;
  /** Opens an SQLite file although a running service uses it, for a short read or change. */
  alongside?: boolean;
  /** For failures that the store recovers from by itself. By default nothing is logged. */
  log?: Logger;
  /** Other migrations than the project's own; for tests. */
  migrations?: Readonly<Record<string, Migration>>;
};

/** Everything stored, by subject. Calls throw `StoreUnavailable` while the database cannot be reached. */
export type Store = {
  turnStore: TurnStore;
  transcripts: Transcripts;
  attachments: AttachmentStore;
  attachmentContents: Pick<AttachmentContents, "prune" | "isFailing">;
  outbox: OutboxStore;
  lineDeliveries: LineDeliveries;
  lineChanges: LineChanges;
  readLines: ReadLines;
  cases: CaseStore;
  agents: AgentStore;
  deskSessions: DeskSessionStore;
  auditLog: AuditLog;
  typing: Typing;
  connectorLinks: ConnectorLinks;
  openingAttempts: OpeningAttempts;
  connectorCalls: ConnectorCalls;
  statusSubscriptions: StatusSubscriptions;
  signingKeys: SigningKeyStore;
  rateCounts: RateCounts;
  privacy: Privacy;
  missedTexts: MissedTexts;
  review: ReviewStore;
  articleOrders: ArticleOrderStore;
  cannedReplies: CannedReplyStore;
  mentions: MentionStore;
  retention: Retention;
  reports: ReportStore;
  incidents: IncidentStore;
  talks: TalkStore;
  /** Calls back when somebody was deleted, or may have been, on whichever node; returns the way to stop. */
  onDeletion(listener: () => void): () => void;
  /**
   * The time that everything stored goes by: PostgreSQL's, because the clocks of the nodes differ and one that runs away
   * would end sessions and take cases from agents; with an embedded database this machine's.
   */
  now(): number;
  health(): Promise<Health>;
  /** Null where there is no file to check. */
  integrity: IntegrityCheck | null;
  close(): Promise<void>;
};

/** Opens the store and brings its tables up to date. Throws `StoreUnavailable` with a remedy. */
export async function openStore(options: StoreOptions): Promise<Store> {
  const { leaseMs = 30_000, leaseNow, migrations = allMigrations, bucket = null } = options;
  const log = (options.log ?? pino({ enabled: false })).child({ part: "store" });
  const changes = createChangeNotifier();
  const node = randomUUID();
  const cache = createConversationCache();
  const onDeleted = (): void => {
    cache.clear();
    changes.publishAll();
  };
  // Another node may have deleted something; what it wrote makes this node's copy stale.
  changes.subscribe(deletionTopic, () => cache.clear());
  const onOtherNode = (topic: string): void => cache.delete(topic);
  const database = await connect({ ...options, migrations, node, changes, log, onOtherNode, onDeleted });
  const prepare = createPrepare(database.dialect);
  const leases = await openLeases({ database, prepare, ms: leaseMs, given: leaseNow });
  const now = options.now ?? (database.dialect === "postgres" ? leases.now : Date.now);
  const publish = (topic: string, newLines?: NewLines): void => {
    changes.publish(topic, newLines);
    database.notifyNodes(topic);
  };
  const afterDeletion = (): Promise<void> => {
    cache.clear();
    publish(deletionTopic);
    return database.truncateLog();
  };
  const onCommitted = ({ conversation, erase, ...record }: TurnRecord, newLines?: NewLines): void => {
    publish(conversation, newLines);
    if (erase) void afterDeletion().catch((err: unknown) => log.warn({ err }, "deleted content not overwritten yet"));
    if (erase || changesCases(record)) publish(casesTopic);
  };
  const outbox = createOutboxStore({ database, prepare, now, node, leases, changes });
  const contents = createAttachmentContents({ database, prepare, bucket, now, log });
  const { onEntries } = outbox;
  const parts = { database, prepare, now, node, leases, onEntries, changes, publish, afterDeletion, contents };
  const change = createCaseChange({ ...parts, onChanged: () => publish(casesTopic) });
  return {
    turnStore: createTurnStore({ ...parts, cache, onAccepted: (conversation) => publish(conversation), onCommitted }),
    transcripts: createTranscripts({ ...parts, cache }),
    attachments: createAttachmentStore(parts),
    attachmentContents: contents,
    outbox,
    ...lineStores(parts),
    cases: createCaseStore({ ...parts, change }),
    ...accessStores(parts),
    ...teamStores(parts),
    typing: typingOf(changes, publish),
    ...connectorStores(parts),
    statusSubscriptions: createStatusSubscriptions(parts),
    privacy: createPrivacy(parts),
    retention: createRetention(parts),
    ...reportStores(parts),
    onDeletion: (listener) => changes.subscribe(deletionTopic, () => listener()),
    now,
    health: () => database.health(),
    integrity: database.integrity ?? null,
    close: () => database.close(),
  };
}

/** What leads look at and decide. */
function reportStores(parts: { database: Database; prepare: Prepare }) {
  return {
    reports: createReports(parts),
    missedTexts: createMissedTexts(parts),
    incidents: createIncidents(parts),
    talks: createTalks(parts),
    review: createReview(parts),
    articleOrders: createArticleOrders(parts),
  };
}

/** What becomes of lines after they were said. */
function lineStores(parts: LineDeliveriesOptions & { publish: (topic: string) => void }) {
  return {
    lineDeliveries: createLineDeliveries(parts),
    lineChanges: createLineChanges(parts),
    readLines: createReadLines(parts),
  };
}

/** What the desk's staff share. */
function teamStores(parts: Parameters<typeof createCannedReplyStore>[0] & Parameters<typeof createMentionStore>[0]) {
  return { cannedReplies: createCannedReplyStore(parts), mentions: createMentionStore(parts) };
}

/** Who may come in, and who did. */
function accessStores(parts: Parameters<typeof createAgents>[0] & Parameters<typeof createSigningKeyStore>[0]) {
  return {
    agents: createAgents(parts),
    deskSessions: createDeskSessions(parts),
    auditLog: createAuditLog(parts),
    signingKeys: createSigningKeyStore(parts),
    rateCounts: createRateCounts(parts),
  };
}

/** What is known of cases in other systems. */
function connectorStores(parts: Parameters<typeof createConnectorCalls>[0]) {
  return {
    connectorLinks: createConnectorLinks(parts),
    openingAttempts: createOpeningAttempts(parts),
    connectorCalls: createConnectorCalls(parts),
  };
}

function changesCases({ newCase, ofCase, withdrawCase, reopenCase }: Partial<TurnRecord>): boolean {
  return Boolean(newCase || ofCase || withdrawCase !== undefined || reopenCase);
}

/** Typing is only published, on every node, and stored nowhere. */
function typingOf(changes: ChangeNotifier, publish: (topic: string) => void): Typing {
  return {
    tell: (by, conversation) => publish(typingTopic(by, conversation)),
    subscribe: (by, conversation, listener) => changes.subscribe(typingTopic(by, conversation), listener),
  };
}
