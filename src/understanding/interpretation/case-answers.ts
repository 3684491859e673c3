import { z } from "zod";

import type { SpokenEvent } from "../../../dialogs/events.ts";

const address = z.email();

/**
 * The answers that only make sense while a case asks for them: "4, quick" to how it went, an e-mail address where one
 * was asked for. Null when the text is neither, and means what it would mean at any time.
 */
export function caseAnswer(text: string, expects: { rating: boolean; address: boolean }): SpokenEvent | null {
  const score = /^\s*([1-5])(?![\d.,]\d|\d)\s*(?:\/\s*5|out of 5|stars?)?[\s,.:;–-]*(.*)$/su.exec(text);
  if (expects.rating && score)
    return { type: "rate", score: Number(score[1]), ...(score[2] ? { word: score[2].slice(0, 500) } : {}) };
  if (!expects.address || !text.includes("@")) return null;
  const found = text
    .split(/[\s,;<>()"]+/u)
    .map((word) => word.replace(/^mailto:|[.!?]+$/gu, ""))
    .find((word) => address.safeParse(word).success);
  return found ? { type: "email", address: found } : { type: "email.odd" };
}
