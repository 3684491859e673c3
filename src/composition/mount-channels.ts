import { fileURLToPath } from "node:url";
import type { Logger } from "pino";
import { en } from "../../dialogs/wording/en.ts";
import { type ProductWords, productWords } from "../../dialogs/wording/product-en.ts";
import type { Article } from "../../knowledge/article.ts";
import { type BotAuthentication } from "../channels/botframework/bot-authentication.ts";
import { createMailDeliver } from "../channels/mail/mail-channel.ts";
import { createBotFrameworkDeliver, isCardUpdate } from "../channels/botframework/deliver-to-channel.ts";
import { mountBotFramework } from "../channels/botframework/messages-route.ts";
import { throttledSend } from "../channels/botframework/throttled-send.ts";
import { createSendActivity } from "../channels/botframework/connector-client.ts";
import type { OutboundActivity } from "../channels/directline/activity-set.ts";
import { azureHosts, azureTokensOf } from "../channels/directline/azure-tokens.ts";
import { serveDirectLine } from "../channels/directline/directline-routes.ts";
import { createSigningKeys } from "../channels/directline/key-rotation.ts";
import { createTokens } from "../channels/directline/tokens.ts";
import { type HttpMiddleware } from "../http/middleware/pipeline.ts";
import { type Metrics } from "../observability/metrics.ts";
import { serveNotices } from "../http/notices.ts";
import { createOperatorAccess } from "../http/operator-access.ts";
import { serveSecurityContact } from "../http/security-contact.ts";
import { mountOperations, readinessChecks } from "../http/health.ts";
import { serveBrand } from "../http/brand-files.ts";
import { servePage } from "../http/static-files.ts";
import { serveWidget } from "../http/widget-files.ts";
import { type HttpServer } from "../http/server.ts";
import { type Tracing } from "../observability/tracing.ts";
import { toActivity, textToActivity } from "../channels/rendering/activity-renderer.ts";
import type { Config } from "../config/settings.ts";
import { type Connectors } from "../desk/integrations/open-connectors.ts";
import type { Desk } from "../desk/desk.ts";
import { type CaseNotes, createCaseNotes, createFollowChange } from "../desk/case-notes.ts";
import { createOutboxDispatcher, type OutboxDispatcher } from "../delivery/outbox-dispatcher.ts";
import { type Store } from "../storage/open-store.ts";
import { type Clock } from "../common/clock.ts";
import type { Attachments } from "../conversation/attachments.ts";
import { type TurnQueue } from "../conversation/turn-queue.ts";
import type { FailingRemote } from "../conversation/outbox-ports.ts";
import type { Deliver, TranscriptLine } from "../conversation/ports.ts";

/** The folder of a built page. */
export const pages = (name: string): string => fileURLToPath(new URL(`../../dist/pages/${name}`, import.meta.url));

/** What the channels are mounted with. */
export type Mounted = {
  config: Config;
  /** Those at the start: the words for their products outside of conversations. */
  articles: readonly Article[];
  log: Logger;
  clock: Clock;
  store: Store;
  attachments: Attachments | null;
  metrics: Metrics;
  traces: Tracing | null;
  conversations: TurnQueue;
  connectors: Connectors;
  auth: BotAuthentication;
  server: HttpServer;
  http: HttpMiddleware;
  /** Why a changed file of agents does not count; null: it does. */
  agentsFault: () => string | null;
  queuePlace: Desk["queuePlace"];
};

/** Mounts the channels, the pages and what operators ask for; gives the dispatcher that delivers to the channels. */
export function mountChannels(parts: Mounted): OutboxDispatcher {
  const { config, log, clock, store, metrics, conversations, auth, server, http } = parts;
  const product = productWords(parts.articles);
  const assistantName = config.brand.name ?? product.name;
  const send = throttledSend({ send: createSendActivity({ auth }), clock });
  const limit = http.rateLimits.limit("channel conversation", 300);
  const { interceptThread, receiveFromHub } = parts.connectors;
  const notes = createCaseNotes({ cases: parts.connectors.cases, now: clock.now, log });
  const ways = {
    followChange: createFollowChange({ ...store, notes, now: clock.now }),
    feedbackOn: store.lineChanges.feedbackOn,
    interceptThread,
    receiveFromHub,
  };
  if (config.bot !== null || config.emulator)
    mountBotFramework(server, { conversations, auth, send, log, clock, limit, ...ways, host: config.host });
  const keys = createSigningKeys({ store: store.signingKeys, now: clock.now });
  const tokens = createTokens({ keys, now: clock.now, onDeletion: store.onDeletion });
  serveDirectLine({
    server,
    conversations,
    transcripts: store.transcripts,
    attachments: parts.attachments,
    tokens,
    now: clock.now,
    publicUrl: config.publicUrl ?? undefined,
    clients: http.clients,
    rateLimits: http.rateLimits,
    openStreams: http.openStreams,
    allowedOrigins: config.webchat.allowedOrigins,
    secret: config.webchat.secret,
    widgetSecret: config.webchat.widgetSecret,
    azureTokens: azureTokensOf({ ...config.webchat, publicUrl: config.publicUrl }),
    toActivity: showLine,
    speakers: { assistant: assistantName, agent: en.agentName },
    typing: store.typing,
    queuePlace: parts.queuePlace,
    ...(config.mail && { onRead: markingRead(parts) }),
  });
  mountPages(server, { config, product, assistantName });
  serveSecurityContact(server, { contact: config.securityContact, publicUrl: config.publicUrl, now: clock.now });
  mountOperations(server, {
    metrics,
    mayReadDetails: createOperatorAccess(config),
    notes: () => notesOf({ TRUST_PROXY: http.untrustedForwarding() }),
    checks: readinessChecks({ health: store.health, untakenMs: store.outbox.untakenMs }),
    warnings: warningsOf(parts),
  });
  return outboxOf(parts, {
    deliverers: { channel: createBotFrameworkDeliver({ send, now: clock.now }), ...mailOf(parts, assistantName) },
    notes,
  });
}

/** The chat page, the widget and the notices, in the words for the products and of the settings. */
function mountPages(
  server: HttpServer,
  { config, product, assistantName }: { config: Config; product: ProductWords; assistantName: string },
): void {
  servePage({
    server,
    folder: pages("chat"),
    fill: serveBrand(server, config.brand, product),
    path: "/",
    connectTo: config.webchat.directLineSecret ? azureHosts : [],
    frameAncestors: ["'self'", ...config.webchat.allowedOrigins],
  });
  serveWidget(server, `${pages("widget")}/widget.js`, { ...config, assistantName });
  serveNotices(server, { retention: config.retentionDays, product, assistantName });
}

/** Nothing without `SMTP_URL`. The settings give a public address with it. */
function mailOf({ config, store, clock }: Mounted, name: string): { mail?: Deliver } {
  const { mail: settings, publicUrl } = config;
  if (!settings || publicUrl === null) return {};
  return { mail: createMailDeliver({ settings, publicUrl, name, ...store, now: clock.now }) };
}

/** Notes what the page got; without that note an e-mail too many is sent, nothing worse. */
function markingRead({ store, log }: Mounted): (conversation: string, seq: number) => void {
  return (conversation, seq) =>
    void store.readLines
      .markRead(conversation, seq)
      .catch((err: unknown) => log.warn({ err, conversation }, "what a page has got could not be noted"));
}

/** What the service works without, and somebody should look at. */
function warningsOf({ agentsFault, store }: Mounted) {
  return {
    channels: async () => failingChannels(await store.outbox.failing()),
    agents: async () => {
      const fault = agentsFault();
      return fault && `DESK_AGENTS_FILE ${fault}`;
    },
    files: async () => (store.attachmentContents.isFailing() ? "the bucket of files cannot be used" : null),
  };
}

/** The channels that take nothing at present, for operators; null where there is none. */
function failingChannels(failing: readonly FailingRemote[]): string | null {
  const each = failing.map(
    ({ remote, since, reason }) => `${remote} has taken nothing since ${new Date(since).toISOString()}: ${reason}`,
  );
  return each.length === 0 ? null : each.join("; ");
}

/** What operators should know, by what it is about. */
function notesOf(notes: Readonly<Record<string, string | null>>): Record<string, string> {
  return Object.fromEntries(Object.entries(notes).flatMap(([about, note]) => (note === null ? [] : [[about, note]])));
}

function outboxOf(
  { store, connectors, clock, metrics, traces, log }: Mounted,
  { deliverers, notes }: { deliverers: Readonly<Record<string, Deliver>>; notes: CaseNotes },
): OutboxDispatcher {
  return createOutboxDispatcher({
    store: store.outbox,
    log: log.child({ part: "outbox" }),
    deliverers: { ...deliverers, ...connectors.deliverers },
    recordAttemptBeforeSend: connectors.recordAttemptBeforeSend,
    isCourtesy: isCardUpdate,
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
      if (destination in deliverers) void notes.undelivered(entry, err);
    },
  });
}

function showLine({ reply, text }: TranscriptLine): OutboundActivity {
  return { ...(reply ? toActivity(reply, "directline") : textToActivity(text)) };
}
