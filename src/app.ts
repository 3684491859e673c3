import { EventEmitter } from "node:events";
import type { Logger } from "pino";
import type { Guides } from "../dialogs/guides.ts";
import { type OrderedArticles, orderedArticles } from "../dialogs/step-order.ts";
import { inNameOf } from "../dialogs/wording/en.ts";
import type { Article } from "../knowledge/article.ts";
import type { CannedReply } from "../knowledge/canned-replies.ts";
import type { Authority } from "./channels/botframework/bot-authentication.ts";
import { type BotAuthentication, createBotAuthentication } from "./channels/botframework/bot-authentication.ts";
import { createExpertsChannel } from "./channels/botframework/experts-channel.ts";
import { type HttpMiddleware, createHttpMiddleware } from "./http/middleware/pipeline.ts";
import { createRouter } from "./http/router.ts";
import { countTurns, createMetrics, type Metrics } from "./observability/metrics.ts";
import { servePage } from "./http/static-files.ts";
import { createHttpServer, type HttpServer } from "./http/server.ts";
import { createTracing, type Tracing } from "./observability/tracing.ts";
import type { Config } from "./config/settings.ts";
import { type Connectors, openConnectors } from "./desk/integrations/open-connectors.ts";
import { createCurrentAgents } from "./desk/current-agents.ts";
import { createAgentDirectory, deskAgentsOf, type GeneratedAgent } from "./desk/agent-directory.ts";
import { type Desk, openDesk } from "./desk/desk.ts";
import { type OutboxDispatcher } from "./delivery/outbox-dispatcher.ts";
import { createObjectPruneJob } from "./storage/attachment-contents.ts";
import { openStore, type Store } from "./storage/open-store.ts";
import { createIntegrityJob, type IntegrityJob } from "./storage/integrity-job.ts";
import { createRetentionJob } from "./storage/retention.ts";
import { createS3Bucket } from "./storage/s3-bucket.ts";
import { createCalendar } from "./common/calendar-days.ts";
import { type Clock, systemClock } from "./common/clock.ts";
import { createOutageLog } from "./common/outage-log.ts";
import { newCaseNumber } from "./conversation/turn-record.ts";
import { withReportFacts } from "./conversation/report-facts.ts";
import { type Attachments, createAttachments } from "./conversation/attachments.ts";
import { createConversations, type TurnQueue } from "./conversation/turn-queue.ts";
import type { StatusNow } from "./conversation/ports.ts";
import { type App, type BackgroundJobs, createLifecycle } from "./composition/lifecycle.ts";
import { type LiveKnowledge, liveKnowledge } from "./understanding/live-knowledge.ts";
import {
  type TransformerClassifier,
  createTransformerClassifier,
} from "./understanding/transformer/transformer-classifier.ts";
import { feedsOf } from "./status-feed/feeds.ts";
import { createSubscriptionNotifier, type SubscriptionNotifier } from "./status-feed/subscriptions.ts";
import { createStatusPoller, type StatusPoller } from "./status-feed/status-poller.ts";
import { mountChannels, pages, type Mounted } from "./composition/mount-channels.ts";

/**
 * `clock` (by default by the store's time) and `authority` are the real ones unless a test hands in its own.
 * `transformerFile`: without one, the transformer classifier is not used.
 */
export type AppOptions = {
  config: Config;
  log: Logger;
  articles: readonly Article[];
  cannedReplies?: readonly CannedReply[];
  clock?: Clock;
  authority?: Authority;
  transformerFile?: string;
  /** The directory whose phrasings leads add lines to; missing: the one that is in use. */
  phrasingsOf?: string;
};

/** Hosts that may frame the desk, as a tab of Teams. */
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
export async function createApp(given: AppOptions): Promise<App> {
  const { config, log } = given;
  const ordered = orderedArticles(given.articles);
  const options = { ...given, ordered, articles: ordered.articles };
  const store = await storeOf(config, { ...(given.clock && { now: given.clock.now }), log });
  // Presence, sessions and the times of lines are read at other nodes, whose own clocks may differ.
  const clock = given.clock ?? { now: store.now, after: systemClock.after };
  const base = { ...options, clock, store };
  const events: AppEvents = new EventEmitter();
  const watcher = statusPollerOf(base, (article) => events.emit("incident-over", article));
  const integrity = createIntegrityJob({ integrity: store.integrity, clock, log: log.child({ part: "store" }) });
  const metrics = createMetrics({
    gauges: {
      ...gaugesOf(store, watcher, clock),
      now: clock.now,
      failing: store.outbox.failing,
      integrity: integrity.last,
      transformerQueue: () => transformer?.queueLength() ?? 0,
    },
  });
  const auth = createBotAuthentication({ ...options, bot: config.bot });
  const transformer: TransformerClassifier | null = transformerOf(options, metrics);
  const knowledge = liveKnowledge({ articles: ordered.articles, score: transformer?.score });
  const helpDesks = helpDesksOf({ ...base, guides: knowledge.guides, auth });
  const { connectors, desk, madeAgent, attachments, agentsFault } = helpDesks;
  const traces = await tracingOf({ ...options, clock });
  const parts = { ...base, metrics, connectors, traces, transformer };
  const conversations = conversationsOf({ ...parts, status: watcher.now, desk, knowledge, events });
  const reminders = notifierOf(base, conversations);
  events.on("incident-over", (article) => void reminders.deliver(article));
  const made = { ...parts, attachments, agentsFault, conversations };
  const http = middlewareOf(made);
  const server = serverOf({ ...made, http });
  const outbox = mountChannels({ ...made, auth, server, http, queuePlace: desk.queuePlace });
  notifyOutbox(events, outbox, made);
  mountDesk({ config, server, http, connectors, desk, conversations, failing: store.outbox.failing });
  return createLifecycle({
    ...made,
    server,
    outbox,
    desk,
    madeAgent,
    watcher,
    reminders,
    background: backgroundJobsOf({ ...made, http, integrity }),
    warmUp: () => warmUp(auth, transformer),
    replaceArticles: (articles) => {
      ordered.replace(articles);
      knowledge.replace(ordered.articles);
    },
  });
}

function serverOf({ config, log, http, traces }: Parts & { http: HttpMiddleware; traces: Tracing | null }): HttpServer {
  return createHttpServer({
    log,
    ...http.serverOptions,
    observer: traces?.request,
    // Behind a proxy all connections are the proxy's.
    ...(config.rateLimits && config.trustProxy === 0 && { maxConnectionsPerAddress: 200 }),
  });
}

function storeOf(config: Config, more: { now?: () => number; log: Logger }): Promise<Store> {
  const { databaseUrl: url, databaseListenUrl: listenUrl, durability, attachments } = config;
  const bucket = attachments.s3 && createS3Bucket(attachments.s3);
  return openStore({ url, listenUrl, durability, bucket, ...more });
}

/** The desk and the help desks of others, which cases go to as well. */
function helpDesksOf(parts: HelpDeskParts): {
  connectors: Connectors;
  desk: Desk;
  madeAgent: GeneratedAgent | null;
  attachments: Attachments | null;
  agentsFault: () => string | null;
} {
  const { config, guides, ordered, cannedReplies = [], phrasingsOf, store, auth, clock, log } = parts;
  const { agents, generated } = deskAgentsOf(config);
  const { deskAgentsFile: file, loopback } = config;
  const currentAgents = createCurrentAgents({ agents, file, loopback, clock, log: log.child({ part: "desk" }) });
  const directory = createAgentDirectory(currentAgents.agents, { admitsOthers: config.oidc !== null });
  const attachments = attachmentsOf({ config, store, clock });
  const { dayOf } = createCalendar(config.desk.timeZone);
  const connectors = openConnectors({
    settings: config.connectors,
    nameOf: directory.nameOf,
    store: { ...store, cases: withReportFacts(store.cases, dayOf) },
    guides,
    experts: createExpertsChannel({ auth }),
    now: clock.now,
    log: log.child({ part: "connectors" }),
  });
  const desk = openDesk({
    config,
    currentAgents,
    directory,
    store: { ...store, cases: connectors.cases },
    attachments,
    guides,
    articles: ordered,
    externalDesks: connectors.externalDesks,
    cannedReplies,
    knowledge: phrasingsOf,
    clock,
    log: log.child({ part: "desk" }),
  });
  return { connectors, desk, madeAgent: generated, attachments, agentsFault: currentAgents.fault };
}

type HelpDeskParts = AppOptions & {
  ordered: OrderedArticles;
  guides: Guides;
  clock: Clock;
  store: Store;
  auth: BotAuthentication;
};

function attachmentsOf({ config, store, clock }: { config: Config; store: Store; clock: Clock }): Attachments | null {
  if (config.attachments.maxBytes === 0) return null;
  return createAttachments({ store: store.attachments, ...config.attachments, now: clock.now });
}

/**
 * Events from parts that are created early to those created later: `incident-over` with the article; `person-wrote` and
 * `conversation-opened` (perhaps again) with the conversation.
 */
type AppEvents = EventEmitter<Record<"incident-over" | "person-wrote" | "conversation-opened", [string]>>;

/** Retries what is parked, or failed, for a person who is active again. */
function notifyOutbox(events: AppEvents, outbox: OutboxDispatcher, { store, log }: Parts): void {
  const onError = (err: unknown): void => log.warn({ err }, "undelivered messages not sent again");
  events.on("person-wrote", outbox.retryParked);
  events.on("conversation-opened", (conversation) => void store.lineDeliveries.retry(conversation).catch(onError));
}

function middlewareOf({ config, clock, store, log, metrics }: Parts): HttpMiddleware {
  return createHttpMiddleware({
    config,
    clock,
    rateLimitStore: store.rateCounts,
    log,
    onRefused: ({ code }) => metrics.refusals.inc({ code }),
  });
}

/** The desk's API and page, and the webhooks of the other help desks. */
function mountDesk(
  parts: Pick<Mounted, "config" | "server" | "http" | "connectors" | "conversations"> & {
    desk: Desk;
    failing: Store["outbox"]["failing"];
  },
): void {
  const { config, server, http, connectors, desk, conversations, failing } = parts;
  const { processPending } = conversations;
  connectors.mount({ router: createRouter(server, http), processPending });
  desk.mount({
    router: createRouter(server, http),
    processPending,
    secure: config.publicUrl?.startsWith("https:") ?? false,
    failing,
    titles: connectors.titles,
  });
  servePage({
    server,
    folder: pages("desk"),
    path: "/desk",
    more: { "/desk/reports": "reports.html" },
    frameAncestors: teamsHosts,
  });
}

function statusPollerOf(
  { articles, config, log, clock, store }: AppOptions & { clock: Clock; store: Store },
  onOver: (article: string) => void,
): StatusPoller {
  const feedLog = log.child({ part: "status feed" });
  const outage = createOutageLog({
    log: feedLog,
    down: "incidents of the status feed are not stored, will retry",
    up: "incidents of the status feed are stored again",
  });
  return createStatusPoller({
    feeds: feedsOf({ articles, statusFeed: config.statusFeed }),
    clock,
    log: feedLog,
    onIncidentOver: onOver,
    onIncident: (reported) =>
      void store.incidents.reported(reported, clock.now()).then(() => outage.succeeded(), outage.failed),
  });
}

function notifierOf(
  { store, clock, log }: AppOptions & { clock: Clock; store: Store },
  conversations: TurnQueue,
): SubscriptionNotifier {
  return createSubscriptionNotifier({
    subscriptions: store.statusSubscriptions,
    conversations,
    load: store.turnStore.load,
    clock,
    log: log.child({ part: "status notifications" }),
  });
}

/** Null where the settings name no collector. */
async function tracingOf({ config, clock, log }: AppOptions & { clock: Clock }): Promise<Tracing | null> {
  if (config.tracesTo === null) return null;
  return createTracing({
    endpoint: config.tracesTo,
    clock,
    log: log.child({ part: "tracing" }),
  });
}

async function warmUp(auth: BotAuthentication, transformer: TransformerClassifier | null): Promise<void> {
  await auth.load();
  // Last: the first messages are answered without the transformer classifier rather than late.
  await transformer?.start();
}

function transformerOf({ transformerFile, log }: AppOptions, metrics: Metrics): TransformerClassifier | null {
  if (transformerFile === undefined) return null;
  return createTransformerClassifier({
    file: transformerFile,
    onResult: (result) => metrics.transformerRequests.inc({ result }),
    onCpu: (microseconds) => metrics.transformerCpu.inc(microseconds / 1e6),
    log: log.child({ part: "transformer" }),
  });
}

type Parts = AppOptions & { clock: Clock; store: Store; metrics: Metrics };

/** The jobs in the background of the conversations: shared rate counts, retention, traces. */
function backgroundJobsOf({
  config,
  log,
  clock,
  store,
  http,
  traces,
  transformer,
  integrity,
}: Parts & {
  http: HttpMiddleware;
  traces: Tracing | null;
  transformer: TransformerClassifier | null;
  integrity: IntegrityJob;
}): BackgroundJobs {
  const retentionJob = createRetentionJob({
    retention: store.retention,
    days: config.retentionDays,
    clock,
    log: log.child({ part: "retention" }),
  });
  const pruning =
    config.attachments.s3 === null ? [] : [createObjectPruneJob({ contents: store.attachmentContents, clock, log })];
  return {
    start() {
      for (const part of [http.rateLimits, retentionJob, integrity, ...pruning]) part.start();
    },
    async stop() {
      http.rateLimits.stop();
      const jobs = [retentionJob, integrity, ...pruning].map((job) => job.stop());
      await Promise.all([...jobs, traces?.stop(), transformer?.stop()]);
    },
  };
}

function gaugesOf(store: Store, watcher: StatusPoller, clock: Clock) {
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
    knowledge: LiveKnowledge;
    events: AppEvents;
  },
): TurnQueue {
  const { store, clock, status, metrics, log, traces, knowledge, events } = parts;
  const queue = createConversations({
    store: store.turnStore,
    understand: knowledge.understand,
    guides: knowledge.guides,
    status,
    desk: parts.desk.now,
    now: clock.now,
    newCaseNumber,
    inName: inNameOf(parts.config.brand),
    mail: parts.config.mail !== null,
    connectors: parts.connectors.names,
    dayOf: createCalendar(parts.config.desk.timeZone).dayOf,
    damagedState: (conversation) =>
      log.warn(
        { conversation },
        "the stored state of a conversation could not be read in full, what was readable is kept",
      ),
    watch: countTurns({
      metrics,
      log,
      alsoTaken(incoming, turn, milliseconds) {
        traces?.taken(incoming, turn, milliseconds);
        const { input, conversation } = incoming;
        if (input.kind !== "happened") events.emit("person-wrote", conversation);
        else if (input.event.type === "conversation.opened") events.emit("conversation-opened", conversation);
      },
    }),
  });
  return traces?.withRequests(queue) ?? queue;
}
