import { randomUUID } from "node:crypto";

import { AppError } from "../../common/errors.ts";
import { plainText } from "../../conversation/plain-text.ts";
import type { ConversationReference, InboundMessage, SystemEventInput } from "../../conversation/ports.ts";
import type { Pressed, PressedCard, Said } from "../../understanding/interpretation/interpretation.ts";
import { cardOwnerOf } from "../rendering/card-buttons.ts";
import { isRecord, type SentActivity } from "./activity-schema.ts";
import { contentOf } from "./message-content.ts";
import { conversationReferenceOf, digest, isGroup } from "./conversation-reference.ts";

/**
 * An activity as a message of the conversation. `answer`: which response body the channel expects, as that of an invoke
 * has a form of its own. `ignored`: an activity that does not concern the assistant; it is acknowledged.
 */
export type ParsedActivity =
  | {
      kind: "turn";
      party: ConversationReference;
      incoming: InboundMessage;
      answer: "none" | "card-action" | "feedback";
    }
  | { kind: "ignored" };

const ignored: ParsedActivity = { kind: "ignored" };

export function parseActivity(sent: SentActivity, now: number): ParsedActivity {
  const parse = parsers.get(sent.type);
  return parse ? parse(sent, now) : ignored;
}

/** A map, because the type is client input: a plain object has a property `constructor`, too. */
const parsers: ReadonlyMap<string, (sent: SentActivity, now: number) => ParsedActivity> = new Map([
  ["message", (sent: SentActivity, now: number) => turn(sent, now, messageId(sent), inputOf(sent))],
  ["invoke", parseInvokeTurn],
  ["messageReaction", parseReactionTurn],
  ["messageUpdate", parseEdit],
  [
    "conversationUpdate",
    (sent: SentActivity, now: number) =>
      isOpening(sent) ? turn(sent, now, "opened", systemEvent("conversation.opened")) : ignored,
  ],
  ["installationUpdate", parseInstallation],
]);

function systemEvent(type: "conversation.opened" | "conversation.left" | "message.edited"): SystemEventInput {
  return { kind: "happened", event: { type } };
}

function parseInvokeTurn(sent: SentActivity, now: number): ParsedActivity {
  const { id, input, answer } = parseInvoke(sent, now);
  return turn(sent, now, id ?? messageId(sent), input, answer);
}

function parseReactionTurn(sent: SentActivity, now: number): ParsedActivity {
  const reaction = parseReaction(sent);
  return reaction ? turn(sent, now, reaction.id, reaction.input) : ignored;
}

/** One event per message, however often it is edited. Restoring a deleted message is not an edit. */
function parseEdit(sent: SentActivity, now: number): ParsedActivity {
  const kind = sent.channelData?.eventType;
  if (!sent.id || (kind !== undefined && kind !== null && kind !== "editMessage")) return ignored;
  return turn(sent, now, `edited:${digest(sent.id)}`, systemEvent("message.edited"));
}

/** The id of an opening is fixed, so that there is one welcome however many updates report it. */
function parseInstallation(sent: SentActivity, now: number): ParsedActivity {
  if (sent.action === "add") return turn(sent, now, "opened", systemEvent("conversation.opened"));
  if (sent.action !== "remove") return ignored;
  const parsed = turn(sent, now, `left:${messageId(sent)}`, systemEvent("conversation.left"));
  // Nothing can be delivered to a conversation that the app was removed from.
  return parsed.kind === "turn" ? { ...parsed, party: { ...parsed.party, push: false } } : parsed;
}

/** In a group members come and go; there only adding the bot itself opens a conversation. */
function isOpening(sent: SentActivity): boolean {
  if (!sent.membersAdded?.length) return false;
  return !isGroup(sent) || sent.membersAdded.some((member) => member.id === sent.recipient?.id);
}

function turn(
  sent: SentActivity,
  at: number,
  id: string,
  input: InboundMessage["input"],
  answer: "none" | "card-action" | "feedback" = "none",
): ParsedActivity {
  const party = conversationReferenceOf(sent);
  return { kind: "turn", party, incoming: { id, conversation: party.conversation, at, input }, answer };
}

function inputOf(sent: SentActivity): Said | Pressed {
  const { value } = sent;
  const content = contentOf(sent);
  if (isRecord(value) && ("event" in value || content.text === "")) return pressed(value, content.text);
  return { kind: "said", ...content };
}

/** Idempotency key. Without an id, the same text counts as the same message only if its timestamp is the same. */
function messageId(sent: SentActivity): string {
  if (sent.id) return sent.id.length <= 200 ? sent.id : `long:${digest(sent.id)}`;
  if (sent.timestamp) return `hash:${digest([sent.timestamp, sent.from.id, sent.text, sent.value])}`;
  return randomUUID();
}

/** A press on a card or on thumbs. `id`: idempotency key of the press, null to use that of the activity. */
type Invoke = { id: string | null; input: Pressed; answer: "card-action" | "feedback" };

function parseInvoke(sent: SentActivity, now: number): Invoke {
  if (sent.name === "adaptiveCard/action") return cardAction(sent, now);
  if (sent.name === "message/submitAction")
    return { id: null, input: thumbs(reactionOf(sent.value)), answer: "feedback" };
  throw new AppError("BadRequest", "This invoke is not supported.");
}

/** Thumbs up or down as a reaction to one of our messages. Null: another reaction. */
function parseReaction(sent: SentActivity): { id: string; input: Pressed } | null {
  for (const { type } of sent.reactionsAdded ?? []) {
    const good = reactions.find(([name]) => name.test(type ?? ""))?.[1];
    if (good !== undefined)
      return { id: `reaction:${digest([sent.replyToId, type])}`, input: thumbs(good ? "like" : "dislike") };
  }
  return null;
}

/** A button's payload with its label. */
function pressed(value: Readonly<Record<string, unknown>>, text: string): Pressed {
  const label = typeof value["label"] === "string" ? plainText(value["label"]).slice(0, 200) : "";
  return { kind: "pressed", press: value, text: text || label };
}

/** Reactions of the larger set of emoji are named with their code point first. */
const reactions: readonly (readonly [RegExp, boolean])[] = [
  [/^(like|(1f44d_)?(thumbs?-?up|yes))/i, true],
  [/^(dislike|(1f44e_)?(thumbs?-?down|no)$)/i, false],
];

/** Silent: Teams thanks the person itself, and a reaction expects no reply. */
function thumbs(reaction: "like" | "dislike"): Pressed {
  const good = reaction === "like";
  return {
    kind: "pressed",
    press: { event: { type: "feedback", good, silent: true }, asked: 0 },
    text: good ? "👍" : "👎",
  };
}

function cardAction(sent: SentActivity, now: number): Invoke {
  const press = isRecord(sent.value) && isRecord(sent.value["action"]) ? sent.value["action"]["data"] : undefined;
  if (!isRecord(press)) throw new AppError("BadRequest", "The card action carries no payload at value.action.data.");
  // Teams retries a slow invoke under a new id, so the idempotency key is what was pressed on which card.
  const id = `press:${digest([sent.from.id, sent.replyToId, press, isRepeatable(press) ? Math.floor(now / 60_000) : 0])}`;
  return { id, input: { ...pressed(press, ""), card: cardOf(sent, press) }, answer: "card-action" };
}

/** These keep their card, so a later press of the same button is a new one. */
function isRepeatable({ event }: Readonly<Record<string, unknown>>): boolean {
  return isRecord(event) && (event["type"] === "human" || event["type"] === "list");
}

function cardOf(sent: SentActivity, { line, of }: Readonly<Record<string, unknown>>): PressedCard {
  const owner = cardOwnerOf(conversationReferenceOf(sent).conversation);
  return {
    activity: sent.replyToId || null,
    line: typeof line === "string" ? line.slice(0, 300) : null,
    foreign: typeof of === "string" && of !== owner,
  };
}

/** Documented as `actionValue.reaction`. Some clients send `actionValue` as a string, others put it into `value`. */
function reactionOf(value: unknown): "like" | "dislike" {
  for (const found of [isRecord(value) ? parsedJson(value["actionValue"]) : undefined, parsedJson(value)]) {
    if (isRecord(found) && (found["reaction"] === "like" || found["reaction"] === "dislike")) return found["reaction"];
  }
  throw new AppError("BadRequest", "The feedback carries no reaction, like or dislike.");
}

function parsedJson(value: unknown): unknown {
  if (typeof value !== "string") return value;
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}
