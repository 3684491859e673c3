import type { Device } from "../../../knowledge/article.ts";
import { devices as allDevices } from "../../../knowledge/article.ts";
import type { FactsLexicon } from "../../../knowledge/facts-lexicon.ts";
import type { Lexicon, SafetyWords } from "../../../knowledge/lexicon.ts";
import { softmax } from "../classifier/softmax.ts";
import type { Entities, ReadEntities } from "../entities/read-entities.ts";
import { namedStepsReader } from "../entities/tried-steps.ts";
import type { ReadSessionQuestions, SessionQuestions } from "./session-questions.ts";
import { clausesIn } from "./clause.ts";
import {
  type Facts,
  type FactsAwaiting,
  outcomes,
  type Outcome,
  type Role,
  roles,
  type Said,
  saidValues,
} from "./message-facts.ts";
import { matcherOf } from "./matcher.ts";
import { safetyOf } from "./safety.ts";
import { numberReader, saidOfNumbers } from "./step-numbers.ts";

/** What was asked last, and what is on screen. */
export type FactsContext = {
  awaiting: FactsAwaiting;
  /** The step on screen. */
  step: string | null;
};

/** A message with what the layers before found in it. `heads`: logits of the transformer's heads for facts. */
export type FactsInput = FactsContext & {
  typed: string;
  label: string;
  confidence: number;
  oosProbability: number;
  entities: Entities;
  devices: readonly Device[];
  /** Null without the transformer: then rules and the label tell what they can. */
  heads: Readonly<Record<string, Float32Array>> | null;
};
type Heads = Readonly<Record<string, Float32Array>>;
export type ReadFacts = (input: FactsInput) => Facts;

/** Questions that the head of the same name knows, in its order. */
const questions = [
  "faq:what-it-means",
  "faq:whose-fault",
  "faq:how-long",
  "faq:status-fine",
  "faq:who-is-affected",
  "faq:tools-needed",
  "faq:fix-time",
  "faq:difficulty",
  "faq:severity",
  "faq:professional",
  "faq:lose-downloads",
  "live-status",
  "case",
  "place",
  "privacy",
  "step-safety",
] as const;

/** Logits from which a head's output counts, chosen on own development texts: a little below the even odds. */
const thresholds = {
  stepNamed: -0.75,
  stepAlone: 1.5,
  asks: -0.5,
  deviceAlone: 1,
  devicePresent: -3.5,
  person: 0,
};
/** "Fixed" ends a conversation, so it needs this probability. */
const minFixed = 0.85;

/** Makes the reader of facts for an article with these steps, in its own order. */
export function factsReader(options: {
  lexicon: FactsLexicon;
  steps: readonly string[];
  article: string;
  readEntities: ReadEntities;
  safetyWords: SafetyWords;
  /** Without one of these nothing is said of the status page. */
  statusHints: readonly string[];
  triedSteps: Lexicon["tried-steps"];
  readQuestions: ReadSessionQuestions;
}): ReadFacts {
  const { lexicon, steps, article, readEntities } = options;
  const namedSteps = namedStepsReader(options.triedSteps);
  const statusHint = new RegExp(options.statusHints.join("|"), "u");
  const numbersIn = numberReader(lexicon.numbers, steps.length);
  const everyStep = matcherOf(lexicon.numbers.all);
  const readSafety = safetyOf(options.safetyWords);
  return (input) => {
    const { typed, entities } = input;
    const heads = input.heads ?? {};
    const clauses = clausesIn(typed);
    const numbered = new Map<string, Said>();
    for (const clause of clauses) {
      const all = everyStep.test(clause.text) ? steps : numbersIn(clause.text).map((at) => steps[at - 1] ?? "");
      for (const step of all) numbered.set(step, everyStep.test(clause.text) ? "tried" : saidOfNumbers(clause));
    }
    const status = statusHint.test(typed) ? statusOf(heads) : null;
    const onlyQuestions = clauses.every(({ question }) => question);
    const outcome = input.heads ? outcomeOf(heads, onlyQuestions) : outcomeByRules(input, onlyQuestions);
    // What is out of scope tells nothing of steps, whatever the heads see in it.
    const isForeign = input.label === "none" && input.oosProbability > maxOosOfFacts && entities.tried.length === 0;
    const named = namedSteps(typed);
    const caseOpen = input.awaiting === "case";
    const isAsking = clauses.some(({ question }) => question);
    const found = isForeign
      ? new Map<string, Said>()
      : input.heads
        ? stepsOf(heads, { ...input, named, numbered: numbered.size > 0 })
        : stepsByRules(input);
    const said = withCredit(new Map([...found, ...numbered]), { outcome, shown: input.step, named });
    if (status !== null && !said.has("check-status")) said.set("check-status", "tried");
    return {
      articles: entities.codes.ours !== null ? [article] : [],
      devices: input.heads
        ? cured(withRoles(devicesOf(heads, input.devices), typed, readEntities), outcome)
        : entities.devices.named.map((device) => ({ device, role: "unclear" as const })),
      steps: [...said].map(([step, what]) => ({ step, said: what })),
      outcome,
      status,
      asks: asksOf(
        heads,
        input.label,
        isAsking ? options.readQuestions(typed, { asked: input.awaiting, caseOpen }) : null,
      ),
      person: input.heads
        ? (heads["person"]?.[0] ?? -1) > thresholds.person
        : input.label === "human" && input.confidence >= sureLabel,
      safety: readSafety(typed),
    };
  };
}

/** Out-of-scope probability from which the heads are not asked about steps. */
const maxOosOfFacts = 0.8;

/** Confidence from which the label alone is believed, where no head confirms it. */
const sureLabel = 0.85;

/** Without the heads: a claim is believed if the label is sure and the words say the same. */
function outcomeByRules({ label, confidence, entities, typed }: FactsInput, onlyQuestions: boolean): Outcome | null {
  const { works, fails } = entities.outcome;
  if (label === "nav:not-fixed") return "not-fixed";
  if (label !== "nav:fixed" || fails || onlyQuestions || confidence < sureLabel) return null;
  return works || /^(?:yes|yeah|yep|yup|y|ya|ja|si)\b/u.test(typed) ? "fixed" : null;
}

/** Without the heads: steps done, by their words; and the step on screen, by the label. */
function stepsByRules({ label, entities, step }: FactsInput): Map<string, Said> {
  const found = new Map<string, Said>(entities.tried.map((one) => [one, "tried"]));
  if (label.startsWith("step:") && !found.has(label.slice(5))) found.set(label.slice(5), "wants");
  if (step !== null && label === "nav:skip" && found.size === 0) found.set(step, "cannot");
  return found;
}

/**
 * Steps that the heads see in a text: where its words name the step, on little evidence; else only if sure. Beside
 * numbers of steps, which say what is meant, a step must be named. Words that say "done" count where the heads are silent.
 */
function stepsOf(
  heads: Heads,
  text: { step: string | null; named: ReadonlySet<string>; numbered: boolean; entities: Entities },
): Map<string, Said> {
  const { step: shown, named, numbered, entities } = text;
  const found = new Map<string, Said>();
  const scores = heads["steps"];
  const here = heads["here"];
  for (const [row, step] of headSteps.entries()) {
    const logits = saidValues.map((_, at) => scores?.[row * saidValues.length + at] ?? -9);
    const best = Math.max(...logits);
    if (numbered && !named.has(step)) continue;
    if (best > (named.has(step) ? thresholds.stepNamed : thresholds.stepAlone))
      found.set(step, saidValues[logits.indexOf(best)] ?? "tried");
  }
  for (const step of entities.tried) if (!found.has(step)) found.set(step, "tried");
  if (shown && here && !(numbered && !named.has(shown))) {
    const probabilities = softmax(Float64Array.from(here));
    const best = probabilities.indexOf(Math.max(...probabilities));
    if (best > 0 && probabilities[best]! > 0.5) found.set(shown, saidValues[best - 1] ?? "tried");
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
  const done = [...said].filter(([step, what]) => what === "tried" && step !== "check-status");
  const [only] = done;
  if (only && done.length === 1 && ![...said.values()].includes("helped")) said.set(only[0], "helped");
  if (shown !== null && said.get(shown) === "helped" && !named.has(shown)) said.delete(shown);
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

/** Devices that the text names, with the role that the head gives them; and those that only the head sees, if sure. */
function devicesOf(heads: Heads, devices: readonly Device[]): { device: Device; role: Role }[] {
  const scores = heads["devices"];
  return allDevices.flatMap((device, row) => {
    const logits = roles.map((_, at) => scores?.[row * roles.length + at] ?? -9);
    const best = Math.max(...logits);
    const named = devices.includes(device);
    if (best <= (named ? thresholds.devicePresent : thresholds.deviceAlone)) return [];
    return [{ device, role: roles[logits.indexOf(best)] ?? "unclear" }];
  });
}

const roleBorder = /[,.;!?\n]+\s*|\s+(?:but|and|while|whereas|only|though|although|yet)\s+/u;
const fine =
  /\b(?:fine|ok|okay|good|great|perfectly?|no (?:problems?|issues?|trouble|errors?)|without (?:a )?(?:problems?|issues?|trouble|hitch))\b/u;

/** The roles that single clauses tell: "works on my mac, only the phone has the error". */
function withRoles(
  devices: readonly { device: Device; role: Role }[],
  typed: string,
  readEntities: ReadEntities,
): { device: Device; role: Role }[] {
  if (devices.length === 0) return [];
  const told = new Map<Device, Role>();
  for (const clause of typed.split(roleBorder)) {
    const { devices: inClause, outcome, codes } = readEntities(clause);
    const works = outcome.works || fine.test(clause);
    const fails = outcome.fails || codes.ours !== null;
    if (works !== fails) for (const device of inClause.named) told.set(device, works ? "works" : "fails");
  }
  return devices.map(({ device, role }) => ({ device, role: told.get(device) ?? role }));
}

/** Where the music plays again, the only device that is named plays it. */
function cured(devices: { device: Device; role: Role }[], outcome: Outcome | null): { device: Device; role: Role }[] {
  const [only] = devices;
  return outcome === "fixed" && only && devices.length === 1 ? [{ ...only, role: "works" }] : devices;
}

function outcomeOf(heads: Heads, onlyQuestions: boolean): Outcome | null {
  const scores = heads["outcome"];
  if (!scores) return null;
  const probabilities = softmax(Float64Array.from(scores));
  const fixed = probabilities[1] ?? 0;
  if (fixed >= minFixed && !onlyQuestions) return "fixed";
  const rest = [0, ...[...probabilities].map((value, at) => (at === 1 ? 0 : value))].slice(1);
  const best = rest.indexOf(Math.max(...rest));
  return best === 0 ? null : (outcomes[best - 1] ?? null);
}

function statusOf(heads: Heads): Facts["status"] {
  const scores = heads["status"];
  if (!scores) return null;
  const best = scores.indexOf(Math.max(...scores));
  return best === 1 ? "outage" : best === 2 ? "fine" : null;
}

function asksOf(heads: Heads, label: string, words: SessionQuestions | null): string[] {
  const scores = heads["asks"];
  const byHead = questions.filter((_, at) => (scores?.[at] ?? -9) > thresholds.asks) as string[];
  const inquiries = words && !words.subscribes ? words.inquiries : [];
  const byWords = inquiries.filter((one) => (questions as readonly string[]).includes(one));
  const found: string[] = [...new Set([...byHead, ...byWords])];
  const live = found.includes("live-status");
  const asked = label.startsWith("faq:") && !found.includes(label) ? [...found, label] : found;
  // A question about now is answered by the live status, not by what is usual.
  return live ? asked.filter((one) => one !== "faq:who-is-affected" && one !== "faq:how-long") : asked;
}
