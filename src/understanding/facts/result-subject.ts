import type { Lexicon } from "../../../knowledge/lexicon.ts";
import { resultTests } from "../../../knowledge/message-word-lists.ts";
import { anyOf } from "../normalise/patterns.ts";
import { clausesIn } from "./clause.ts";

/**
 * What a part of a message that says how something went is about: the music, the error or the step on screen ("own"),
 * nothing that it names ("no", "still the same"), somebody ("person") or anything else ("the button doesn't work").
 */
export type Subject = "own" | "unnamed" | "person" | "else";

/** Whether words name the step on screen. */
type IsOfStep = (words: string) => boolean;

export type ResultWords = {
  /** The parts of the statements of a text; questions say of nothing how it went. */
  partsOf: (typed: string) => string[];
  /** Of what a part says that it failed, or did not help; null where it says so of nothing. */
  failureIn: (part: string, isOfStep: IsOfStep) => Subject | null;
  /** Of what a part says that it works or plays. */
  successIn: (part: string, isOfStep: IsOfStep) => Subject | null;
  /** A part without its verbs of doing. */
  withoutActions: (part: string) => string;
} & Tests;

type Tested = (typeof resultTests)[number];
type Tests = Readonly<Record<Tested, (text: string) => boolean>>;

const partBorder = /,\s*|\s+(?:and|but|then|so|because|coz|cuz|yet|n|&|\+)\s+|\s+-+\s+|…|\.{2,}/u;
const word = /[\p{L}\p{N}][\p{L}\p{N}'’]*/gu;

const wordSet = (lines: readonly string[]): ReadonlySet<string> => new Set(lines.flatMap((line) => line.split(" ")));

/** Compiles the lists. */
export function resultWords(lexicon: Lexicon["results"]): ResultWords {
  const [fillers, things] = [wordSet(lexicon.fillers), wordSet(lexicon.things)];
  const [fails, bare, works] = [lexicon.fails, lexicon.bare, lexicon.works].map((list) => anyOf(list)) as [
    RegExp,
    RegExp,
    RegExp,
  ];
  const tests = Object.fromEntries(resultTests.map((name) => [name, anyOf(lexicon[name])])) as Record<Tested, RegExp>;
  const { actions, others, topics } = tests;

  /** Words that say more than how it went. */
  const namesIn = (text: string): string[] =>
    (text.match(word) ?? [])
      .map((one) => one.replace(/['’]s$/u, ""))
      .filter((one) => !fillers.has(one) && !/^\d+$/u.test(one) && !actions.test(one));
  const subjectOf = (before: string, isOfStep: IsOfStep): Subject => {
    const names = namesIn(before);
    if (names.length === 0) return "unnamed";
    return isOfStep(before) || names.some((name) => things.has(name)) ? "own" : "else";
  };
  const saidOf = (pattern: RegExp, part: string, isOfStep: IsOfStep): Subject | null => {
    const found = pattern.exec(part);
    if (!found) return null;
    if (others.test(part)) return "person";
    if (topics.test(part)) return "else";
    // "My favourite error is still here": the error is what is told of.
    const isOwn = (found[0].match(word) ?? []).some((one) => things.has(one));
    return isOwn ? "own" : subjectOf(part.slice(0, found.index), isOfStep);
  };
  /** "No", with nothing behind it that it could belong to: "no router here" is none. */
  const bareIn = (part: string, isOfStep: IsOfStep): Subject | null => {
    const found = bare.exec(part);
    if (!found) return null;
    const behind = part.slice(found.index + found[0].length);
    const left = namesIn(behind).filter((name) => !things.has(name));
    if (left.length > 0 && !isOfStep(behind)) return null;
    if (topics.test(part)) return "else";
    return others.test(part) ? "person" : subjectOf(part.slice(0, found.index), isOfStep);
  };

  return {
    partsOf: (typed) =>
      clausesIn(typed)
        .filter(({ question }) => !question)
        .flatMap(({ text }) => text.split(partBorder))
        .filter((part) => part.trim() !== ""),
    failureIn: (part, isOfStep) => saidOf(fails, part, isOfStep) ?? bareIn(part, isOfStep),
    // "The restart worked" says that it helped, and "the VPN is running" does not; "mine is good now" is this person's.
    successIn: (part, isOfStep) => {
      const mayHelp = /\b(?:w[or]{2}k|fix|cured|solved)/u.test(part);
      return saidOf(works, part, (text) => /\bmine\b/u.test(text) || (mayHelp && isOfStep(text)));
    },
    withoutActions: (part) => part.replace(new RegExp(actions.source, "gu"), " "),
    ...(Object.fromEntries(resultTests.map((name) => [name, (text: string) => tests[name].test(text)])) as Tests),
  };
}
