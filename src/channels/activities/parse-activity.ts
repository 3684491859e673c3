import { randomUUID } from "node:crypto";

import { AppError } from "../../common/errors.ts";
import type { LineChange } from "../../conversation/line-ports.ts";
import { plainText } from "../../conversation/plain-text.ts";
import type { ConversationReference, InboundMessage, SystemEventInput } from "../../conversation/ports.ts";
import { openingId } from "../../conversation/turn-record.ts";
import type { Pressed, PressedCard, Said } from "../../understanding/interpretation/interpretation.ts";
import { cardOwnerOf } from "../rendering/cards.ts";
import { isRecord, type SentActivity } from "./activity-schema.ts";
import { contentOf, mentionsBot } from "./message-content.ts";
import { conversationReferenceOf, digest, isGroup } from "./conversation-reference.ts";

/**
 * An activity as a message of the conversation. `answer`: which response body the channel expects, as that of an invoke
 * has a form of its own; `clientMetadata`: what is kept of files; `unaddressed`: it was said in a group, and not to the assistant;
 * `change`: what it does to an earlier message; `thumbsOn`: the message of ours that it is about. `changed`: it does
 * nothing else. `answered`: an invoke that is only answered. `ignored`: an activity that does not concern the assistant;
 * it is acknowledged.
 */
export type ParsedActivity =
  | {
      kind: "turn";
      reference: ConversationReference;
      incoming: InboundMessage;
      answer: "none" | "card-action" | "feedback";
      clientMetadata?: unknown;
      unaddressed?: boolean;
      change?: ChangedLine;
      thumbsOn?: string;
    }
  | { kind: "changed"; conversation: string; change: ChangedLine }
  | { kind: "answered"; status: number; body: unknown }
  | { kind: "ignored" };

type ChangedLine = { id: string; change: LineChange };

type Turn = Extract<ParsedActivity, { kind: "turn" }>;

const ignored: ParsedActivity = { kind: "ignored" };

export function parseActivity(sent: SentActivity, now: number): ParsedActivity {
  const parse = parsers.get(sent.type);
  if (!parse || (saidTypes.has(sent.type) && isFromBot(sent))) return ignored;
  return parse(sent, now);
}

/** Activities in which somebody speaks. */
const saidTypes = new Set(["message", "messageUpdate", "messageDelete", "messageReaction"]);

/** Bots are not answered, the assistant itself least of all: two of them would never stop. */
function isFromBot({ from, recipient, channelId }: SentActivity): boolean {
  return from.id === recipient?.id || from.role === "bot" || (channelId === "msteams" && from.id.startsWith("28:"));
}

/** A map, because the type is client input: a plain object has a property `constructor`, too. */
const parsers: ReadonlyMap<string, (sent: SentActivity, now: number) => ParsedActivity> = new Map([
  ["message", parseMessage],
  ["invoke", parseInvokeTurn],
  ["messageReaction", parseReactionTurn],
  ["messageUpdate", parseEdit],
  ["messageDelete", parseDeletion],
  ["conversationUpdate", parseMembers],
  ["installationUpdate", parseInstallation],
]);

function systemEvent(type: "conversation.opened" | "conversation.left" | "message.edited"): SystemEventInput {
  return { kind: "happened", event: { type } };
}

/** What it means in a group is for the assistant only where the assistant is mentioned. */
function parseMessage(sent: SentActivity, now: number): ParsedActivity {
  const input = inputOf(sent);
  const parsed = turn(sent, now, messageId(sent), input);
  const files = input.kind === "said" ? input.attachments : 0;
  const names = input.kind === "said" ? (input.files ?? []) : [];
  return {
    ...parsed,
    ...(files > 0 && {
      clientMetadata: { attachments: Array.from({ length: files }, (_, at) => ({ name: names[at] ?? "" })) },
    }),
    ...(isForOthers(sent) && input.kind === "said" && { unaddressed: true }),
  };
}

function isForOthers(sent: SentActivity): boolean {
  return sent.channelId === "msteams" && isGroup(sent) && mentionsBot(sent) !== true;
}

function parseInvokeTurn(sent: SentActivity, now: number): ParsedActivity {
  if (sent.name === "message/submitAction") {
    const input = thumbs(reactionOf(sent.value), commentOf(sent.value));
    return withThumbs(turn(sent, now, messageId(sent), input, "feedback"), sent);
  }
  if (sent.name !== "adaptiveCard/action") return unknownInvoke;
  const press = isRecord(sent.value) && isRecord(sent.value["action"]) ? sent.value["action"]["data"] : undefined;
  if (!isRecord(press)) return cardWithoutData;
  const { id, input } = cardAction(sent, now, press);
  return turn(sent, now, id, input, "card-action");
}

function parseReactionTurn(sent: SentActivity, now: number): ParsedActivity {
  const reaction = parseReaction(sent);
  return reaction ? withThumbs(turn(sent, now, reaction.id, reaction.input), sent) : ignored;
}

function withThumbs(parsed: Turn, { replyToId }: SentActivity): Turn {
  return replyToId ? { ...parsed, thumbsOn: replyToId } : parsed;
}

/** One event per message, however often it is edited. Restoring a deleted message is not an edit. */
function parseEdit(sent: SentActivity, now: number): ParsedActivity {
  const kind = sent.channelData?.eventType ?? "editMessage";
  if (!sent.id) return ignored;
  const { text } = contentOf(sent);
  if (kind === "undeleteMessage") return changed(sent, { how: null, text });
  if (kind === "softDeleteMessage") return changed(sent, { how: "deleted" });
  if (kind !== "editMessage") return ignored;
  const change: ChangedLine = { id: messageId(sent), change: { how: "edited", text } };
  // What was not said to the assistant is corrected without a word of its own; what it has of it follows.
  if (isForOthers(sent)) return changed(sent, change.change);
  return { ...turn(sent, now, `edited:${digest(sent.id)}`, systemEvent("message.edited")), change };
}

function parseDeletion(sent: SentActivity): ParsedActivity {
  return sent.id ? changed(sent, { how: "deleted" }) : ignored;
}

function changed(sent: SentActivity, change: LineChange): ParsedActivity {
  return {
    kind: "changed",
    conversation: conversationReferenceOf(sent).conversation,
    change: { id: messageId(sent), change },
  };
}

function parseMembers(sent: SentActivity, now: number): ParsedActivity {
  if (isOpening(sent)) return opened(sent, now);
  const isLeft = sent.membersRemoved?.some((member) => member.id === sent.recipient?.id) ?? false;
  return isLeft ? left(sent, now) : ignored;
}

function parseInstallation(sent: SentActivity, now: number): ParsedActivity {
  if (sent.action === "add") return opened(sent, now);
  return sent.action === "remove" ? left(sent, now) : ignored;
}

function opened(sent: SentActivity, now: number): ParsedActivity {
  return turn(sent, now, openingId, systemEvent("conversation.opened"));
}

/** What is said there from now on is refused by the channel, which is how the desk learns of it. */
function left(sent: SentActivity, now: number): ParsedActivity {
  return turn(sent, now, `left:${messageId(sent)}`, systemEvent("conversation.left"));
}

const unknownInvoke: ParsedActivity = {
  kind: "answered",
  status: 501,
  body: { error: { code: "NotImplemented", message: "This invoke is not supported." } },
};

/** As the channel wants an error of a card's action: with another form it shows one of its own. */
const cardWithoutData: ParsedActivity = {
  kind: "answered",
  status: 200,
  body: {
    statusCode: 400,
    type: "application/vnd.microsoft.error",
    value: { code: "BadRequest", message: "The card action carries no payload at value.action.data." },
  },
};

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
): Turn {
  const reference = conversationReferenceOf(sent);
  return { kind: "turn", reference, incoming: { id, conversation: reference.conversation, at, input }, answer };
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
function thumbs(reaction: "like" | "dislike", comment = ""): Pressed {
  const good = reaction === "like";
  return {
    kind: "pressed",
    press: { event: { type: "feedback", good, silent: true, ...(comment !== "" && { comment }) }, asked: 0 },
    text: good ? "👍" : "👎",
  };
}

function cardAction(
  sent: SentActivity,
  now: number,
  press: Readonly<Record<string, unknown>>,
): { id: string; input: Pressed } {
  // Teams retries a slow invoke under a new id, so the idempotency key is what was pressed on which card.
  const id = `press:${digest([sent.from.id, sent.replyToId, press, isRepeatable(press) ? Math.floor(now / 60_000) : 0])}`;
  return { id, input: { ...pressed(press, ""), card: cardOf(sent, press) } };
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

/** What was written with the thumb: `actionValue.feedback`, JSON with `feedbackText`. Nothing where it cannot be read. */
function commentOf(value: unknown): string {
  const given = isRecord(value) ? parsedJson(value["actionValue"]) : undefined;
  const feedback = isRecord(given) ? parsedJson(given["feedback"]) : undefined;
  const text = isRecord(feedback) ? feedback["feedbackText"] : undefined;
  return typeof text === "string" ? plainText(text).trim().slice(0, 2_000) : "";
}

function parsedJson(value: unknown): unknown {
  if (typeof value !== "string") return value;
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}
