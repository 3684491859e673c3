import { fileURLToPath } from "node:url";
import type { Logger } from "pino";

import { guidesOf } from "../dialogs/guides.ts";
import { en } from "../dialogs/wording/en.ts";
import type { Article } from "../knowledge/article.ts";
import type { CannedReply } from "../knowledge/canned-replies.ts";
import { BotAdapter, type Authority } from "./channel/botframework/adapter.ts";
import { createExpertsChannel } from "./channel/botframework/experts-channel.ts";
import { createBotFrameworkDeliver } from "./channel/botframework/deliver.ts";
import { mountBotFramework } from "./channel/botframework/mount.ts";
import { pacedSend } from "./channel/botframework/pace.ts";
import { createSend } from "./channel/botframework/send.ts";
import type { WireActivity } from "./channel/directline/activity-out.ts";
import { azureHosts, azureTokensOf } from "./channel/directline/azure-tokens.ts";
import { serveDirectLine } from "./channel/directline/serve.ts";
import { makeSigningKeys } from "./channel/directline/signing-keys.ts";
import { makeTokens } from "./channel/directline/tokens.ts";
import { type Doors, makeDoors } from "./channel/doors.ts";
import { doorOf } from "./channel/http-door.ts";
import { createMetrics, type Metrics } from "./channel/metrics.ts";
import { serveNotices } from "./channel/notices.ts";
import { mountOperations } from "./channel/operations.ts";
import { servePage } from "./channel/page.ts";
import { readinessChecks } from "./channel/readiness.ts";
import { createHttpServer, type HttpServer } from "./channel/server.ts";
import { createTraces, type Traces } from "./channel/traces.ts";
import { toActivity, wordsToActivity } from "./channel/to-activity.ts";
import type { Config } from "./config.ts";
import { type Connectors, openConnectors } from "./desk/connectors/open-connectors.ts";
import { type Desk, openDesk } from "./desk/open-desk.ts";
import { createOutbox, type Outbox } from "./outbox/outbox.ts";
import { openStore, type Store } from "./storage/open.ts";
import { createSweeper } from "./storage/sweeper.ts";
import { type Clock, systemClock } from "./turn/clock.ts";
import { freshCaseNumber } from "./turn/case-number.ts";
import { running, type App, type Beside } from "./running.ts";
import { createConversations, type TurnQueue } from "./turn/conversations.ts";
import type { Deliver, StatusNow, TranscriptLine } from "./turn/ports.ts";
import { openReader } from "./understanding/open.ts";
import { type SecondOpinion, secondOpinion } from "./understanding/opinion/second-opinion.ts";
import { understanding } from "./understanding/understand.ts";
import { countTurns } from "./channel/count-turns.ts";

import { feedsOf } from "./watch/feeds.ts";
import { createReminders } from "./watch/reminders.ts";
import { createStatusWatcher, type StatusWatcher } from "./watch/status-watcher.ts";

/** `clock` and `authority` are the real ones unless a test hands in its own. `opinionFile`: the second reader's; without one there is none. */
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
const teamsHosts = ["https://teams.microsoft.com", "https://*.teams.microsoft.com", "https://*.cloud.microsoft", "https://*.office.com"];
/** Makes every part and joins them; nothing runs or listens until it is started. Throws `StoreUnavailable` when the database cannot be opened. */
export async function createApp(options: AppOptions): Promise<App> {
  const { config, log, clock = systemClock } = options;
  const onTrouble = (reason: string, err: unknown): void => log.warn({ reason, err }, "riding out trouble");
  const store = await openStore({ url: config.databaseUrl, durability: config.durability, now: clock.now, onTrouble });
  const told: { over: (article: string) => void } = { over: () => undefined };
  const watcher = createStatusWatcher({
    feeds: feedsOf({ articles: options.articles, statusFeed: config.statusFeed }),
    clock,
    onTrouble: (trouble) => log.warn(trouble, "the status feed could not be read"),
    onOver: (article) => told.over(article),
  });
  const metrics = createMetrics({ levels: levelsOf(store, watcher, clock) });
  const adapter = new BotAdapter({ bot: config.bot, ...(options.authority ? { authority: options.authority } : {}) });
  const guides = guidesOf(options.articles);
  const connectors = openConnectors({ settings: config.connectors, store, guides, experts: createExpertsChannel({ adapter }), now: clock.now, onTrouble });
  const desk = openDesk({
    config,
    store: { ...store, cases: connectors.cases },
    guides,
    outside: connectors.standing,
    cannedReplies: options.cannedReplies ?? [],
    clock,
    onTrouble,
  });
  const traces =
    config.tracesTo === null ? null : await createTraces({ endpoint: config.tracesTo, clock, onTrouble: (err) => onTrouble("traces could not be sent", err) });
  const opinion = opinionOf(options, metrics);
  const conversations = conversationsOf({ ...options, clock, store, metrics, status: watcher.now, desk, connectors, traces, opinion });
  const reminders = createReminders({
    watches: store.statusWatches,
    conversations,
    load: store.turnStore.load,
    clock,
    onTrouble: (trouble) => log.warn(trouble, "the end of an incident could not be told yet"),
  });
  told.over = (article) => void reminders.deliver(article);
  const made = { ...options, clock, store, metrics, conversations, connectors, traces, opinion };
  const doors = makeDoors({ config, clock, shelf: store.rateCounts, onTrouble, onRefused: ({ code }) => metrics.refusals.inc({ code }) });
  const server = createHttpServer({ log, ...doors.before, watch: traces?.request });
  const outbox = mountChannels({ ...made, adapter, server, doors });
  connectors.mount({ door: doorOf(server, doors), takeUp: conversations.takeUp });
  desk.mount({ door: doorOf(server, doors), takeUp: conversations.takeUp, secure: config.publicUrl?.startsWith("https:") ?? false });
  servePage({ server, folder: pages("desk"), path: "/desk", frameAncestors: teamsHosts });
  return running({ ...made, server, outbox, desk, watcher, reminders, beside: besideOf({ ...made, doors }), loadRest: () => loadRest(adapter, opinion) });
}

async function loadRest(adapter: BotAdapter, opinion: SecondOpinion | null): Promise<void> {
  await adapter.load();
  // Last: whoever comes first is answered without a second opinion rather than later.
  await opinion?.start();
}

function opinionOf({ opinionFile, log }: AppOptions, metrics: Metrics): SecondOpinion | null {
  if (opinionFile === undefined) return null;
  const onTrouble = (err: unknown): void => log.warn({ reason: "the second opinion is away, the first one stands", err }, "riding out trouble");
  return secondOpinion({ file: opinionFile, onAsked: (result) => metrics.secondOpinions.inc({ result }), onTrouble });
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
}: Parts & { doors: Doors; traces: Traces | null; opinion: SecondOpinion | null }): Beside {
  const sweeper = createSweeper({
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

function levelsOf(store: Store, watcher: StatusWatcher, clock: Clock) {
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
  parts: Parts & { status: StatusNow; desk: Desk; connectors: Connectors; traces: Traces | null; opinion: SecondOpinion | null },
): TurnQueue {
  const { store, articles, clock, status, metrics, log, traces, opinion } = parts;
  const queue = createConversations({
    store: store.turnStore,
    understand: understanding({ read: openReader({ articles }), ...(opinion ? { ask: opinion.ask } : {}) }),
    guides: guidesOf(articles),
    status,
    desk: parts.desk.now,
    now: clock.now,
    freshCaseNumber,
    connectors: parts.connectors.names,
    watch: countTurns({ metrics, log, alsoTaken: traces?.taken }),
  });
  return traces?.following(queue) ?? queue;
}

type Mounted = Parts & { traces: Traces | null; conversations: TurnQueue; connectors: Connectors; adapter: BotAdapter; server: HttpServer; doors: Doors };

function mountChannels(parts: Mounted): Outbox {
  const { config, log, clock, store, metrics, conversations, adapter, server, doors } = parts;
  const send = pacedSend({ send: createSend({ adapter }), clock });
  const limit = doors.rateLimits.limit("channel conversation", 300);
  const { aside, fromHub } = parts.connectors;
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
  mountOperations(server, { metrics, checks: readinessChecks({ health: store.health, backlog: store.outbox.backlog, now: clock.now }) });
  return outboxOf(parts, createBotFrameworkDeliver({ send }));
}

function outboxOf({ store, connectors, clock, metrics, traces, log }: Mounted, channel: Deliver): Outbox {
  return createOutbox({
    store: store.outbox,
    deliverers: { channel, ...connectors.deliverers },
    noteFirst: connectors.noteFirst,
    clock,
    random: Math.random,
    onDelivered(entry) {
      metrics.deliveries.inc({ destination: entry.destination, result: "delivered" });
      traces?.delivered(entry, "delivered");
    },
    onFailed(entry, err) {
      const { destination, conversation } = entry;
      metrics.deliveries.inc({ destination, result: "failed" });
      traces?.delivered(entry, "failed");
      log.error({ destination, conversation, err }, "a delivery was given up");
    },
    onTrouble: (reason, err) => log.warn({ reason, err }, "outbox rides out trouble"),
  });
}

/** Who speaks on the page. */
const speakers = { assistant: en.assistantName, agent: en.agentName };

function showLine({ reply, text }: TranscriptLine): WireActivity {
  return { ...(reply ? toActivity(reply, "directline") : wordsToActivity(text)) };
}
