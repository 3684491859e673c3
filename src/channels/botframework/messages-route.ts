import type { Activity } from "botbuilder";
import type { Logger } from "pino";

import { isLoopback } from "../../config/settings.ts";
import { AppError } from "../../common/errors.ts";
import { type Clock, systemClock } from "../../common/clock.ts";
import type { ThreadInterceptor, InThread } from "../../conversation/expert-ports.ts";
import type { Conversations, ConversationReference, TranscriptLine } from "../../conversation/ports.ts";
import { sendJson, type WebRequest, type WebResponse } from "../../http/response.ts";
import type { Address } from "../activities/conversation-reference.ts";
import { type Arrival, fromActivity } from "../activities/parse-activity.ts";
import { readActivity, type SentActivity } from "../activities/activity-schema.ts";
import { type HttpServer, route } from "../../http/server.ts";
import { toActivity, wordsToActivity } from "../rendering/activity-renderer.ts";
import type { BotAdapter } from "./adapter.ts";
import { refuseFor } from "../../http/middleware/ip-rate-limit.ts";
import type { RateLimit } from "../../http/middleware/rate-limiter.ts";
import { cardAnswer } from "./card-response.ts";
import type { Send } from "./send-activity.ts";
import { checkServiceUrl } from "./validate-callback-url.ts";

/** What the door is made of. `clock` is the system's unless a test hands in its own. */
export type BotFrameworkOptions = {
  conversations: Conversations;
  adapter: BotAdapter;
  send: Send;
  log: Logger;
  clock?: Clock;
  /** Takes what belongs to a case of an expert's. */
  aside?: ThreadInterceptor;
  /** Takes what a hub sends of a hand-off; false: it is none of that. */
  fromHub?: (activity: unknown) => Promise<boolean>;
  /** Where the service listens: for this machine alone unless given. */
  host?: string;
  /** How often one conversation may write; at any pace unless given. */
  limit?: RateLimit;
};

type Turn = Extract<Arrival, { kind: "turn" }>;
type Door = Required<BotFrameworkOptions> & { vouch: (serviceUrl: string) => void };

/** Longer than this and the person sees that somebody is at it. */
const typingAfterMs = 1_000;

/** Opens `POST /api/messages`. */
export function mountBotFramework(server: HttpServer, options: BotFrameworkOptions): void {
  const given = {
    clock: systemClock,
    aside: async () => null,
    fromHub: async () => false,
    limit: () => 0,
    host: "127.0.0.1",
    ...options,
  };
  const trust = { checksSenders: given.adapter.checksSenders, servesOthers: !isLoopback(given.host) };
  const door: Door = { ...given, vouch: rememberingLast((serviceUrl) => checkServiceUrl(serviceUrl, trust)) };
  route(server, "POST", "/api/messages", (req, res) => answer(door, req, res));
}

async function answer(door: Door, req: WebRequest, res: WebResponse): Promise<void> {
  const { adapter } = door;
  if (!adapter.checksSenders) refuseStrangers(req);
  const sent = readActivity(req.body);
  if (sent.serviceUrl) door.vouch(sent.serviceUrl);
  await adapter.admit(req.headers.authorization ?? "", sent as unknown as Activity, async () => {
    if ((sent.type === "event" || sent.type === "message") && (await door.fromHub(req.body))) return sendEmpty(res);
    const arrival = fromActivity(sent, door.clock.now());
    if (arrival.kind === "ignored") return sendEmpty(res);
    const wait = door.limit(arrival.incoming.conversation);
    if (wait > 0) refuseFor(wait, res, "That was faster than anybody can read.");
    const aside = await door.aside(inThread(sent, arrival));
    if (aside) return arrival.answer === "card-action" ? sendJson(res, 200, cardOf(aside.card)) : sendEmpty(res);
    if (sent.deliveryMode === "expectReplies" && arrival.answer === "none")
      return sendReplies(door, sent, arrival, res);
    const { turn } = await receive(door, arrival);
    if (arrival.answer === "card-action")
      return sendJson(res, 200, await cardAnswer({ ...door, incoming: arrival.incoming, turn }));
    sendEmpty(res);
  });
}

function inThread(sent: SentActivity, { party, incoming }: Turn): InThread {
  return { thread: sent.conversation.id, who: party.userName, id: incoming.id, input: incoming.input };
}

function cardOf(value: unknown): Record<string, unknown> {
  return { statusCode: 200, type: "application/vnd.microsoft.card.adaptive", value };
}

/**
 * The same few addresses come with nearly all messages, and taking one apart costs a hundredth of a turn. What was
 * refused is looked at again.
 */
function rememberingLast<Found>(look: (address: string) => Found): (address: string) => Found {
  let last: { address: string; found: Found } | null = null;
  return (address) => (last?.address === address ? last : (last = { address, found: look(address) })).found;
}

const namesHere = rememberingLast((host) => isLoopback(URL.parse(`http://${host}`)?.hostname ?? ""));

/**
 * Nobody has checked who calls, so the call must come from this machine, not through a proxy or tunnel on it, and not
 * from a page in its browser whose host name points here.
 */
function refuseStrangers(req: WebRequest): void {
  const fromHere = /^(::ffff:)?127\.|^::1$/.test(req.socket.remoteAddress ?? "");
  const direct = req.headers["x-forwarded-for"] === undefined && req.headers.forwarded === undefined;
  if (fromHere && direct && namesHere(req.headers.host ?? "")) return;
  throw new AppError("Forbidden", "Without an app id only this machine is answered.", {
    remedy: "Set MicrosoftAppId.",
  });
}

/** Returns once the message is stored; its turn goes on by itself. */
async function receive(door: Door, { party, incoming }: Turn): Promise<{ turn: Promise<void> }> {
  const { seen, finished } = await door.conversations.receive(party, incoming);
  if (seen === "new" && party.push) {
    const turnEnded = door.clock.after(typingAfterMs, () => void showTyping(door, party));
    void finished.then(turnEnded);
  }
  // Not bare: a promise that is returned by itself would be waited for.
  return { turn: finished };
}

/** A courtesy: when it fails nothing is lost, the reply itself is in the outbox. */
async function showTyping(door: Door, party: ConversationReference): Promise<void> {
  try {
    await door.send(party.address as Address, { type: "typing" });
  } catch (thrown) {
    door.log.debug({ err: thrown, conversation: party.conversation }, "typing not shown");
  }
}

async function sendReplies(door: Door, sent: SentActivity, { party, incoming }: Turn, res: WebResponse): Promise<void> {
  const lines = await door.conversations.receiveAndReply(party, incoming);
  sendJson(res, 200, { activities: lines.map((line) => replyActivity(line, sent)) });
}

function replyActivity(line: TranscriptLine, sent: SentActivity): Record<string, unknown> {
  return {
    ...(line.reply ? toActivity(line.reply, sent.channelId) : wordsToActivity(line.text)),
    id: line.id,
    timestamp: new Date(line.at).toISOString(),
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
