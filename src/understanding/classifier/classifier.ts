import type { ExpectedInput } from "../../../dialogs/events.ts";
import type { TransformerScores } from "../transformer/transformer-classifier.ts";
import { tfidfVectorizer } from "./features.ts";
import type { Model } from "./model-file.ts";
import { logSoftmax, logits, maxOf, softmax } from "./softmax.ts";
import type { Encoder } from "./static-vectors.ts";

/**
 * Prior of the intents after a question, as factors on their probability; 1 by default. Never 0: a mask would make a rare
 * intent impossible.
 */
const groups: Readonly<Record<string, (label: string) => boolean>> = {
  fixed: (label) => label === "nav:fixed",
  failed: (label) => label === "nav:not-fixed",
  move: (label) => ["nav:skip", "nav:back", "nav:repeat", "nav:wait"].includes(label),
  guide: (label) => ["nav:restart", "nav:stop", "nav:list"].includes(label),
  resume: (label) => label === "nav:resume",
  device: (label) => label.startsWith("platform:"),
  problem: (label) => label.startsWith("problem:"),
  step: (label) => label.startsWith("step:"),
  answer: (label) => label === "yes" || label === "no",
  greeting: (label) => label === "greeting",
  ending: (label) => label === "thanks" || label === "goodbye",
  help: (label) => label === "help",
};

const factors: Readonly<Record<ExpectedInput, Readonly<Record<string, number>>>> = {
  idle: { fixed: 0.1, failed: 0.1, move: 0.1, guide: 0.3, device: 0.4, answer: 0.5 },
  platform: {
    fixed: 0.05,
    failed: 0.05,
    move: 0.15,
    guide: 0.4,
    resume: 0.3,
    device: 3,
    problem: 0.4,
    step: 0.5,
    answer: 0.4,
    help: 0.6,
  },
  "step-result": {
    fixed: 2,
    failed: 2,
    move: 2,
    guide: 1.5,
    resume: 0.3,
    device: 0.25,
    problem: 0.25,
    answer: 0.2,
    greeting: 0.3,
    help: 0.5,
    ending: 0.6,
  },
  resolved: {
    fixed: 0.15,
    failed: 0.6,
    move: 0.1,
    guide: 0.5,
    resume: 0.5,
    device: 0.2,
    problem: 1,
    step: 0.5,
    answer: 2,
    ending: 2,
    greeting: 0.6,
  },
  "offer-human": {
    fixed: 0.3,
    failed: 0.3,
    move: 0.15,
    guide: 0.6,
    resume: 0.5,
    device: 0.2,
    problem: 0.4,
    step: 0.5,
    answer: 4,
    greeting: 0.5,
  },
};

/** Factors by label, in the order of the labels. */
function priors(labels: readonly string[]): Readonly<Record<ExpectedInput, Float64Array>> {
  const factorOf = (awaiting: ExpectedInput, label: string): number => {
    const group = Object.keys(groups).find((name) => groups[name]?.(label));
    return group === undefined ? 1 : (factors[awaiting][group] ?? 1);
  };
  const row = (awaiting: ExpectedInput): Float64Array =>
    Float64Array.from(labels, (label) => factorOf(awaiting, label));
  return {
    idle: row("idle"),
    platform: row("platform"),
    "step-result": row("step-result"),
    resolved: row("resolved"),
    "offer-human": row("offer-human"),
  };
}

/** Probabilities by label, in the order of the model, and the probability of being out of scope. */
export type Scores = { probabilities: Float64Array; oosProbability: number };
/** Reads a text; what is asked of it then, after one question or another, with the transformer or without, is cheap. */
export type Classify = (
  words: readonly string[],
  flags: readonly string[],
) => (awaiting: ExpectedInput, transformer?: TransformerScores) => Scores;

const sigmoid = (score: number): number => 1 / (1 + Math.exp(-score));

/**
 * The exponent of the prior, and the factor on the out-of-scope logit, whose training is smoothed; chosen on own
 * development texts.
 */
const weights = { prior: 1, oos: 1.3 };

/**
 * Probability by n-grams from which vectors are not computed: of 477 such lines (of 898) of the development split none
 * would have got another label, and vectors are the most expensive part of a prediction.
 */
const sureProbability = 0.9;

/**
 * Weights of the transformer in the geometric mean and in the out-of-scope logit, and a bias there, because the
 * combination under-predicts out-of-scope; chosen on a group of authors left out of the training.
 */
const transformerWeights = { intent: 0.6, oos: 0.6, oosBias: 0.6 };

/** Mixes the log-probabilities with those of the transformer; a label that it does not know is unchanged. */
function withTransformer(logs: Float64Array, labels: readonly string[], transformer: TransformerScores): Float64Array {
  return logs.map((log, at) => {
    const theirs = transformer.logProbabilities.get(labels[at]!);
    return theirs === undefined ? log : (1 - transformerWeights.intent) * log + transformerWeights.intent * theirs;
  });
}

/**
 * Creates the classifier of a model. `vectorWeight` is the weight of the vectors in the geometric mean; `temperature`
 * divides the logits.
 */
export function classifier(options: {
  model: Model;
  encoder: Encoder | null;
  vectorWeight: number;
  temperature: number;
}): Classify {
  const { model, encoder, vectorWeight, temperature } = options;
  const toSparse = tfidfVectorizer(model.features);
  const prior = priors(model.labels);
  const logPrior = new Map(
    Object.entries(prior).map(([awaiting, row]) => [awaiting, row.map((factor) => weights.prior * Math.log(factor))]),
  );
  const places = Uint32Array.from({ length: encoder?.size ?? 0 }, (_, at) => at);
  /** Log of the weighted geometric mean of n-grams and vectors; null without vectors. */
  const mean = (left: Float64Array, words: readonly string[]): Float64Array | null => {
    if (!encoder || !model.vectorClassifier) return null;
    const right = logSoftmax(
      logits(model.vectorClassifier, { features: places, values: encoder.encode(words.join(" ")) }),
    );
    for (let label = 0; label < right.length; label += 1)
      right[label] = (1 - vectorWeight) * left[label]! + vectorWeight * right[label]!;
    return right;
  };
  const isKnown = (transformer: TransformerScores, logs: Float64Array): boolean =>
    transformer.logProbabilities.has(model.labels[logs.indexOf(maxOf(logs))]!);
  const withPrior = (logs: Float64Array, factor: Float64Array): Float64Array => {
    const raw = new Float64Array(logs.length);
    for (let label = 0; label < raw.length; label += 1) raw[label] = logs[label]! / temperature + factor[label]!;
    return softmax(raw);
  };
  return (words, flags) => {
    const sparse = toSparse(words, flags);
    const left = logSoftmax(logits(model.intentClassifier, sparse));
    const [ours, none] = logits(model.oosClassifier, sparse);
    const oosLogit = weights.oos * (none! - ours!);
    let withVectors: Float64Array | null | undefined;
    return (awaiting, transformer) => {
      const factor = logPrior.get(awaiting)!;
      const alone = withPrior(left, factor);
      const both = maxOf(alone) > sureProbability ? null : (withVectors ??= mean(left, words));
      // The transformer does not know the likeliest label, so its scores say nothing about this text.
      if (!transformer || !isKnown(transformer, both ?? left))
        return { probabilities: both ? withPrior(both, factor) : alone, oosProbability: sigmoid(oosLogit) };
      const oosProbability = sigmoid(
        (1 - transformerWeights.oos) * oosLogit +
          transformerWeights.oos * transformer.oosLogit +
          transformerWeights.oosBias,
      );
      return {
        probabilities: withPrior(withTransformer(both ?? left, model.labels, transformer), factor),
        oosProbability,
      };
    };
  };
}
