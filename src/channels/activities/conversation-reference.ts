import { createHash } from "node:crypto";
import { LRUCache } from "lru-cache";

import { plainText } from "../../conversation/plain-text.ts";
import type { ConversationReference } from "../../conversation/ports.ts";
import type { SentActivity } from "./activity-schema.ts";

/** The Bot Framework's conversation reference: how to send to a conversation later. */
export type Address = {
  serviceUrl: string;
  channelId: string;
  conversation: Readonly<Record<string, unknown>> & { id: string };
  bot: Readonly<Record<string, unknown>> | null;
  user: Readonly<Record<string, unknown>>;
  locale: string;
};

/** The sender of an activity, its conversation, and how to reach them later. */
export function conversationReferenceOf(sent: SentActivity): ConversationReference {
  return {
    conversation: conversationIdOf(sent),
    channel: sent.channelId,
    user: sent.from.id,
    userName: plainText(sent.from.name ?? "").slice(0, 80),
    locale: localeOf(sent.locale),
    ...timeZoneOf(sent),
    address: addressOf(sent),
    push: Boolean(sent.serviceUrl),
  };
}

/** True for a group chat and a thread of a channel. */
export function isGroup(sent: SentActivity): boolean {
  return (
    sent.conversation.isGroup === true ||
    sent.conversation.conversationType === "channel" ||
    sent.conversation.conversationType === "groupChat"
  );
}

/** A short, stable hash of any JSON value. */
export function digest(value: unknown): string {
  return createHash("sha256").update(JSON.stringify(value)).digest("base64url").slice(0, 32);
}

/** In a group each person has a conversation of their own in each thread, so that their guides do not mix. */
function conversationIdOf(sent: SentActivity): string {
  const parts = ["bf", sent.channelId, sent.conversation.id, ...(isGroup(sent) ? [sent.from.id] : [])];
  const readable = parts.join("|");
  // The parts are client input. If one contains the separator, or the id is long, only a digest is unambiguous.
  return readable.length <= 200 && parts.every((part) => !part.includes("|")) ? readable : `bf|${digest(parts)}`;
}

/** The fields of an account or a conversation that are kept; the records are client input of any size. */
const keptFields = ["id", "name", "role", "aadObjectId", "isGroup", "conversationType", "tenantId"] as const;

function addressOf(sent: SentActivity): Address {
  const { channelId, conversation, recipient, from } = sent;
  return {
    serviceUrl: sent.serviceUrl ?? "",
    channelId,
    conversation: { ...pickKept(conversation), id: conversation.id },
    bot: recipient ? pickKept(recipient) : null,
    user: pickKept(from),
    locale: localeOf(sent.locale),
  };
}

function pickKept(record: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const picked: Record<string, unknown> = {};
  for (const name of keptFields) {
    const value = record[name];
    if (typeof value === "boolean" || (typeof value === "string" && value.length <= 1_000)) picked[name] = value;
  }
  return picked;
}

/** What an activity reports of its sender's time zone: in Teams, in Web Chat, and by the offset of a device's clock. */
export type ClientPlace = {
  localTimezone?: string | null | undefined;
  localTimestamp?: string | null | undefined;
  entities?: readonly Readonly<Record<string, unknown>>[] | null | undefined;
};

/** The reported locale, `en` if there is none or it is invalid. */
export function localeOf(locale: string | null | undefined): string {
  return locale && /^[a-z]{2,3}(-[a-z0-9]{2,8}){0,3}$/i.test(locale) ? locale : "en";
}

/** The time zone by its name, otherwise the UTC offset of the device's clock; an object to spread into a reference. */
export function timeZoneOf({ localTimezone, localTimestamp, entities }: ClientPlace): { timeZone?: string } {
  const client = entities?.find(({ type }) => type === "clientInfo")?.["timezone"];
  const offset = /[+-]\d\d:\d\d$/.exec(localTimestamp ?? "")?.[0];
  const timeZone = [localTimezone, client, offset].find((name) => typeof name === "string" && isTimeZone(name));
  return typeof timeZone === "string" ? { timeZone } : {};
}

/** Memo of a pure function: asking `Intl` takes longer than reading the rest of an activity. */
const knownTimeZones = new LRUCache<string, boolean>({ max: 1_000 });

function isTimeZone(name: string): boolean {
  if (name.length > 64) return false;
  const known = knownTimeZones.get(name) ?? resolves(name);
  knownTimeZones.set(name, known);
  return known;
}

function resolves(timeZone: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}
