import { fileURLToPath } from "node:url";
import type { Logger } from "pino";

import { guidesOf } from "../dialogs/guides.ts";
import { en } from "../dialogs/wording/en.ts";
import type { Article } from "../knowledge/article.ts";
import type { CannedReply } from "../knowledge/canned-replies.ts";
import { BotAdapter, type Authority } from "./channels/botframework/adapter.ts";
import { createExpertsChannel } from "./channels/botframework/experts-channel.ts";
import { createBotFrameworkDeliver } from "./channels/botframework/deliver-to-channel.ts";
import { mountBotFramework } from "./channels/botframework/messages-route.ts";
import { pacedSend } from "./channels/botframework/throttled-send.ts";
import { createSend } from "./channels/botframework/send-activity.ts";
import type { WireActivity } from "./channels/directline/outbound-activity.ts";
import { azureHosts, azureTokensOf } from "./channels/directline/azure-tokens.ts";
import { serveDirectLine } from "./channels/directline/directline-routes.ts";
import { makeSigningKeys } from "./channels/directline/key-rotation.ts";
import { makeTokens } from "./channels/directline/tokens.ts";
import { type HttpMiddleware, createHttpMiddleware } from "./http/middleware/pipeline.ts";
import { createRouter } from "./http/create-router.ts";
import { createMetrics, type Metrics } from "./observability/metrics.ts";
import { serveNotices } from "./http/notices.ts";
import { mountOperations } from "./http/health.ts";
import { servePage } from "./http/static-files.ts";
import { readinessChecks } from "./http/readiness.ts";
import { createHttpServer, type HttpServer } from "./http/server.ts";
import { createTracing, type Tracing } from "./observability/tracing.ts";
import { toActivity, wordsToActivity } from "./channels/rendering/activity-renderer.ts";
import type { Config } from "./config/settings.ts";
import { type Connectors, openConnectors } from "./desk/integrations/open-connectors.ts";
import { type Desk, openDesk } from "./desk/desk.ts";
import { createOutboxDispatcher, type OutboxDispatcher } from "./delivery/outbox-dispatcher.ts";
import { openStore, type Store } from "./storage/open-store.ts";
import { createRetentionJob } from "./storage/retention/retention-job.ts";
import { type Clock, systemClock } from "./common/clock.ts";
import { newCaseNumber } from "./conversation/case-number.ts";
import type { Agent } from "./desk/desk.ts";
import type { SubscriptionNotifier } from "./status-feed/subscriptions.ts";
import { createConversations, type TurnQueue } from "./conversation/turn-queue.ts";
import type { Deliver, StatusNow, TranscriptLine } from "./conversation/ports.ts";
import { openReader } from "./understanding/load-models.ts";
import {
  type TransformerClassifier,
  createTransformerClassifier,
} from "./understanding/transformer/transformer-classifier.ts";
import { understanding } from "./understanding/interpretation/interpret.ts";
import { countTurns } from "./observability/turn-metrics.ts";

import { feedsOf } from "./status-feed/feeds.ts";
import { createSubscriptionNotifier } from "./status-feed/subscriptions.ts";
import { createStatusPoller, type StatusPoller } from "./status-feed/status-poller.ts";

/**
 * `clock` and `authority` are the real ones unless a test hands in its own. `opinionFile`: the second reader's; without
 * one there is none.
 */
export type AppOptions = {
  config: Config;
  log: Logger;
  articles: readonly Article[];
  cannedReplies?: readonly CannedReply[];
  clock?: Clock;
  authority?: Authority;
  opinionFile?: string;
};

const pages = (name: string): string => fileURLToPath(new URL(`../dist/pages/${name}`, import.meta.url));
/** Where the desk may stand as a tab of Teams. */
const teamsHosts = [
  "https://teams.microsoft.com",
  "https://*.teams.microsoft.com",
  "https://*.cloud.microsoft",
  "https://*.office.com",
];
/**
 * Makes every part and joins them; nothing runs or listens until it is started. Throws `StoreUnavailable` when the
 * database cannot be opened.
 */
export async function createApp(options: AppOptions): Promise<App> {
  const { config, log, clock = systemClock } = options;
  const onTrouble = (reason: string, err: unknown): void => log.warn({ reason, err }, "riding out trouble");
  const store = await openStore({ url: config.databaseUrl, durability: config.durability, now: clock.now, onTrouble });
  const told: { over: (article: string) => void } = { over: () => undefined };
  const watcher = createStatusPoller({
    feeds: feedsOf({ articles: options.articles, statusFeed: config.statusFeed }),
    clock,
    log: log.child({ part: "status feed" }),
    onIncidentOver: (article) => told.over(article),
  });
  const metrics = createMetrics({ levels: levelsOf(store, watcher, clock) });
  const adapter = new BotAdapter({ bot: config.bot, ...(options.authority ? { authority: options.authority } : {}) });
  const guides = guidesOf(options.articles);
  const connectors = openConnectors({
    settings: config.connectors,
    store,
    guides,
    experts: createExpertsChannel({ adapter }),
    now: clock.now,
    onTrouble,
  });
  const desk = openDesk({
    config,
    store: { ...store, cases: connectors.cases },
    guides,
    externalDesks: connectors.externalDesks,
    cannedReplies: options.cannedReplies ?? [],
    clock,
    log: log.child({ part: "desk" }),
  });
  const traces =
    config.tracesTo === null
      ? null
      : await createTracing({
          endpoint: config.tracesTo,
          clock,
          onTrouble: (err) => onTrouble("traces could not be sent", err),
        });
  const opinion = opinionOf(options, metrics);
  const conversations = conversationsOf({
    ...options,
    clock,
    store,
    metrics,
    status: watcher.now,
    desk,
    connectors,
    traces,
    opinion,
  });
  const reminders = createSubscriptionNotifier({
    subscriptions: store.statusWatches,
    conversations,
    load: store.turnStore.load,
    clock,
    log: log.child({ part: "status notifications" }),
  });
  told.over = (article) => void reminders.deliver(article);
  const made = { ...options, clock, store, metrics, conversations, connectors, traces, opinion };
  const doors = createHttpMiddleware({
    config,
    clock,
    shelf: store.rateCounts,
    onTrouble,
    onRefused: ({ code }) => metrics.refusals.inc({ code }),
  });
  const server = createHttpServer({ log, ...doors.before, watch: traces?.request });
  const outbox = mountChannels({ ...made, adapter, server, doors });
  connectors.mount({ router: createRouter(server, doors), processPending: conversations.processPending });
  desk.mount({
    router: createRouter(server, doors),
    processPending: conversations.processPending,
    secure: config.publicUrl?.startsWith("https:") ?? false,
  });
  servePage({ server, folder: pages("desk"), path: "/desk", frameAncestors: teamsHosts });
  return running({
    ...made,
    server,
    outbox,
    desk,
    watcher,
    reminders,
    beside: besideOf({ ...made, doors }),
    loadRest: () => loadRest(adapter, opinion),
  });
}

async function loadRest(adapter: BotAdapter, opinion: TransformerClassifier | null): Promise<void> {
  await adapter.load();
  // Last: whoever comes first is answered without a second opinion rather than later.
  await opinion?.start();
}

function opinionOf({ opinionFile, log }: AppOptions, metrics: Metrics): TransformerClassifier | null {
  if (opinionFile === undefined) return null;
  const onTrouble = (err: unknown): void =>
    log.warn({ reason: "the second opinion is away, the first one stands", err }, "riding out trouble");
  return createTransformerClassifier({
    file: opinionFile,
    onAsked: (result) => metrics.secondOpinions.inc({ result }),
    onTrouble,
  });
}

type Parts = AppOptions & { clock: Clock; store: Store; metrics: Metrics };

/** What goes on beside the talk: counting together, deleting what is old, telling of turns. */
function besideOf({
  config,
  log,
  clock,
  store,
  doors,
  traces,
  opinion,
}: Parts & { doors: HttpMiddleware; traces: Tracing | null; opinion: TransformerClassifier | null }): BackgroundJobs {
  const sweeper = createRetentionJob({
    retention: store.retention,
    days: config.retentionDays,
    clock,
    onSwept: (count) => log.info({ count }, "what was old is deleted"),
    onTrouble: (err) => log.warn({ err }, "what is old could not be deleted yet"),
  });
  return {
    start() {
      for (const part of [doors.rateLimits, sweeper]) part.start();
    },
    async stop() {
      doors.rateLimits.stop();
      await Promise.all([sweeper.stop(), traces?.stop(), opinion?.stop()]);
    },
  };
}

function levelsOf(store: Store, watcher: StatusPoller, clock: Clock) {
  return {
    outbox: async () => {
      const { waiting, oldest } = await store.outbox.backlog();
      return { depth: waiting, oldestSeconds: oldest === null ? 0 : Math.max(0, clock.now() - oldest) / 1000 };
    },
    casesWaiting: () => store.turnStore.casesWaiting(),
    statusAgeSeconds: watcher.ageSeconds,
  };
}

function conversationsOf(
  parts: Parts & {
    status: StatusNow;
    desk: Desk;
    connectors: Connectors;
    traces: Tracing | null;
    opinion: TransformerClassifier | null;
  },
): TurnQueue {
  const { store, articles, clock, status, metrics, log, traces, opinion } = parts;
  const queue = createConversations({
    store: store.turnStore,
    understand: understanding({ read: openReader({ articles }), ...(opinion ? { ask: opinion.ask } : {}) }),
    guides: guidesOf(articles),
    status,
    desk: parts.desk.now,
    now: clock.now,
    freshCaseNumber: newCaseNumber,
    connectors: parts.connectors.names,
    watch: countTurns({ metrics, log, alsoTaken: traces?.taken }),
  });
  return traces?.following(queue) ?? queue;
}

type Mounted = Parts & {
  traces: Tracing | null;
  conversations: TurnQueue;
  connectors: Connectors;
  adapter: BotAdapter;
  server: HttpServer;
  doors: HttpMiddleware;
};

function mountChannels(parts: Mounted): OutboxDispatcher {
  const { config, log, clock, store, metrics, conversations, adapter, server, doors } = parts;
  const send = pacedSend({ send: createSend({ adapter }), clock });
  const limit = doors.rateLimits.limit("channel conversation", 300);
  const { interceptThread: aside, receiveFromHub: fromHub } = parts.connectors;
  mountBotFramework(server, { conversations, adapter, send, log, clock, limit, aside, fromHub, host: config.host });
  const tokens = makeTokens({ keys: makeSigningKeys({ shelf: store.signingKeys, now: clock.now }), now: clock.now });
  serveDirectLine({
    server,
    conversations,
    transcripts: store.transcripts,
    tokens,
    now: clock.now,
    publicUrl: config.publicUrl ?? undefined,
    clients: doors.clients,
    rateLimits: doors.rateLimits,
    allowedOrigins: config.webchat.allowedOrigins,
    secret: config.webchat.secret,
    azureTokens: azureTokensOf({ ...config.webchat, publicUrl: config.publicUrl }),
    toActivity: showLine,
    speakers,
    typing: store.typing,
  });
  servePage({
    server,
    folder: pages("chat"),
    path: "/",
    connectTo: config.webchat.directLineSecret ? azureHosts : [],
    frameAncestors: config.webchat.allowedOrigins,
  });
  serveNotices(server, config.retentionDays);
  mountOperations(server, {
    metrics,
    checks: readinessChecks({ health: store.health, backlog: store.outbox.backlog, now: clock.now }),
  });
  return outboxOf(parts, createBotFrameworkDeliver({ send }));
}

function outboxOf({ store, connectors, clock, metrics, traces, log }: Mounted, channel: Deliver): OutboxDispatcher {
  return createOutboxDispatcher({
    store: store.outbox,
    log: log.child({ part: "outbox" }),
    deliverers: { channel, ...connectors.deliverers },
    recordAttemptBeforeSend: connectors.recordAttemptBeforeSend,
    clock,
    random: Math.random,
    onDelivered(entry) {
      metrics.deliveries.inc({ destination: entry.destination, result: "delivered" });
      traces?.delivered(entry, "delivered");
    },
    onDeadLetter(entry, err) {
      const { destination, conversation } = entry;
      metrics.deliveries.inc({ destination, result: "failed" });
      traces?.delivered(entry, "failed");
      log.error({ destination, conversation, err }, "delivery failed for good, kept as a dead letter");
    },
  });
}

/** Who speaks on the page. */
const speakers = { assistant: en.assistantName, agent: en.agentName };

function showLine({ reply, text }: TranscriptLine): WireActivity {
  return { ...(reply ? toActivity(reply, "directline") : wordsToActivity(text)) };
}

/** The whole service. */
export type App = {
  store: Store;
  conversations: TurnQueue;
  /** The agent of the desk who was made because the settings name none. */
  madeAgent: Agent | null;
  /**
   * Loads what can wait until the doors are open; `start` sees to it. A talk without doors asks for it, or would have
   * no second opinion.
   */
  loadRest(): Promise<void>;
  /** Opens the doors; resolves with the port once the service is ready. */
  start(): Promise<{ port: number }>;
  /** No new work, running turns finish, what is not delivered stays stored. Takes at most some `withinMs`. */
  stop(withinMs: number): Promise<void>;
};

/** How often messages are looked for whose turn never ran, because a node died or the store was away. */
const catchUpEvery = 5_000;

/**
 * Milliseconds until what can wait is loaded. That holds up everything for a moment, so whoever stood before the doors
 * comes in first.
 */
const soon = 50;

/** What runs along beside the conversations: sweeping, limits, traces. */
type BackgroundJobs = { start(): void; stop(): Promise<void> };

/** The parts that are started and stopped. */
type Running = {
  config: Config;
  log: Logger;
  clock: Clock;
  store: Store;
  conversations: TurnQueue;
  connectors: Connectors;
  server: HttpServer;
  outbox: OutboxDispatcher;
  desk: Desk;
  watcher: StatusPoller;
  reminders: SubscriptionNotifier;
  beside: BackgroundJobs;
  loadRest: () => Promise<void>;
};

/** Makes the service out of its parts; nothing runs until it is started. */
function running({
  config,
  log,
  clock,
  store,
  conversations,
  connectors,
  server,
  outbox,
  desk,
  watcher,
  reminders,
  beside,
  loadRest: warmUp,
}: Running): App {
  let stopped = false;
  const catchUp = async (which: "all" | "left-behind"): Promise<void> => {
    if (stopped) return;
    await conversations
      .recoverPending(which)
      .catch((err: unknown) => log.warn({ err }, "messages that wait could not be looked for"));
    clock.after(catchUpEvery, () => void catchUp("left-behind"));
  };
  const goOn = (): void => {
    if (stopped) return;
    watcher.start();
    void connectors.start();
    void warmUp();
  };
  return {
    store,
    conversations,
    madeAgent: desk.generatedAgent,
    loadRest: warmUp,
    async start() {
      outbox.start();
      await desk.start();
      beside.start();
      await catchUp("all");
      const { port } = await server.listen({ host: config.host, port: config.port });
      setTimeout(goOn, soon);
      return { port };
    },
    async stop(withinMs) {
      stopped = true;
      desk.stop();
      // Requests take milliseconds: who needs longer hangs, and must not take the time of what has to be written after
      // them.
      await server.close({ withinMs: withinMs / 3 });
      await watcher.stop();
      await reminders.stop();
      await conversations.idle();
      await outbox.stop(withinMs / 4);
      // After the outbox: what it still delivered is told, too.
      await beside.stop();
      await store.close();
    },
  };
}
