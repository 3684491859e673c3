import type { Reader } from "./label-in-place.ts";

/** "There's no code, it just dies", where no error was named yet. */
export const ofNoCode: Reader = ({ context, prediction, words, facts }) => {
  const { codes, brands } = prediction.entities;
  const isBefore = context.article === null && context.asked === "idle" && facts.articles.length === 0;
  if (!isBefore || codes.ours !== null || codes.other || brands.other) return undefined;
  return words.noCode.test(prediction.typed) ? { type: "problem.other", named: "no-code" } : undefined;
};
