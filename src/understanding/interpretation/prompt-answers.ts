import { z } from "zod";

import { spokenEvent, type DialogEvent, type SpokenEvent } from "../../../dialogs/events.ts";
import type { Choice } from "../../../dialogs/replies/reply.ts";
import { clean } from "../normalise/clean.ts";
import type { DialogContext, Pressed } from "./interpretation.ts";

const pressSchema = z.object({ event: spokenEvent, asked: z.number().int().nonnegative() });

/** Events that only make sense as the answer to the question they were offered with. */
const answersOnly: ReadonlySet<SpokenEvent["type"]> = new Set([
  "step.done",
  "observe",
  "case.keep",
  "yes",
  "no",
  "go-on",
  "decline",
  "back",
  "repeat",
  "wait",
]);

/** True for a payload that can only answer its own question, and so only by the person who was asked. */
export function isAnswerOnly(payload: unknown): boolean {
  const checked = pressSchema.safeParse(payload);
  return checked.success && answersOnly.has(checked.data.event.type);
}

/** Accepted from a card of any age: a person is reachable from everywhere. */
const acceptedAlways: ReadonlySet<SpokenEvent["type"]> = new Set(["human", "feedback"]);

/** The event of a button, or why it has none; null if the payload is not one of our buttons. */
export function eventOfPress(input: Pressed, questionId: number): DialogEvent | null {
  const checked = pressSchema.safeParse(input.press);
  if (!checked.success) return null;
  const { event, asked } = checked.data;
  return isOld(input, event, asked === questionId) ? { type: "unclear", readings: [], why: "old-button" } : event;
}

/** A card that is updated in place expires with its question; one that somebody else was shown never answers ours. */
function isOld({ card }: Pressed, event: SpokenEvent, isCurrent: boolean): boolean {
  if (card?.foreign) return answersOnly.has(event.type);
  return !isCurrent && (card ? !acceptedAlways.has(event.type) : answersOnly.has(event.type));
}

const ordinals: Readonly<Record<string, number>> = {
  first: 1,
  "1st": 1,
  second: 2,
  "2nd": 2,
  third: 3,
  "3rd": 3,
  fourth: 4,
  "4th": 4,
  fifth: 5,
  "5th": 5,
  last: -1,
};
const byNumber = /^(?:(?:option|number|choice|answer|no|nr|#)\.? ?)?#?(\d{1,2})[.)]?$/u;
const namesChoice = /^(?:option|choice|answer|button) \d/u;
const byOrdinal = /^(?:the )?(first|second|third|fourth|fifth|last|[1-5](?:st|nd|rd|th))(?: one| option| choice)?$/u;

function numberIn(text: string): number | null {
  const number = byNumber.exec(text)?.[1];
  if (number !== undefined) return Number(number);
  return ordinals[byOrdinal.exec(text)?.[1] ?? ""] ?? null;
}

/**
 * The offered choice that a text names by its number or its words, or null. `inSteps`: a step is on screen, and "3" or
 * "the last one" is rather a step than a button, which may end the guide, so that only words and "option 3" count.
 */
export function matchChoice(text: string, choices: readonly Choice[], inSteps = false): SpokenEvent | null {
  const plain = clean(text);
  const number = inSteps && !namesChoice.test(plain) ? null : numberIn(plain);
  const byPosition = number === null ? undefined : choices.at(number > 0 ? number - 1 : number);
  // "It works now?" asks, and is not the button.
  const asks = text.includes("?");
  const byWords = choices.find(({ label }) => clean(label) === plain && (!asks || label.includes("?")));
  return (byWords ?? byPosition)?.press.event ?? null;
}

/** The choice that stands for a bare yes or no; without one, the answer itself. */
export function answerChoice(answer: "yes" | "no", choices: readonly Choice[]): SpokenEvent {
  return choices.find(({ means }) => means === answer)?.press.event ?? { type: answer };
}

/** What people write around a rating; anything else makes "4/5" a count or a place. */
const withinRating =
  /^(?:(?:thanks?|thx|ty|thank you|cheers|great|good|nice|super|perfect|awesome|excellent|bot|help|service|support|job|work|chat|i|i'd|would|give|rate|it|you|this|that|a|an|my|rating|score|is|was|stars?|points?|easily|solid|definitely|so|very|much|for|the|recommend|only)[\s,.!:;)(-]*)*$/u;
const outOf = /(?<![\d.,/])(10|[0-9])(?:\s*(?:\/|out of)\s*(5|10)(?:\s*stars?)?|\s*(?:stars?))(?![\d.,/]*\d)/u;
const thumbs = /^(?:(?<bad>👎)|👍|👏|🙌|🎉|❤️?|😊|😀|😃|😄|😁|🙂|🙏|💯|🥳|😍|👌|🏻|🏼|🏽|🏾|🏿|\s)+$/u;

/** "10/10", "4 out of 5", "5 stars", and after the end of a guide a thumb: how it was, which moves no place. */
export function ratingOf(text: string, { awaiting, article }: DialogContext): SpokenEvent | null {
  const said = clean(text);
  const found = outOf.exec(said);
  if (found && withinRating.test(said.replace(found[0], " ").trim()))
    return { type: "feedback", good: Number(found[1]) / Number(found[2] ?? 5) >= 0.6 };
  const thumb = article !== null && (awaiting === "idle" || awaiting === "resolved") ? thumbs.exec(text.trim()) : null;
  return thumb ? { type: "feedback", good: thumb.groups?.["bad"] === undefined } : null;
}

const emailAddress = z.email();

/**
 * An answer that makes sense only while a case asks for it: "4, quick" to a request for a rating, or an e-mail address.
 * Null for any other text.
 */
export function caseAnswer(text: string, expects: { rating: boolean; address: boolean }): SpokenEvent | null {
  const score = /^\s*([1-5])(?![\d.,]\d|\d)\s*(?:\/\s*5|out of 5|stars?)?[\s,.:;–-]*(.*)$/su.exec(text);
  if (expects.rating && score)
    return { type: "rate", score: Number(score[1]), ...(score[2] ? { word: score[2].slice(0, 500) } : {}) };
  if (!expects.address || !text.includes("@")) return null;
  const found = text
    .split(/[\s,;<>()"]+/u)
    .map((word) => word.replace(/^mailto:|[.!?]+$/gu, ""))
    .find((word) => emailAddress.safeParse(word).success);
  return found ? { type: "email", address: found } : { type: "email.odd" };
}
