import { createHash, randomUUID } from "node:crypto";
import { TurnContext } from "botbuilder";

import { Fault } from "../errors.ts";
import type { Happened, Incoming, Party } from "../turn/ports.ts";
import { plainText } from "../turn/plain-text.ts";
import type { Pressed, Said } from "../understanding/meaning.ts";
import type { SentActivity } from "./sent-activity.ts";

/**
 * What an activity is to us. `ignored`: nothing that concerns the assistant, answered politely.
 * `answer` is what the sender waits for: an invoke has a body of its own.
 */
export type Arrival = { kind: "turn"; party: Party; incoming: Incoming; answer: "none" | "card-action" | "feedback" } | { kind: "ignored" };

/** Reads an activity that `readActivity` has checked. */
export function fromActivity(sent: SentActivity, now: number): Arrival {
  if (sent.type === "message") return turn(sent, now, messageId(sent), inputOf(sent));
  if (sent.type === "invoke") return invoked(sent, now);
  return opens(sent) ? turn(sent, now, "opened", opened) : { kind: "ignored" };
}

const opened: Happened = { kind: "happened", event: { type: "conversation.opened" } };

/** The id is fixed, so that however many updates report the opening, there is one welcome. */
function opens(sent: SentActivity): boolean {
  if (sent.type === "installationUpdate") return sent.action === "add";
  if (sent.type !== "conversationUpdate" || !sent.membersAdded?.length) return false;
  // In a group people come and go: there only the assistant's own coming opens anything.
  return !isGroup(sent) || sent.membersAdded.some((member) => member.id === sent.recipient?.id);
}

function turn(sent: SentActivity, at: number, id: string, input: Incoming["input"], answer: "none" | "card-action" | "feedback" = "none"): Arrival {
  const party = partyOf(sent);
  return { kind: "turn", party, incoming: { id, conversation: party.conversation, at, input }, answer };
}

function inputOf(sent: SentActivity): Said | Pressed {
  const { value } = sent;
  const text = plainText(textOf(sent));
  if (isRecord(value) && ("event" in value || text === "")) return pressed(value, text);
  return { kind: "said", text, attachments: countFiles(sent) };
}

function pressed(value: Readonly<Record<string, unknown>>, text: string): Pressed {
  const label = typeof value.label === "string" ? plainText(value.label).slice(0, 200) : "";
  return { kind: "pressed", press: value, text: text || label };
}

function invoked(sent: SentActivity, now: number): Arrival {
  if (sent.name === "adaptiveCard/action") {
    const press = isRecord(sent.value) && isRecord(sent.value.action) ? sent.value.action.data : undefined;
    if (!isRecord(press)) throw new Fault("BadRequest", "The card action carries no payload at value.action.data.");
    // Teams repeats a slow invoke under a new id: what was pressed on which card is the id that holds.
    return turn(sent, now, `press:${digest([sent.from.id, sent.replyToId, press])}`, pressed(press, ""), "card-action");
  }
  if (sent.name === "message/submitAction") {
    const press = { event: { type: "feedback", good: reactionOf(sent.value) === "like" }, asked: 0 };
    return turn(sent, now, messageId(sent), pressed(press, ""), "feedback");
  }
  throw new Fault("BadRequest", "This invoke is not one that the assistant knows.");
}

/** Documented as `actionValue.reaction`; some clients send `actionValue` as text, others the reaction right in `value`. */
function reactionOf(value: unknown): "like" | "dislike" {
  for (const place of [isRecord(value) ? parsed(value.actionValue) : undefined, parsed(value)]) {
    if (isRecord(place) && (place.reaction === "like" || place.reaction === "dislike")) return place.reaction;
  }
  throw new Fault("BadRequest", "The feedback carries no reaction, like or dislike.");
}

function parsed(value: unknown): unknown {
  if (typeof value !== "string") return value;
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}

function partyOf(sent: SentActivity): Party {
  return {
    conversation: conversationOf(sent),
    channel: sent.channelId,
    user: sent.from.id,
    userName: plainText(sent.from.name ?? "").slice(0, 80),
    locale: localeOf(sent.locale),
    address: addressOf(sent),
    push: Boolean(sent.serviceUrl),
  };
}

/** In a group each person has a conversation of their own in each thread: two people's guides must not mix. */
function conversationOf(sent: SentActivity): string {
  const parts = ["bf", sent.channelId, sent.conversation.id, ...(isGroup(sent) ? [sent.from.id] : [])];
  const readable = parts.join("|");
  // A part of a stranger's making may hold the separator; then, or when it is long, only the digest tells two apart.
  return readable.length <= 200 && parts.every((part) => !part.includes("|")) ? readable : `bf|${digest(parts)}`;
}

/** How to reach this conversation later: the Bot Framework's conversation reference, without what renews itself. */
export type Address = {
  serviceUrl: string;
  channelId: string;
  conversation: Readonly<Record<string, unknown>> & { id: string };
  bot: Readonly<Record<string, unknown>> | null;
  user: Readonly<Record<string, unknown>>;
  locale: string;
};

/** What of an account or a conversation is kept: a stranger's record may be of any size. */
const kept = ["id", "name", "role", "aadObjectId", "isGroup", "conversationType", "tenantId"] as const;

function addressOf(sent: SentActivity): Address {
  const { channelId, conversation, recipient, from } = sent;
  return {
    serviceUrl: sent.serviceUrl ?? "",
    channelId,
    conversation: { ...keep(conversation), id: conversation.id },
    bot: recipient ? keep(recipient) : null,
    user: keep(from),
    locale: localeOf(sent.locale),
  };
}

function keep(record: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const short = (value: unknown): boolean => typeof value === "boolean" || (typeof value === "string" && value.length <= 1_000);
  return Object.fromEntries(kept.flatMap((name) => (short(record[name]) ? [[name, record[name]]] : [])));
}

/** Sent twice is heard once. Without an id the same words count as the same message only when sent at the same time. */
function messageId(sent: SentActivity): string {
  if (sent.id) return sent.id.length <= 200 ? sent.id : `long:${digest(sent.id)}`;
  if (sent.timestamp) return `hash:${digest([sent.timestamp, sent.from.id, sent.text, sent.value])}`;
  return randomUUID();
}

function textOf(sent: SentActivity): string {
  const text = sent.text ?? "";
  const bot = sent.recipient?.id;
  if (!bot || !sent.entities) return text;
  const entities = sent.entities.filter((entity) => entity.type === "mention" && typeof entity.text === "string" && isRecord(entity.mentioned));
  return TurnContext.removeRecipientMention({ text, recipient: { id: bot }, entities } as never) ?? text;
}

/** Teams sends the words a second time as an HTML attachment; that is no file. */
function countFiles(sent: SentActivity): number {
  return sent.attachments?.filter((attachment) => attachment.contentType !== "text/html").length ?? 0;
}

function isGroup(sent: SentActivity): boolean {
  return sent.conversation.isGroup === true || sent.conversation.conversationType === "channel" || sent.conversation.conversationType === "groupChat";
}

function localeOf(locale: string | null | undefined): string {
  return locale && /^[a-z]{2,3}(-[a-z0-9]{2,8}){0,3}$/i.test(locale) ? locale : "en";
}

function digest(of: unknown): string {
  return createHash("sha256").update(JSON.stringify(of)).digest("base64url").slice(0, 32);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
