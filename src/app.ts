import { randomInt } from "node:crypto";
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
import { azureDirectLine, type AzureTokens, exchangeAtAzure } from "./channel/directline/azure-tokens.ts";
import { serveDirectLine } from "./channel/directline/serve.ts";
import { makeSigningKeys } from "./channel/directline/signing-keys.ts";
import { makeTokens } from "./channel/directline/tokens.ts";
import { createMetrics, type Metrics } from "./channel/metrics.ts";
import { mountOperations } from "./channel/operations.ts";
import { servePage } from "./channel/page.ts";
import { sendJson } from "./channel/answer.ts";
import { createHttpServer, type HttpServer, route } from "./channel/server.ts";
import { toActivity, wordsToActivity } from "./channel/to-activity.ts";
import type { Config } from "./config.ts";
import { type Connectors, openConnectors } from "./desk/connectors/open-connectors.ts";
import { type Agent, type Desk, openDesk } from "./desk/open-desk.ts";
import { createOutbox, type Outbox } from "./outbox/outbox.ts";
import { openStore, type Store } from "./storage/open.ts";
import { type Clock, systemClock } from "./turn/clock.ts";
import { createConversations, type TurnQueue } from "./turn/conversations.ts";
import type { HttpDoor } from "./turn/http-door.ts";
import type { StatusNow, TranscriptLine } from "./turn/ports.ts";
import { openReader } from "./understanding/open.ts";
import { understanding } from "./understanding/understand.ts";
import { countTurns } from "./channel/count-turns.ts";

import { feedsOf } from "./watch/feeds.ts";
import { createReminders, type Reminders } from "./watch/reminders.ts";
import { createStatusWatcher, type StatusWatcher } from "./watch/status-watcher.ts";

/** The whole service; the only place that makes things. */
export type App = {
  store: Store;
  conversations: TurnQueue;
  /** The agent of the desk who was made because the settings name none. */
  madeAgent: Agent | null;
  /** Opens the doors; resolves with the port once the service is ready. */
  start(): Promise<{ port: number }>;
  /** No new work, running turns finish, what is not delivered stays stored. Takes at most some `withinMs`. */
  stop(withinMs: number): Promise<void>;
};

/** `clock` and `authority` are the real ones unless a test hands in its own. */
export type AppOptions = {
  config: Config;
  log: Logger;
  articles: readonly Article[];
  cannedReplies?: readonly CannedReply[];
  clock?: Clock;
  authority?: Authority;
};

const pages = (name: string): string => fileURLToPath(new URL(`../dist/pages/${name}`, import.meta.url));
/** Where the desk may stand as a tab of Teams. */
const teamsHosts = "https://teams.microsoft.com https://*.teams.microsoft.com https://*.cloud.microsoft https://*.office.com";
/** How often messages are looked for whose turn never ran, because a node died or the store was away. */
const catchUpEvery = 5_000;

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
  const connectors = openConnectors({ settings: config.connectors, store, experts: createExpertsChannel({ adapter }), now: clock.now, onTrouble });
  const desk = openDesk({
    config,
    store: { ...store, cases: connectors.cases },
    guides: guidesOf(options.articles),
    cannedReplies: options.cannedReplies ?? [],
    clock,
    onTrouble,
  });
  const conversations = conversationsOf({ ...options, clock, store, metrics, status: watcher.now, desk, connectors });
  const reminders = createReminders({
    watches: store.statusWatches,
    conversations,
    load: store.turnStore.load,
    clock,
    onTrouble: (trouble) => log.warn(trouble, "the end of an incident could not be told yet"),
  });
  told.over = (article) => void reminders.deliver(article);
  const server = createHttpServer({ log });
  const outbox = mountChannels({ ...options, clock, store, metrics, conversations, connectors, adapter, server });
  connectors.mount({ door: doorOf(server), takeUp: conversations.takeUp });
  desk.mount({ door: doorOf(server), takeUp: conversations.takeUp, secure: config.publicUrl?.startsWith("https:") ?? false });
  servePage({ server, folder: pages("desk"), path: "/desk", frameAncestors: teamsHosts });
  return running({ ...options, clock, store, conversations, connectors, server, outbox, desk, watcher, reminders });
}

type Parts = AppOptions & { clock: Clock; store: Store; metrics: Metrics };

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

function conversationsOf(parts: Parts & { status: StatusNow; desk: Desk; connectors: Connectors }): TurnQueue {
  const { store, articles, clock, status, metrics, log } = parts;
  return createConversations({
    store: store.turnStore,
    understand: understanding({ read: openReader({ articles }) }),
    guides: guidesOf(articles),
    status,
    desk: parts.desk.now,
    now: clock.now,
    freshCaseNumber,
    connectors: parts.connectors.names,
    watch: countTurns({ metrics, log }),
  });
}

/** Six signs that nobody mistakes for one another when read aloud: a thousand million numbers, so that none can be guessed. */
function freshCaseNumber(): string {
  const signs = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";
  return Array.from({ length: 6 }, () => signs[randomInt(signs.length)]).join("");
}

function mountChannels(parts: Parts & { conversations: TurnQueue; connectors: Connectors; adapter: BotAdapter; server: HttpServer }): Outbox {
  const { config, log, clock, store, metrics, conversations, server } = parts;
  const { adapter } = parts;
  const send = pacedSend({ send: createSend({ adapter }), clock });
  mountBotFramework(server, { conversations, adapter, send, log, clock, aside: parts.connectors.aside });
  const tokens = makeTokens({ keys: makeSigningKeys({ shelf: store.signingKeys, now: clock.now }), now: clock.now });
  serveDirectLine({
    server,
    conversations,
    transcripts: store.transcripts,
    tokens,
    now: clock.now,
    publicUrl: config.publicUrl ?? undefined,
    azureTokens: azureTokensOf(config),
    toActivity: showLine,
    speakers,
  });
  servePage({ server, folder: pages("chat"), path: "/", connectTo: config.webchat.directLineSecret ? azureHosts : [] });
  mountOperations(server, { metrics, checks: { database: async () => ((health) => (health.ok ? null : health.reason))(await store.health()) } });
  return createOutbox({
    store: store.outbox,
    deliverers: { channel: createBotFrameworkDeliver({ send }), ...parts.connectors.deliverers },
    clock,
    random: Math.random,
    onDelivered: ({ destination }) => metrics.deliveries.inc({ destination, result: "delivered" }),
    onFailed: ({ destination, conversation }, err) => {
      metrics.deliveries.inc({ destination, result: "failed" });
      log.error({ destination, conversation, err }, "a delivery was given up");
    },
    onTrouble: (reason, err) => log.warn({ reason, err }, "outbox rides out trouble"),
  });
}

/** What the page calls where it talks through Azure: requests and the stream. */
const azureHosts = [new URL(azureDirectLine).origin, new URL(azureDirectLine).origin.replace("https:", "wss:")];

function azureTokensOf({ webchat, publicUrl }: Config): AzureTokens | undefined {
  if (webchat.directLineSecret === null) return undefined;
  return exchangeAtAzure({ secret: webchat.directLineSecret, trustedOrigins: [...(publicUrl ? [publicUrl] : []), ...webchat.allowedOrigins] });
}

/** Who speaks on the page. */
const speakers = { assistant: en.assistantName, agent: en.agentName };

function showLine({ reply, text }: TranscriptLine): WireActivity {
  return { ...(reply ? toActivity(reply, "webchat") : wordsToActivity(text)) };
}

/** The server as the desk's port. */
function doorOf(server: HttpServer): HttpDoor {
  return {
    on: (method, path, handler) => route(server, method, path, handler),
    json: sendJson,
    clientOf: (req) => req.socket.remoteAddress ?? "",
    closing: server.closing,
  };
}

type Running = AppOptions & {
  clock: Clock;
  store: Store;
  conversations: TurnQueue;
  connectors: Connectors;
  server: HttpServer;
  outbox: Outbox;
  desk: Desk;
  watcher: StatusWatcher;
  reminders: Reminders;
};

function running({ config, log, clock, store, conversations, connectors, server, outbox, desk, watcher, reminders }: Running): App {
  let stopped = false;
  const catchUp = async (which: "all" | "left-behind"): Promise<void> => {
    if (stopped) return;
    await conversations.catchUp(which).catch((err: unknown) => log.warn({ err }, "messages that wait could not be looked for"));
    clock.after(catchUpEvery, () => void catchUp("left-behind"));
  };
  return {
    store,
    conversations,
    madeAgent: desk.made,
    async start() {
      outbox.start();
      await desk.start();
      watcher.start();
      await catchUp("all");
      void connectors.check();
      const { port } = await server.listen({ host: config.host, port: config.port });
      return { port };
    },
    async stop(withinMs) {
      stopped = true;
      desk.stop();
      await server.close({ withinMs: withinMs / 2 });
      await watcher.stop();
      await reminders.stop();
      await conversations.idle();
      await outbox.stop(withinMs / 4);
      await store.close();
    },
  };
}
