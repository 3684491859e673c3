import type { DialogEvent } from "../../../dialogs/events.ts";
import type { Lexicon } from "../../../knowledge/lexicon.ts";
import { hasFacts } from "./message-note.ts";
import { wholeWords } from "../normalise/patterns.ts";

/** Characters of a message that are tested. */
const maxLength = 600;

function isShouted(text: string): boolean {
  const capitals = (text.match(/\p{Lu}/gu) ?? []).length;
  if (capitals < 8) return false;
  const letters = text.match(/\p{L}/gu) ?? [];
  const words = text.match(/\p{L}{2,}/gu) ?? [];
  return words.length >= 3 && letters.length >= 10 && capitals >= 0.8 * letters.length;
}

/**
 * Creates the test for a frustrated message: shouted, with swearing, with three exclamation marks after a complaint, or
 * with an angry emoji.
 */
export function frustrationDetector(lexicon: Lexicon["frustration"]): (text: string) => boolean {
  const signs = new RegExp(`[${lexicon.signs.join("")}]`, "u");
  const [swearing, fury, complaint, glad] = [lexicon.swearing, lexicon.fury, lexicon.complaint, lexicon.glad].map(
    (alternatives) => wholeWords(alternatives, "iu"),
  ) as [RegExp, RegExp, RegExp, RegExp];
  return (text) => {
    const head = text.slice(0, maxLength);
    if (signs.test(head) || fury.test(head)) return true;
    if (swearing.test(head)) return !glad.test(head);
    return (
      complaint.test(head) &&
      (isShouted(head) || /!\s*!\s*!|[!?]{4,}/u.test(head)) &&
      !/\bno (?:problem|worries)\b/iu.test(head)
    );
  };
}

/** Creates the test for a message that is nothing but irony or exasperation: "thanks for nothing". */
export function exasperationDetector({ only }: Lexicon["frustration"]): (text: string) => boolean {
  const whole = new RegExp(
    `^(?:(?:well|wow|ok(?:ay)?|great|so|oh|ugh|omg|lol|and|but|man|god|honestly|seriously)[,.! ]+)*(?:${only.join("|")})[\\s.!?…]*$`,
    "iu",
  );
  return (text) =>
    whole.test(
      text
        .slice(0, maxLength)
        .replace(/[’‘`´]/gu, "'")
        .trim(),
    );
}

const joyful = (event: DialogEvent): boolean =>
  event.type === "thanks" ||
  event.type === "greeting" ||
  event.type === "goodbye" ||
  event.type === "yes" ||
  (event.type === "step.done" && event.result === "fixed");

/** What a model may read in mere anger: that the step did not help, or a no. */
const isResult = (event: DialogEvent): boolean =>
  event.type === "no" || (event.type === "step.done" && event.result === "not-fixed" && event.tried === undefined);

/**
 * The events of a frustrated message, preceded by its frustration; unchanged if one of them is good news. Anger alone is
 * no result of a step.
 */
export function withFrustration(found: readonly DialogEvent[], saysResult: boolean): readonly DialogEvent[] {
  if (found.some((event) => joyful(event) || event.type === "upset")) return found;
  const wanted = saysResult ? found : found.filter((event) => !isResult(event));
  // Anger and nothing else is answered with a calm line, and not with "I can't help with that".
  const events = wanted.filter(
    (event) =>
      (event.type !== "unclear" || event.readings.length > 0) &&
      (event.type !== "note" || hasFacts(event)) &&
      event.type !== "help",
  );
  const isUnderstood = events.some(({ type }) => type !== "unclear" && type !== "note");
  return [{ type: "upset", ...(isUnderstood && { digression: true }) }, ...events];
}
