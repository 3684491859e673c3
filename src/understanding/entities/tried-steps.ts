import type { Lexicon } from "../../../knowledge/lexicon.ts";
import { oncePer, rememberBriefly } from "../../common/remember.ts";
import { anyOf, testOfAny } from "../normalise/patterns.ts";
import { withoutMachineText } from "./machine-text.ts";

/** Before the words of a step: that it was not done. */
export const notDone =
  /\b(?:not|never|haven't|havent|hasn't|didn't|didnt|don't|without|before i|if i|should i|can i|when i|am i|has it|want to be|getting|gets|being|get|keeps?|keep getting|i am|i'm|im|was|were|me)(?: \w+){0,2}\s*$/u;

/**
 * Creates the reader of steps that a text says were already done ("cleared the cache, no luck"): ids, in the order of
 * the lexicon. `known` are the ids there are.
 */
export function triedStepsReader(
  { steps }: Lexicon["tried-steps"],
  known: ReadonlySet<string>,
): (typed: string) => string[] {
  const done = steps.map(({ step, said }) => [step, new RegExp(said.join("|"), "u")] as const);
  const anyDone = testOfAny(done.map(([, pattern]) => pattern));
  return (typed) => {
    if (!anyDone(typed)) return [];
    return done.flatMap(([step, pattern]) => {
      const match = known.has(step) ? pattern.exec(typed) : null;
      return match && !notDone.test(typed.slice(0, match.index)) ? [step] : [];
    });
  };
}

/** "DNS is fine", "the network looks healthy": a thing is said to be well, and nothing was done to it. */
const isWell =
  /\b(?:dns|routers?|modem|network|wi-?fi|lan|connection|internet|firewall|prox(?:y|ies)|vpn|cache)\b[\s:=]*(?:(?:is|are|looks?|seems?|was) )?(?:all )?(?:fine|ok|okay|good|clean|healthy|normal)\b/gu;

/** Creates the reader of steps that a text has words for, whatever it says about them; links and paths are no words. */
export const namedStepsReader = oncePer(({ steps }: Lexicon["tried-steps"]) => {
  const words = steps.map(({ step, named, unnamed }) => ({
    step,
    named: new RegExp(named.join("|"), "u"),
    unnamed: unnamed.length > 0 ? anyOf(unnamed, "gu") : null,
  }));
  return rememberBriefly((typed): ReadonlySet<string> => {
    const spoken = withoutMachineText(typed).replace(isWell, " ");
    const isNamed = ({ named, unnamed }: (typeof words)[number]): boolean =>
      named.test(unnamed ? spoken.replace(unnamed, " ") : spoken);
    return new Set(words.filter(isNamed).map(({ step }) => step));
  });
});

/** Creates the test whether a clause says that something was not done: "I didn't flush the DNS cache". */
export const undoneTest = oncePer(({ undone }: Lexicon["tried-steps"]) => {
  const pattern = anyOf(undone);
  return rememberBriefly((clause): boolean => pattern.test(clause));
});

/** Creates the reader of steps that a text says are not possible, or not allowed. */
export function impossibleStepsReader({ steps }: Lexicon["tried-steps"]): (typed: string) => readonly string[] {
  const words = steps
    .filter(({ cannot }) => cannot.length > 0)
    .map(({ step, cannot }) => [step, new RegExp(cannot.join("|"), "u")] as const);
  return (typed) => words.flatMap(([step, pattern]) => (pattern.test(typed) ? [step] : []));
}

/** Creates the reader of steps at which a text says that there is nothing to do: "the VPN is off", "it's up to date". */
export function needlessStepsReader({ steps }: Lexicon["tried-steps"]): (typed: string) => readonly string[] {
  const words = steps
    .filter(({ needless }) => needless.length > 0)
    .map(({ step, needless }) => [step, new RegExp(needless.join("|"), "u")] as const);
  return (typed) => words.flatMap(([step, pattern]) => (pattern.test(typed) ? [step] : []));
}

const participle = "(?:did|done|tried|been|had|gone|made|reset|quit|shut|\\w+ed)";
const before = new RegExp(
  `\\balready (?:have |had |been )?${participle}\\b|\\b${participle}\\b[^.?!]{0,40}\\b(?:already|before|beforehand|earlier|yesterday|last night|this morning|twice|times)\\b|\\bdid (?:that|this|it) (?:one )?(?:first|too)\\b`,
  "u",
);

/** True for a text that says of whatever it is about that it was done before. */
export function readDoneBefore(typed: string): boolean {
  const match = before.exec(typed);
  return (
    match !== null &&
    !/\b(?:not|never|haven't|havent|hasn't|didn't|didnt|can't|cannot|if|whether)(?: \w+)?\s*$/u.test(
      typed.slice(0, match.index),
    )
  );
}
