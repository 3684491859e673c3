import type { FactsLexicon } from "../../../knowledge/facts-lexicon.ts";
import type { Clause } from "./clause.ts";
import type { Said } from "./facts.ts";
import { matcherOf } from "./matcher.ts";

/** A step that a clause speaks of, and what it says about it; null where the step is only mentioned. */
export type StepMention = { step: string; said: Said | null };
export type ReadSteps = (clauses: readonly Clause[], context: { step: string | null; fixed: boolean }) => StepMention[];

/**
 * Makes the reader of steps. `ids` are the steps of the article at hand in its own order: a number is a place in it.
 * Later mentions of a step replace earlier ones.
 */
export function stepReader(lexicon: FactsLexicon, ids: readonly string[]): ReadSteps {
  const names = ids.flatMap((id) => {
    const patterns = lexicon.steps[id];
    return patterns ? [{ id, match: matcherOf(patterns) }] : [];
  });
  const cues = {
    cannot: matcherOf(lexicon.said.cannot),
    asks: matcherOf(lexicon.said.asks),
    wants: matcherOf(lexicon.said.wants),
    tried: matcherOf(lexicon.said.tried),
    helped: matcherOf(lexicon.said.helped),
  };
  const mentionOnly = matcherOf(lexicon.mentionOnly);
  const numbersIn = numberReader(lexicon, ids.length);
  const everyStep = matcherOf(lexicon.numbers.all);

  const saidIn = (clause: Clause, fixed: boolean): Said | null => {
    const { text, question } = clause;
    if (fixed && cues.helped.test(text)) return "helped";
    if (question && cues.asks.test(text)) return "asks";
    if (cues.cannot.test(text) && !/\b(?:did|does|do)(?:n't| not) (?:help|work|change|fix|do)/u.test(text)) return "cannot";
    if (mentionOnly.test(text)) return null;
    if (cues.wants.test(text) && !/\w{2,}ed\b|\balready\b/u.test(text)) return "wants";
    if (cues.asks.test(text) && question) return "asks";
    if (cues.tried.test(text)) return "tried";
    return question ? "asks" : null;
  };

  return (clauses, { fixed }) => {
    const found = new Map<string, Said | null>();
    for (const clause of clauses) {
      const named = names.filter(({ match }) => match.test(clause.text)).map(({ id }) => id);
      const counted = numbersIn(clause.text).map((at) => ids[at - 1] ?? "");
      const all = everyStep.test(clause.text) && named.length === 0 && counted.length === 0 ? ids : [];
      const steps = new Set([...named, ...counted, ...all].filter((id) => id !== ""));
      if (steps.size === 0) continue;
      const said = counted.length > 0 && named.length === 0 ? saidOfNumbers(clause, saidIn(clause, fixed)) : saidIn(clause, fixed);
      for (const step of steps) if (said !== null || !found.has(step)) found.set(step, said);
    }
    return [...found].map(([step, said]) => ({ step, said }));
  };
}

/** "step 5", "number 8 then": a number alone is a wish to see that step. */
function saidOfNumbers({ text, question }: Clause, said: Said | null): Said {
  if (said === "helped" || said === "cannot") return said;
  if (/\b(?:did|done|tried|finished|completed|went|been|already|have|had|carried|through|after)\b|\w{3,}ed\b/u.test(text) && !question) return "tried";
  if (/\b(?:what|how|why|explain|mean)\b/u.test(text)) return "asks";
  return "wants";
}

const ordinalEnding = /\b(\d{1,2})(?:st|nd|rd|th)\b/gu;
const list = String.raw`(?:\d{1,2}(?:\s*(?:-|–|to|thru|through|until|till|bis)\s*\d{1,2})?)`;

/** Numbers of steps in a clause: lists and ranges, after a word that introduces them or as "the second one". */
function numberReader(lexicon: FactsLexicon, count: number): (text: string) => number[] {
  const words = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];
  const introducing = `(?:${lexicon.numbers.introducing.join("|")})`;
  const listed = new RegExp(
    `(?:^|(?<![\\w#]))${introducing}\\s*(?:the\\s+|steps?\\s+|numbers?\\s+|nos?\\.?\\s*|#\\s*)*(${list}(?:\\s*(?:,|and|&|\\+|plus|or|\\s)\\s*(?:and\\s+)?(?:step\\s+|number\\s+|#)?${list})*)(?![\\w.]*(?:times|x\\b|min|hour|day|day|week|month|year|second|%|percent|g\\b|am\\b|pm\\b|devices?|phones?|people|songs?|albums?))`,
    "gu",
  );
  const bare = new RegExp(`^\\W*(${list}(?:\\s*(?:,|and|&|\\+|\\s)\\s*(?:and\\s+)?${list})*)\\W*(?:done|tried|please|then|pls|didn'?t help|no luck|didnt help)?\\W*$`, "u");
  const ordinals = new RegExp(`\\bthe (${lexicon.numbers.ordinals.join("|")}) (?:one|step|thing|point|option)\\b`, "gu");
  const firstFew = new RegExp(`\\b(?:the )?first (${words.slice(1).join("|")}|\\d) (?:steps|ones|things|of them)?\\b`, "u");
  return (raw) => {
    const text = raw.replace(new RegExp(`\\b(?:${words.join("|")})\\b`, "gu"), (word) => String(words.indexOf(word) + 1));
    const found = new Set<number>();
    const add = (piece: string): void => {
      for (const part of piece.matchAll(/(\d{1,2})(?:\s*(?:-|–|to|thru|through|until|till|bis)\s*(\d{1,2}))?/gu)) {
        const from = Number(part[1]);
        const to = part[2] === undefined ? from : Number(part[2]);
        for (let at = from; at <= to && at <= count; at += 1) if (at >= 1) found.add(at);
      }
    };
    for (const match of text.matchAll(listed)) add(match[1] ?? "");
    const alone = bare.exec(text);
    if (alone) add(alone[1] ?? "");
    for (const match of raw.matchAll(ordinals)) found.add(lexicon.numbers.ordinals.indexOf(match[1] ?? "") + 1);
    if (/\b(?:step|one|thing|number|the)\b/u.test(raw))
      for (const match of text.matchAll(ordinalEnding)) if (/step|one|thing/u.test(text)) add(match[1] ?? "");
    const few = firstFew.exec(text);
    if (few) for (let at = 1; at <= Number(few[1]) || at <= words.indexOf(few[1] ?? "") + 1; at += 1) found.add(at);
    return [...found].filter((at) => at >= 1 && at <= count);
  };
}
