import type { ExpectedInput } from "../../../dialogs/events.ts";
import type { Scores } from "../classifier/classifier.ts";
import type { Entities } from "../entities/read-entities.ts";

/** What a rule may depend on; `words` are the input of the classifier. */
export type RuleInput = {
  scores: Scores;
  labels: readonly string[];
  entities: Entities;
  words: readonly string[];
  awaiting: ExpectedInput;
};

/** Words up to which a text that names a device is the answer to "which device". */
const maxAnswerWords = 5;

/** Multiplies the probability of each label by a factor, and normalises. */
function reweight(scores: Scores, labels: readonly string[], factorOf: (label: string) => number): Scores {
  const weighted = new Float64Array(labels.length);
  let total = 0;
  for (let at = 0; at < weighted.length; at += 1)
    total += weighted[at] = Math.max(scores.probabilities[at]!, 1e-9) * factorOf(labels[at]!);
  if (total === 0) return scores;
  for (let at = 0; at < weighted.length; at += 1) weighted[at]! /= total;
  return { ...scores, probabilities: weighted };
}

const only = (scores: Scores, labels: readonly string[], label: string): Scores =>
  reweight(scores, labels, (name) => (name === label ? 1 : 0));
const outOfScope = (scores: Scores): Scores => ({ ...scores, oosProbability: 0.97 });
/** Multiplies the odds of being in scope by a factor. */
const inScope = (scores: Scores, factor: number): Scores => ({
  ...scores,
  oosProbability: scores.oosProbability / (scores.oosProbability + factor * (1 - scores.oosProbability)),
});

/** Another error code: reported, or asked about, which is out of scope. */
function otherCode({ scores, labels, entities }: RuleInput): Scores {
  return entities.topics.includes("asks") ? outOfScope(scores) : inScope(only(scores, labels, "problem:other"), 20);
}

function namedDevice({ scores, labels, entities, words }: RuleInput): Scores {
  const wanted = `platform:${entities.device}`;
  if (words.length <= maxAnswerWords && !entities.topics.includes("asks"))
    return inScope(only(scores, labels, wanted), 6);
  return inScope(
    reweight(scores, labels, (label) => (label === wanted ? 30 : label.startsWith("platform:") ? 0.1 : 1)),
    2,
  );
}

/** Another product or a server of the person and not our product: its error if one is reported, else more likely so. */
function otherProduct({ scores, labels, entities }: RuleInput): Scores {
  const { outcome, topics } = entities;
  if (outcome.fails && !outcome.works && !topics.includes("asks"))
    return inScope(
      reweight(scores, labels, (label) => (label === "problem:other" ? 60 : 1)),
      6,
    );
  return reweight(scores, labels, (label) => (label === "problem:other" ? 10 : 1));
}

/** After a step, and after the case was closed: a text that says it fails is no report of success, nor the reverse. */
function byOutcome({ scores, labels, entities, awaiting }: RuleInput): Scores {
  const { works, fails, relapse, unsaid } = entities.outcome;
  if (entities.topics.includes("asks") || (awaiting !== "step-result" && awaiting !== "resolved")) return scores;
  const elsewhere =
    entities.codes.other || ((entities.brands.other || entities.brands.ownServer) && !entities.brands.ours);
  if (awaiting === "resolved" && relapse && !elsewhere) return inScope(only(scores, labels, "nav:not-fixed"), 20);
  if (works !== fails) {
    const contradicted = works ? "nav:not-fixed" : "nav:fixed";
    return reweight(scores, labels, (label) => (label === contradicted ? 0.2 : 1));
  }
  return unsaid
    ? reweight(scores, labels, (label) => (label === "nav:fixed" || label === "nav:not-fixed" ? 0.05 : 1))
    : scores;
}

/** Applies what is known for sure; the rest stays the classifier's scores. */
export function applyRules(input: RuleInput): Scores {
  return byEntity({ ...input, scores: byOutcome(input) });
}

/** Digits that are no code rule out neither a person nor what is said to the guide: "I don't want to do 502 steps". */
function isTalkOfGuide({ scores, labels }: RuleInput): boolean {
  const best = labels[scores.probabilities.indexOf(Math.max(...scores.probabilities))] ?? "";
  return best === "human" || best === "faq:professional" || best.startsWith("nav:") || best === "yes" || best === "no";
}

function byEntity(input: RuleInput): Scores {
  const { scores, labels, entities, awaiting } = input;
  const { codes, brands, device, devices } = entities;
  if (codes.other && codes.ours === null) return otherCode(input);
  if (codes.elsewhere && codes.ours === null && !brands.ours && !isTalkOfGuide(input)) return outOfScope(scores);
  if ((brands.other || brands.ownServer) && !brands.ours) return otherProduct(input);
  if (awaiting === "platform" && device !== null) return namedDevice(input);
  if (codes.ours !== null && !brands.other && !brands.ownServer)
    return inScope(
      reweight(scores, labels, (label) => (label === "problem:other" ? 0.2 : 1)),
      6,
    );
  if (devices.denied.length > 0)
    return reweight(scores, labels, (label) =>
      devices.denied.some((name) => label === `platform:${name}`) ? 0.05 : 1,
    );
  return scores;
}
