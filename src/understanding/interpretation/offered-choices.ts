import type { SpokenEvent } from "../../../dialogs/events.ts";
import type { Choice } from "../../../dialogs/replies/reply.ts";
import { clean } from "../normalise/clean.ts";

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
const byOrdinal = /^(?:the )?(first|second|third|fourth|fifth|last|[1-5](?:st|nd|rd|th))(?: one| option| choice)?$/u;

function numberMeant(text: string): number | null {
  const number = byNumber.exec(text)?.[1];
  if (number !== undefined) return Number(number);
  return ordinals[byOrdinal.exec(text)?.[1] ?? ""] ?? null;
}

/** The offered choice that a text names by its number or its words, or null. */
export function chosen(text: string, choices: readonly Choice[]): SpokenEvent | null {
  const plain = clean(text);
  const number = numberMeant(plain);
  const byPlace = number === null ? undefined : choices.at(number > 0 ? number - 1 : number);
  const byWords = choices.find(({ label }) => clean(label) === plain);
  return (byWords ?? byPlace)?.press.event ?? null;
}

/** A bare yes or no as the choice that claims it, else as itself. */
export function answered(answer: "yes" | "no", choices: readonly Choice[]): SpokenEvent {
  return choices.find(({ means }) => means === answer)?.press.event ?? { type: answer };
}
