import { createHash } from "node:crypto";

import type { ConversationReference } from "../../conversation/ports.ts";
import { plainText } from "../../conversation/plain-text.ts";
import type { SentActivity } from "./activity-schema.ts";
import { localeOf, timeZoneOf } from "./client-locale.ts";

/** How to reach a conversation later: the Bot Framework's conversation reference, without what renews itself. */
export type Address = {
  serviceUrl: string;
  channelId: string;
  conversation: Readonly<Record<string, unknown>> & { id: string };
  bot: Readonly<Record<string, unknown>> | null;
  user: Readonly<Record<string, unknown>>;
  locale: string;
};

/** Whom an activity is from, which conversation it belongs to, and how to reach them later. */
export function partyOf(sent: SentActivity): ConversationReference {
  return {
    conversation: conversationOf(sent),
    channel: sent.channelId,
    user: sent.from.id,
    userName: plainText(sent.from.name ?? "").slice(0, 80),
    locale: localeOf(sent.locale),
    ...timeZoneOf(sent),
    address: addressOf(sent),
    push: Boolean(sent.serviceUrl),
  };
}

/** Several people share it: a group chat, or a thread of a channel. */
export function isGroup(sent: SentActivity): boolean {
  return (
    sent.conversation.isGroup === true ||
    sent.conversation.conversationType === "channel" ||
    sent.conversation.conversationType === "groupChat"
  );
}

/** A short name for anything, the same for the same. */
export function digest(of: unknown): string {
  return createHash("sha256").update(JSON.stringify(of)).digest("base64url").slice(0, 32);
}

/** In a group each person has a conversation of their own in each thread: two people's guides must not mix. */
function conversationOf(sent: SentActivity): string {
  const parts = ["bf", sent.channelId, sent.conversation.id, ...(isGroup(sent) ? [sent.from.id] : [])];
  const readable = parts.join("|");
  // A part of a stranger's making may hold the separator; then, or when it is long, only the digest tells two apart.
  return readable.length <= 200 && parts.every((part) => !part.includes("|")) ? readable : `bf|${digest(parts)}`;
}

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
  const short: Record<string, unknown> = {};
  for (const name of kept) {
    const value = record[name];
    if (typeof value === "boolean" || (typeof value === "string" && value.length <= 1_000)) short[name] = value;
  }
  return short;
}
