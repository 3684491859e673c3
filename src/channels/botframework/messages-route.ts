import { LRUCache } from "lru-cache";
import type { Logger } from "pino";

import { type Clock, systemClock } from "../../common/clock.ts";
import { AppError } from "../../common/errors.ts";
import { isLoopback } from "../../config/setting-parsers.ts";
import type { InThread, ThreadInterceptor } from "../../conversation/expert-ports.ts";
import { isTooLong, requireMessageLength, tooLongReply } from "../../conversation/plain-text.ts";
import type { LineChange, LineChanges } from "../../conversation/line-ports.ts";
import type { ConversationReference, Conversations, TranscriptLine } from "../../conversation/ports.ts";
import { isDirectLoopback } from "../../http/middleware/client-ip.ts";
import { type RateLimit, throwTooManyRequests } from "../../http/middleware/rate-limiter.ts";
import { sendJson, type WebRequest, type WebResponse } from "../../http/response.ts";
import { type HttpServer, route } from "../../http/server.ts";
import { type SentActivity, validateActivity } from "../activities/activity-schema.ts";
import { parseActivity, type ParsedActivity } from "../activities/parse-activity.ts";
import type { Address } from "../activities/conversation-reference.ts";
import { textToActivity, toActivity } from "../rendering/activity-renderer.ts";
import type { BotAuthentication } from "./bot-authentication.ts";
import { cardResponse } from "./card-response.ts";
import type { SendActivity } from "./connector-client.ts";
import { validateServiceUrl } from "./callback-url-validation.ts";

export type BotFrameworkOptions = {
  conversations: Conversations;
  auth: BotAuthentication;
  send: SendActivity;
  log: Logger;
  clock?: Clock;
  /** Follows what a person does to an earlier message of theirs. */
  followChange?: (conversation: string, id: string, change: LineChange) => Promise<void>;
  /** What thumbs under this message of ours are about; by default the newest answer. */
  feedbackOn?: LineChanges["feedbackOn"];
  /** Intercepts messages in the thread of an expert's case. */
  interceptThread?: ThreadInterceptor;
  /** Takes activities of a hand-off hub; false: the activity is not from one. */
  receiveFromHub?: (activity: unknown) => Promise<boolean>;
  /** The interface that the service listens on; loopback by default. */
  host?: string;
  /** Rate limit of one conversation; none by default. */
  limit?: RateLimit;
};

type TurnActivity = Extract<ParsedActivity, { kind: "turn" }>;
type Context = Required<BotFrameworkOptions> & { validateServiceUrl: (serviceUrl: string) => void };

/** A typing indicator is shown if the turn takes longer. */
const typingAfterMs = 1_000;

/** Registers `POST /api/messages`. */
export function mountBotFramework(server: HttpServer, options: BotFrameworkOptions): void {
  const withDefaults = {
    clock: systemClock,
    interceptThread: async () => null,
    receiveFromHub: async () => false,
    followChange: async () => undefined,
    feedbackOn: async () => "newest" as const,
    limit: () => 0,
    host: "127.0.0.1",
    ...options,
  };
  const context: Context = { ...withDefaults, validateServiceUrl: createServiceUrlValidation(withDefaults) };
  route(server, "POST", "/api/messages", (req, res) => receiveActivity(context, req, res));
}

/** Validating takes 1 % of a turn and nearly all messages come with the same few addresses, so valid ones are cached. */
function createServiceUrlValidation(options: Pick<Context, "auth" | "host">): (serviceUrl: string) => void {
  const policy = { authenticated: options.auth.required, servesNetwork: !isLoopback(options.host) };
  const valid = new LRUCache<string, true>({ max: 100 });
  return (serviceUrl) => {
    if (valid.get(serviceUrl)) return;
    validateServiceUrl(serviceUrl, policy);
    valid.set(serviceUrl, true);
  };
}

async function receiveActivity(context: Context, req: WebRequest, res: WebResponse): Promise<void> {
  const { auth } = context;
  if (!auth.required) requireLoopback(req);
  const sent = validateActivity(req.body);
  if (sent.serviceUrl) context.validateServiceUrl(sent.serviceUrl);
  await auth.authenticate(req.headers.authorization ?? "", sent, async () => {
    if ((sent.type === "event" || sent.type === "message") && (await context.receiveFromHub(req.body)))
      return sendEmpty(res);
    const parsed = parseActivity(sent, context.clock.now());
    if (parsed.kind === "ignored") return sendEmpty(res);
    if (parsed.kind === "answered") return sendJson(res, parsed.status, parsed.body);
    if (parsed.kind === "changed") {
      if (await context.interceptThread(changedInThread(sent, parsed))) return sendEmpty(res);
      await context.followChange(parsed.conversation, parsed.change.id, parsed.change.change);
      return sendEmpty(res);
    }
    const wait = context.limit(parsed.incoming.conversation);
    if (wait > 0) throwTooManyRequests(wait, res, "That was faster than anybody can read.");
    if (sent.type === "message" && (isTooLong(sent.text) || isTooLong(wordsOf(parsed))))
      return refuseTooLong(context, sent, parsed, res);
    const intercepted = await context.interceptThread(inThread(sent, parsed));
    if (intercepted)
      return parsed.answer === "card-action" ? sendJson(res, 200, invokeResponse(intercepted.card)) : sendEmpty(res);
    if (parsed.unaddressed) return sendEmpty(res);
    if (parsed.change)
      await context.followChange(parsed.reference.conversation, parsed.change.id, parsed.change.change);
    if (sent.deliveryMode === "expectReplies" && parsed.answer === "none")
      return sendReplies(context, sent, parsed, res);
    const { turn } = await receiveMessage(context, await withSubject(context, parsed));
    if (parsed.answer === "card-action")
      return sendJson(res, 200, await cardResponse({ ...context, incoming: parsed.incoming, turn }));
    sendEmpty(res);
  });
}

/**
 * The refusal is a reply, because no person sees the status of a request. It is sent before the request is answered, and
 * not by the outbox, as nothing of the message is stored: if it cannot be sent, the channel sends the message again.
 */
async function refuseTooLong(
  context: Context,
  sent: SentActivity,
  { reference, answer }: TurnActivity,
  res: WebResponse,
): Promise<void> {
  const reply = textToActivity(tooLongReply());
  if (sent.deliveryMode === "expectReplies" && answer === "none")
    return sendJson(res, 200, { activities: [{ ...reply, ...envelopeOf(sent) }] });
  if (!reference.push) return requireMessageLength(sent.text);
  try {
    await context.send(reference.address as Address, { ...reply });
  } catch (cause) {
    context.log.warn({ err: cause, conversation: reference.conversation }, "refusal of a long message not sent");
    throw new AppError("ChannelUnavailable", "The reply could not be sent.", { cause });
  }
  sendEmpty(res);
}

/** Words that stand in the HTML alone may be too long, too. */
function wordsOf({ incoming: { input } }: TurnActivity): string | null {
  return input.kind === "said" ? input.text : null;
}

/** Thumbs are for the message that they stand under, which need not be the newest answer, nor an answer at all. */
async function withSubject(context: Context, parsed: TurnActivity): Promise<TurnActivity> {
  const { incoming, thumbsOn } = parsed;
  if (thumbsOn === undefined || incoming.input.kind !== "pressed") return parsed;
  const found = await context.feedbackOn(incoming.conversation, thumbsOn);
  if (found === "newest") return parsed;
  // A message that is no answer has thumbs like any other: they are about nothing that is kept.
  const about = found?.about ?? "";
  const { event, ...press } = incoming.input.press as { event: Record<string, unknown> };
  const input = { ...incoming.input, press: { ...press, event: { ...event, about } } };
  return { ...parsed, incoming: { ...incoming, input } };
}

function inThread(sent: SentActivity, { reference, incoming, change }: TurnActivity): InThread {
  const { id, input } = incoming;
  return { thread: sent.conversation.id, who: reference.userName, id, input, ...(change && { change }) };
}

function changedInThread(sent: SentActivity, { change }: Extract<ParsedActivity, { kind: "changed" }>): InThread {
  const input = { kind: "happened", event: { type: "message.edited" } } as const;
  return { thread: sent.conversation.id, who: sent.from.name ?? "", id: change.id, input, change };
}

function invokeResponse(card: unknown): Record<string, unknown> {
  return { statusCode: 200, type: "application/vnd.microsoft.card.adaptive", value: card };
}

/**
 * Without authentication only this machine is served: the request must come from loopback, not through a proxy or tunnel
 * on it, and not from a page in a browser whose host name resolves to it (DNS rebinding).
 */
function requireLoopback(req: WebRequest): void {
  const host = URL.parse(`http://${req.headers.host ?? ""}`)?.hostname ?? "";
  if (isDirectLoopback(req) && isLoopback(host)) return;
  throw new AppError("Forbidden", "Without an app id only programs on this machine are answered.", {
    remedy: "Call it at 127.0.0.1 without a proxy, or set MicrosoftAppId.",
  });
}

/** Resolves once the message is stored; `turn` goes on in the background. */
async function receiveMessage(
  context: Context,
  { reference, incoming, clientMetadata }: TurnActivity,
): Promise<{ turn: Promise<void> }> {
  const { seen, finished } = await context.conversations.receive(reference, incoming, clientMetadata);
  if (seen === "new" && reference.push) {
    const cancelTyping = context.clock.after(typingAfterMs, () => void showTyping(context, reference));
    void finished.then(cancelTyping);
  }
  // In an object, because a promise that an async function returns is awaited.
  return { turn: finished };
}

/** Best effort: the reply itself is in the outbox. */
async function showTyping(context: Context, reference: ConversationReference): Promise<void> {
  try {
    await context.send(reference.address as Address, { type: "typing" });
  } catch (thrown) {
    context.log.debug({ err: thrown, conversation: reference.conversation }, "typing indicator not sent");
  }
}

async function sendReplies(
  context: Context,
  sent: SentActivity,
  { reference, incoming }: TurnActivity,
  res: WebResponse,
): Promise<void> {
  const lines = await context.conversations.receiveAndReply(reference, incoming);
  sendJson(res, 200, { activities: lines.map((line) => replyActivity(line, sent)) });
}

function replyActivity(line: TranscriptLine, sent: SentActivity): Record<string, unknown> {
  return {
    ...(line.reply ? toActivity(line.reply, sent.channelId) : textToActivity(line.text)),
    id: line.id,
    timestamp: new Date(line.at).toISOString(),
    ...envelopeOf(sent),
  };
}

/** The fields of an answer that say whom and what it answers. */
function envelopeOf(sent: SentActivity): Record<string, unknown> {
  return {
    channelId: sent.channelId,
    conversation: sent.conversation,
    from: sent.recipient ?? undefined,
    recipient: sent.from,
    replyToId: sent.id ?? undefined,
  };
}

function sendEmpty(res: WebResponse): void {
  res.statusCode = 200;
  res.end();
}
