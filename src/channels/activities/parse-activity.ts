import { randomUUID } from "node:crypto";

import type { SystemEventInput, InboundMessage, ConversationReference } from "../../conversation/ports.ts";
import { plainText } from "../../conversation/plain-text.ts";
import type { Pressed, Said } from "../../understanding/interpretation/interpretation.ts";
import { digest, isGroup, partyOf } from "./conversation-reference.ts";
import { fromInvoke, fromReaction, pressed } from "./parse-invoke.ts";
import { isRecord, type SentActivity } from "./activity-schema.ts";

/**
 * What an activity is to us. `ignored`: nothing that concerns the assistant, answered politely.
 * `answer` is what the sender waits for: an invoke has a body of its own.
 */
export type Arrival =
  | {
      kind: "turn";
      party: ConversationReference;
      incoming: InboundMessage;
      answer: "none" | "card-action" | "feedback";
    }
  | { kind: "ignored" };

const ignored: Arrival = { kind: "ignored" };

/** Reads an activity that `readActivity` has checked. */
export function fromActivity(sent: SentActivity, now: number): Arrival {
  const read = readers.get(sent.type);
  return read ? read(sent, now) : ignored;
}

/** A type's name comes from outside: a plain object would know `constructor` as well. */
const readers: ReadonlyMap<string, (sent: SentActivity, now: number) => Arrival> = new Map([
  ["message", (sent: SentActivity, now: number) => turn(sent, now, messageId(sent), inputOf(sent))],
  ["invoke", invoked],
  ["messageReaction", reacted],
  ["messageUpdate", edited],
  [
    "conversationUpdate",
    (sent: SentActivity, now: number) =>
      someoneCame(sent) ? turn(sent, now, "opened", happened("conversation.opened")) : ignored,
  ],
  ["installationUpdate", installed],
]);

function happened(type: "conversation.opened" | "conversation.left" | "message.edited"): SystemEventInput {
  return { kind: "happened", event: { type } };
}

function invoked(sent: SentActivity, now: number): Arrival {
  const { id, input, answer } = fromInvoke(sent, now);
  return turn(sent, now, id ?? messageId(sent), input, answer);
}

function reacted(sent: SentActivity, now: number): Arrival {
  const reaction = fromReaction(sent);
  return reaction ? turn(sent, now, reaction.id, reaction.input) : ignored;
}

/** Said once for each message, however often it is changed; a deleted message that is put back was no change. */
function edited(sent: SentActivity, now: number): Arrival {
  const kind = sent.channelData?.eventType;
  if (!sent.id || (kind !== undefined && kind !== null && kind !== "editMessage")) return ignored;
  return turn(sent, now, `edited:${digest(sent.id)}`, happened("message.edited"));
}

/** The id of an opening is fixed, so that however many updates report it, there is one welcome. */
function installed(sent: SentActivity, now: number): Arrival {
  if (sent.action === "add") return turn(sent, now, "opened", happened("conversation.opened"));
  if (sent.action !== "remove") return ignored;
  const arrival = turn(sent, now, `left:${messageId(sent)}`, happened("conversation.left"));
  // Whatever wants to be said later finds no way out any more.
  return arrival.kind === "turn" ? { ...arrival, party: { ...arrival.party, push: false } } : arrival;
}

/** In a group people come and go: there only the assistant's own coming opens anything. */
function someoneCame(sent: SentActivity): boolean {
  if (!sent.membersAdded?.length) return false;
  return !isGroup(sent) || sent.membersAdded.some((member) => member.id === sent.recipient?.id);
}

function turn(
  sent: SentActivity,
  at: number,
  id: string,
  input: InboundMessage["input"],
  answer: "none" | "card-action" | "feedback" = "none",
): Arrival {
  const party = partyOf(sent);
  return { kind: "turn", party, incoming: { id, conversation: party.conversation, at, input }, answer };
}

function inputOf(sent: SentActivity): Said | Pressed {
  const { value } = sent;
  const text = plainText(textOf(sent));
  if (isRecord(value) && ("event" in value || text === "")) return pressed(value, text);
  return { kind: "said", text, attachments: countFiles(sent) };
}

/** Sent twice is heard once. Without an id the same words count as the same message only when sent at the same time. */
function messageId(sent: SentActivity): string {
  if (sent.id) return sent.id.length <= 200 ? sent.id : `long:${digest(sent.id)}`;
  if (sent.timestamp) return `hash:${digest([sent.timestamp, sent.from.id, sent.text, sent.value])}`;
  return randomUUID();
}

/**
 * Without the mention of ourselves, which stands in the text as well; so the SDK does it, whose loading takes its time.
 */
function textOf({ text, recipient, entities }: SentActivity): string {
  const bot = recipient?.id;
  const mentions = (entities ?? []).filter(
    ({ type, mentioned }) => type === "mention" && isRecord(mentioned) && mentioned["id"] === bot,
  );
  return mentions.reduce(
    (rest, mention) => (typeof mention["text"] === "string" ? rest.replace(mention["text"], "").trim() : rest),
    text ?? "",
  );
}

/** Teams sends the words a second time as an HTML attachment; that is no file. */
function countFiles(sent: SentActivity): number {
  return sent.attachments?.filter((attachment) => attachment.contentType !== "text/html").length ?? 0;
}
