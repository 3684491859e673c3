import type { Device } from "../../../knowledge/article.ts";
import { devices as allDevices } from "../../../knowledge/article.ts";
import type { FactsLexicon } from "../../../knowledge/facts-lexicon.ts";
import { softmax } from "../classifier/softmax.ts";
import type { Entities } from "../entities/read-entities.ts";
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
} from "./facts.ts";
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
  entities: Entities;
  devices: readonly Device[];
  heads: Readonly<Record<string, Float32Array>>;
};
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
const thresholds = { steps: -0.5, asks: -0.5, deviceAlone: 1, devicePresent: -3.5, person: 0 };
/** "Fixed" ends a conversation, so it needs this probability. */
const minFixed = 0.85;

/** Makes the reader of facts for an article with these steps, in its own order. */
export function factsReader(options: { lexicon: FactsLexicon; steps: readonly string[]; article: string }): ReadFacts {
  const { lexicon, steps, article } = options;
  const numbersIn = numberReader(lexicon.numbers, steps.length);
  const everyStep = matcherOf(lexicon.numbers.all);
  const readSafety = safetyOf(lexicon.safety);
  return (input) => {
    const { typed, entities, heads } = input;
    const clauses = clausesIn(typed);
    const numbered = new Map<string, Said>();
    for (const clause of clauses) {
      const all = everyStep.test(clause.text) ? steps : numbersIn(clause.text).map((at) => steps[at - 1] ?? "");
      for (const step of all) numbered.set(step, everyStep.test(clause.text) ? "tried" : saidOfNumbers(clause));
    }
    const status = statusOf(heads);
    const outcome = outcomeOf(
      heads,
      clauses.every(({ question }) => question),
    );
    const said = new Map([...stepsOf(input), ...numbered]);
    if (status !== null && !said.has("check-status")) said.set("check-status", "tried");
    return {
      articles: entities.codes.ours !== null ? [article] : [],
      devices: devicesOf(input),
      steps: [...said].map(([step, what]) => ({ step, said: what })),
      outcome,
      status,
      asks: asksOf(input),
      person: (heads["person"]?.[0] ?? -1) > thresholds.person,
      safety: readSafety(typed),
    };
  };
}

function stepsOf({ heads, step: shown }: FactsInput): Map<string, Said> {
  const found = new Map<string, Said>();
  const scores = heads["steps"];
  const here = heads["here"];
  for (const [row, step] of headSteps.entries()) {
    const logits = saidValues.map((_, at) => scores?.[row * saidValues.length + at] ?? -9);
    const best = Math.max(...logits);
    if (best > thresholds.steps) found.set(step, saidValues[logits.indexOf(best)] ?? "tried");
  }
  if (shown && here) {
    const probabilities = softmax(Float64Array.from(here));
    const best = probabilities.indexOf(Math.max(...probabilities));
    if (best > 0 && probabilities[best]! > 0.5) found.set(shown, saidValues[best - 1] ?? "tried");
  }
  return found;
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
function devicesOf({ devices, heads }: FactsInput): { device: Device; role: Role }[] {
  const scores = heads["devices"];
  return allDevices.flatMap((device, row) => {
    const logits = roles.map((_, at) => scores?.[row * roles.length + at] ?? -9);
    const best = Math.max(...logits);
    const named = devices.includes(device);
    if (best <= (named ? thresholds.devicePresent : thresholds.deviceAlone)) return [];
    return [{ device, role: roles[logits.indexOf(best)] ?? "unclear" }];
  });
}

function outcomeOf(heads: FactsInput["heads"], onlyQuestions: boolean): Outcome | null {
  const scores = heads["outcome"];
  if (!scores) return null;
  const probabilities = softmax(Float64Array.from(scores));
  const fixed = probabilities[1] ?? 0;
  if (fixed >= minFixed && !onlyQuestions) return "fixed";
  const rest = [0, ...[...probabilities].map((value, at) => (at === 1 ? 0 : value))].slice(1);
  const best = rest.indexOf(Math.max(...rest));
  return best === 0 ? null : (outcomes[best - 1] ?? null);
}

function statusOf(heads: FactsInput["heads"]): Facts["status"] {
  const scores = heads["status"];
  if (!scores) return null;
  const best = scores.indexOf(Math.max(...scores));
  return best === 1 ? "outage" : best === 2 ? "fine" : null;
}

function asksOf({ heads, label }: FactsInput): string[] {
  const scores = heads["asks"];
  const found = questions.filter((_, at) => (scores?.[at] ?? -9) > thresholds.asks) as string[];
  const live = found.includes("live-status");
  const asked = label.startsWith("faq:") && !found.includes(label) ? [...found, label] : found;
  // A question about now is answered by the live status, not by what is usual.
  return live ? asked.filter((one) => one !== "faq:who-is-affected" && one !== "faq:how-long") : asked;
}
