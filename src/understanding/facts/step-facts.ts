import type { FactsLexicon } from "../../../knowledge/facts-lexicon.ts";
import type { Lexicon } from "../../../knowledge/lexicon.ts";
import { softmax } from "../classifier/softmax.ts";
import type { Entities } from "../entities/read-entities.ts";
import { impossibleStepsReader, namedStepsReader, undoneTest } from "../entities/tried-steps.ts";
import { anyOf } from "../normalise/patterns.ts";
import type { Clause } from "./clause.ts";
import { matcherOf } from "./matcher.ts";
import { type Facts, type Outcome, type Said, saidValues } from "./message-facts.ts";
import type { FactsInput } from "./read-facts.ts";
import { numberReader } from "./step-numbers.ts";

/** What a text says of the steps of an article: by number, by the heads, by words. */

type Heads = Readonly<Record<string, Float32Array>>;
/** What the readers before found in the same text. */
type Found = { clauses: readonly Clause[]; outcome: Outcome | null; status: Facts["status"] };

/** Logits from which a step counts that the text names, and one that it does not; chosen on own development texts. */
const thresholds = { named: 0, alone: 1.5 };

/** Out-of-scope probability from which the heads are not asked about steps. */
const maxOosOfFacts = 0.8;

/** Makes the reader of steps for an article with these steps, in its own order. */
export function stepsReader(options: {
  lexicon: FactsLexicon;
  steps: readonly string[];
  triedSteps: Lexicon["tried-steps"];
}): (input: FactsInput, found: Found) => Required<Pick<Facts, "steps" | "undone">> {
  const { lexicon, steps } = options;
  const namedSteps = namedStepsReader(options.triedSteps);
  const impossibleSteps = impossibleStepsReader(options.triedSteps);
  const isUndone = undoneTest(options.triedSteps);
  const turnWishes = wishTurner(options.triedSteps, namedSteps);
  const numbersIn = numberReader(lexicon.numbers, steps.length, isUndone);
  const { all: ofAll, allAtFirst: ofAllAtFirst, rest: ofRest } = lexicon.numbers;
  const [everyStep, everyStepAtFirst, rest] = [ofAll, ofAllAtFirst, ofRest].map(matcherOf) as [RegExp, RegExp, RegExp];

  const byNumber = (clauses: readonly Clause[], all: boolean): Map<string, Said> => {
    const reports = all
      ? [{ places: steps.map((_, at) => at + 1), said: "tried" as const }]
      : clauses.flatMap((clause) => numbersIn(clause));
    return new Map(
      reports.flatMap(({ places, said }) =>
        said === null ? [] : places.map((place) => [steps[place - 1] ?? "", said] as const),
      ),
    );
  };

  return (input, { clauses, outcome, status }) => {
    const { typed, entities, heads } = input;
    // "All done already" tells of a step where one is on screen, and of the whole list in a first message.
    const missing = clauses.filter(({ text }) => isUndone(text)).flatMap(({ text }) => [...namedSteps(text)]);
    const isRest = missing.length > 0 && rest.test(typed);
    const all = everyStep.test(typed) || isRest || (input.step === null && everyStepAtFirst.test(typed));
    const numbered = byNumber(clauses, all);
    const named = namedSteps(typed);
    // What is out of scope tells nothing of steps, whatever the heads see in it.
    const isForeign = input.label === "none" && input.oosProbability > maxOosOfFacts && entities.tried.length === 0;
    const found = isForeign
      ? new Map<string, Said>()
      : heads
        ? stepsOf(heads, { ...input, named, numbered: numbered.size > 0 })
        : stepsByRules(input);
    if (heads) byUnknownLabel(found, input.label, named);
    if (!isForeign) turnWishes(found, clauses);
    for (const step of isForeign ? [] : impossibleSteps(typed)) found.set(step, "cannot");
    const { yes, no: open } = listedIn(typed, namedSteps);
    for (const step of yes) if (!found.has(step)) found.set(step, "tried");
    for (const step of open) found.delete(step);
    for (const step of missing) if (found.get(step) === "tried") found.delete(step);
    const notDone = clauses
      .flatMap(({ text, question }) => text.split(didToo).map((part) => ({ text: part, question })))
      .filter(({ text }) => isUndone(text))
      .flatMap((clause) => numbersIn(clause).flatMap(({ places }) => places.map((at) => steps[at - 1] ?? "")));
    for (const step of notDone) if (found.get(step) === "tried") found.delete(step);
    const said = withCredit(new Map([...found, ...numbered]), { outcome, shown: input.step, named });
    if (all) for (const step of [...exceptedIn(typed, steps, namedSteps), ...missing]) said.delete(step);
    if (status !== null && !said.has("check-status")) said.set("check-status", "tried");
    const place = ([step]: readonly [string, Said]): number => steps.indexOf(step);
    const sorted = [...said].toSorted((one, other) => place(one) - place(other));
    return { steps: sorted.map(([step, what]) => ({ step, said: what })), undone: [...notDone, ...open] };
  };
}

/** Makes what turns wishes that are none: "skip the router" wishes for no step, and "the cache one is done" neither. */
function wishTurner(
  words: Lexicon["tried-steps"],
  namedSteps: (typed: string) => ReadonlySet<string>,
): (found: Map<string, Said>, clauses: readonly Clause[]) => void {
  const [refused, declined, done] = [anyOf(words.refused), anyOf(words.declined), anyOf(words.done)];
  return (found, clauses) => {
    for (const { text } of clauses.filter(({ question }) => !question)) {
      if (declined.test(text)) for (const step of namedSteps(text)) found.set(step, "cannot");
      const turned = refused.test(text) ? "cannot" : done.test(text) ? "tried" : null;
      if (turned === null) continue;
      for (const step of namedSteps(text)) if (found.get(step) === "wants") found.set(step, turned);
    }
  };
}

/** Without the heads: steps done, by their words; and the step on screen, by the label. */
function stepsByRules({ label, entities, step }: FactsInput): Map<string, Said> {
  const found = new Map<string, Said>(entities.tried.map((one) => [one, "tried"]));
  if (label.startsWith("step:") && !found.has(label.slice(5))) found.set(label.slice(5), "wants");
  if (step !== null && label === "nav:skip" && found.size === 0)
    found.set(step, entities.doneBefore ? "tried" : "cannot");
  return found;
}

/** A label of a step that the heads have never seen: that step is wished for, and not another that they took it for. */
function byUnknownLabel(found: Map<string, Said>, label: string, named: ReadonlySet<string>): void {
  const step = label.startsWith("step:") ? label.slice(5) : null;
  if (step === null || headSteps.some((one) => one === step)) return;
  for (const [other, what] of found)
    if ((what === "asks" || what === "wants") && !named.has(other)) found.delete(other);
  if (!found.has(step)) found.set(step, "wants");
}

/** "Haven't done 5 yet, did 3": what was done is told of behind what was not. */
const didToo = /,\s+(?=(?:did|done|tried)\b)/u;

const listed = /^(?:the )?([^,]{2,30}?):? (yes|yep|done|ok|check|no|nope|not|not yet)\W*$/u;

/** A list that says yes of some steps: what it says no of is not done yet. "Router yes, reinstall no." */
function listedIn(typed: string, namedSteps: (typed: string) => ReadonlySet<string>): { yes: string[]; no: string[] } {
  const items = typed.split(/\s*[,;.\n]\s*(?:and |but )?/u).map((item) => listed.exec(item));
  const stepsOfItems = (isNo: boolean): string[] =>
    items.flatMap((item) => (item && item[2]?.startsWith("no") === isNo ? [...namedSteps(item[1] ?? "")] : []));
  const yes = stepsOfItems(false);
  const no = yes.length === 0 ? [] : stepsOfItems(true);
  // One "router ok" is no list.
  return yes.length + no.length > 1 ? { yes, no } : { yes: [], no: [] };
}

/** What stands behind "all of them except". */
const exception = /\b(?:except(?:ing)?(?: for)?|but not|but|apart from|other than|besides|minus|without|bar)\b(.*)$/u;

/** Steps that stand behind the "except" of "all of them except", by their words or numbers. */
function exceptedIn(
  text: string,
  steps: readonly string[],
  namedSteps: (typed: string) => ReadonlySet<string>,
): readonly string[] {
  const excepted = exception.exec(text)?.[1] ?? "";
  const named = namedSteps(excepted);
  const numbers = new Set([...excepted.matchAll(/\d{1,2}/gu)].map(([number]) => Number(number)));
  return steps.filter((step, at) => named.has(step) || numbers.has(at + 1));
}

/** "I can't do that here": a refusal that names nothing is no longer than this. */
const maxBareWords = 9;

/** Speaks of the step on screen without its words. */
const pointsHere = /\b(?:this|that|it|here|these|both|also|too|either|neither|same)\b/u;

/** Says of whatever was asked for that it is done, or how to do it. */
const saysDone = /\b(?:did|done|doing|tried|trying|finished|completed|went|how|already|before|where|which)\b/u;

/** Says that something is not possible or not wanted. */
const refuses = /\b(?:can't|cant|cannot|can not|couldn't|won't|don't want|not allowed|no way|impossible)\b/u;

/**
 * Steps that the heads see in a text: where its words name the step, on little evidence; else only if sure. Beside
 * numbers of steps, which say what is meant, a step must be named. Words that say "done" count where the heads are silent.
 */
function stepsOf(
  heads: Heads,
  text: { typed: string; step: string | null; named: ReadonlySet<string>; numbered: boolean; entities: Entities },
): Map<string, Said> {
  const { typed, step: shown, named, numbered, entities } = text;
  const found = new Map<string, Said>();
  const scores = heads["steps"];
  const here = heads["here"];
  for (const [row, step] of headSteps.entries()) {
    const logits = saidValues.map((_, at) => scores?.[row * saidValues.length + at] ?? -9);
    const best = Math.max(...logits);
    if (numbered && !named.has(step)) continue;
    if (best > (named.has(step) ? thresholds.named : thresholds.alone))
      found.set(step, saidValues[logits.indexOf(best)] ?? "tried");
  }
  for (const step of entities.tried) if (!found.has(step)) found.set(step, "tried");
  if (shown && here && !(numbered && !named.has(shown))) {
    const probabilities = softmax(Float64Array.from(here));
    const best = probabilities.indexOf(Math.max(...probabilities));
    const seen = saidValues[best - 1];
    // "Already done" passes the step over as "skip" does, but because it was tried.
    const what = seen === "cannot" && entities.doneBefore && !refuses.test(typed) ? "tried" : seen;
    // "Nope" after a step says how it went, not that it was done.
    const isShort = typed.split(" ").length <= maxBareWords;
    const isSaid = (what === "cannot" && isShort) || what === "helped" || named.has(shown) || saysDone.test(typed);
    // What is said of another step that the text names is not said of the one on screen as well.
    const isOthers =
      !named.has(shown) && !pointsHere.test(typed) && [...found].some(([step]) => step !== shown && named.has(step));
    if (what && probabilities[best]! > 0.5 && isSaid && !isOthers) found.set(shown, what);
    if (isOthers) found.delete(shown);
  }
  return found;
}

/**
 * With a cure, the only step that was done gets the credit, but for looking at the status page. "Yes" after a step names
 * none, and credits none by itself.
 */
function withCredit(
  said: Map<string, Said>,
  { outcome, shown, named }: { outcome: Outcome | null; shown: string | null; named: ReadonlySet<string> },
): Map<string, Said> {
  if (outcome !== "fixed") return said;
  if (shown !== null && said.get(shown) === "helped" && !named.has(shown)) said.delete(shown);
  const done = [...said].filter(([step, what]) => what === "tried" && step !== "check-status");
  const [only] = done;
  const isOnScreen = only?.[0] === shown && shown !== null && !named.has(shown);
  if (only && done.length === 1 && !isOnScreen && ![...said.values()].includes("helped")) said.set(only[0], "helped");
  return said;
}

/** The steps that the head was trained on, in its order. */
const headSteps = [
  "check-status",
  "restart-app",
  "restart-router",
  "switch-network",
  "clear-cache",
  "disable-vpn",
  "update-app",
  "flush-dns",
  "reinstall",
  "relogin",
] as const;
