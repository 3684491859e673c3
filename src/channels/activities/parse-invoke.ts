import { AppError } from "../../common/errors.ts";
import { plainText } from "../../conversation/plain-text.ts";
import type { Pressed, PressedCard } from "../../understanding/interpretation/interpretation.ts";
import { digest, partyOf } from "./conversation-reference.ts";
import { ownerMark } from "../rendering/card-marker.ts";
import { isRecord, type SentActivity } from "./activity-schema.ts";

/** What a press on a card or on thumbs is to us; `id` is the same for the same press, however often it is sent. */
export type Invoked = { id: string | null; input: Pressed; answer: "card-action" | "feedback" };

/** Reads an invoke; a `Fault` for those that the assistant does not know. */
export function fromInvoke(sent: SentActivity, now: number): Invoked {
  if (sent.name === "adaptiveCard/action") return cardAction(sent, now);
  if (sent.name === "message/submitAction")
    return { id: null, input: thumbs(reactionOf(sent.value)), answer: "feedback" };
  throw new AppError("BadRequest", "This invoke is not one that the assistant knows.");
}

/** A thumb under one of our messages, put there by reacting to it. Null: any other reaction. */
export function fromReaction(sent: SentActivity): { id: string; input: Pressed } | null {
  for (const { type } of sent.reactionsAdded ?? []) {
    const good = reactions.find(([name]) => name.test(type ?? ""))?.[1];
    if (good !== undefined)
      return { id: `reaction:${digest([sent.replyToId, type])}`, input: thumbs(good ? "like" : "dislike") };
  }
  return null;
}

/** A button's payload as a press, with the words that stand on it. */
export function pressed(value: Readonly<Record<string, unknown>>, text: string): Pressed {
  const label = typeof value["label"] === "string" ? plainText(value["label"]).slice(0, 200) : "";
  return { kind: "pressed", press: value, text: text || label };
}

/** `like` is the plain one; the larger set of emoji comes with its code point before its name. */
const reactions: readonly (readonly [RegExp, boolean])[] = [
  [/^(like|(1f44d_)?(thumbs?-?up|yes))/i, true],
  [/^(dislike|(1f44e_)?(thumbs?-?down|no)$)/i, false],
];

/** Silent: Teams says thank you itself, and a reaction to a message wants no answer. */
function thumbs(reaction: "like" | "dislike"): Pressed {
  const good = reaction === "like";
  return {
    kind: "pressed",
    press: { event: { type: "feedback", good, silent: true }, asked: 0 },
    text: good ? "👍" : "👎",
  };
}

function cardAction(sent: SentActivity, now: number): Invoked {
  const press = isRecord(sent.value) && isRecord(sent.value["action"]) ? sent.value["action"]["data"] : undefined;
  if (!isRecord(press)) throw new AppError("BadRequest", "The card action carries no payload at value.action.data.");
  // Teams repeats a slow invoke under a new id: what was pressed on which card is the id that holds.
  const id = `press:${digest([sent.from.id, sent.replyToId, press, mayComeAgain(press) ? Math.floor(now / 60_000) : 0])}`;
  return { id, input: { ...pressed(press, ""), card: cardOf(sent, press) }, answer: "card-action" };
}

/** These leave their card standing, so that a later press of the same button is a new one. */
function mayComeAgain({ event }: Readonly<Record<string, unknown>>): boolean {
  return isRecord(event) && (event["type"] === "human" || event["type"] === "list");
}

function cardOf(sent: SentActivity, { line, of }: Readonly<Record<string, unknown>>): PressedCard {
  const owner = ownerMark(partyOf(sent).conversation);
  return {
    activity: sent.replyToId || null,
    line: typeof line === "string" ? line.slice(0, 300) : null,
    foreign: typeof of === "string" && of !== owner,
  };
}

/**
 * Documented as `actionValue.reaction`; some clients send `actionValue` as text, others the reaction right in `value`.
 */
function reactionOf(value: unknown): "like" | "dislike" {
  for (const place of [isRecord(value) ? parsed(value["actionValue"]) : undefined, parsed(value)]) {
    if (isRecord(place) && (place["reaction"] === "like" || place["reaction"] === "dislike")) return place["reaction"];
  }
  throw new AppError("BadRequest", "The feedback carries no reaction, like or dislike.");
}

function parsed(value: unknown): unknown {
  if (typeof value !== "string") return value;
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}
