import type { ExpectedInput } from "../../../dialogs/events.ts";
import type { Predict, Prediction } from "../interpretation/predict.ts";
import type { CoreMeaning, CoreWords, ReadCoreWords } from "../entities/core-words.ts";
import type { ScoreText, TransformerScores } from "../transformer/transformer-classifier.ts";
import type { Facts } from "./message-facts.ts";
import type { FactsContext, ReadFacts } from "./read-facts.ts";

/** A message as it was understood: its label with what led to it, and what else it tells. */
export type MessageReading = { prediction: Prediction; facts: Facts; about?: AboutArticles };
/** Ids of articles: those whose error is named, and all of the one brand that is named. */
export type AboutArticles = { named: readonly string[]; byBrand: readonly string[] };
/** What was asked last; `asked` in more detail than `awaiting`. `article`: the one in progress. */
export type ReadingContext = { asked: FactsContext["awaiting"]; step: string | null; article?: string | null };
export type ReadMessage = (text: string, context: ReadingContext) => Promise<MessageReading>;

/** Which answers are likely after the questions that only facts tell apart. */
export const expectedAfter: Readonly<Record<FactsContext["awaiting"], ExpectedInput>> = {
  idle: "idle",
  platform: "platform",
  "step-result": "step-result",
  resolved: "resolved",
  "offer-human": "offer-human",
  case: "resolved",
  consent: "offer-human",
  observation: "step-result",
};

/** A bare yes or no to what was seen is no result of a step; it is no longer than this. */
const maxBareWords = 3;

/** Words up to which a text that is known word for word holds nothing that only the transformer finds. */
const shortText = 4;

/**
 * Labels of messages that tell nothing else. A sure one of up to `maxManners` words read the same with and without the
 * transformer in every line of our own sets; of any other label, one in five to twenty told something that only it finds.
 */
const manners: ReadonlySet<string> = new Set([
  "greeting",
  "thanks",
  "goodbye",
  "help",
  "nav:back",
  "nav:resume",
  "nav:restart",
  "nav:repeat",
]);
const maxManners = 8;
const sureManners = 0.9;

/** Whether the transformer has nothing to add. */
function isPlain({ known, typed, label, confidence }: Prediction): boolean {
  const words = typed.split(" ").length;
  const isManners = manners.has(label) && confidence >= sureManners && words <= maxManners;
  return isManners || (known && words <= shortText);
}

/**
 * Reads the label and the facts. The transformer is asked for both, but for plain texts; without its answer in time, the label is the fast classifier's and the facts are those that rules find.
 */
export function messageReader(options: {
  predict: Predict;
  readFacts: ReadFacts;
  readCoreWords: ReadCoreWords;
  score: ScoreText | null;
}): ReadMessage {
  const { predict, readFacts, readCoreWords, score } = options;
  return async (text, { asked, step }) => {
    const expected = expectedAfter[asked];
    const first = predict(text, expected);
    const core = readCoreWords(text);
    if (core.meaning !== null && !first.known) return coreReading({ core, first, asked, step, readFacts });
    const scores = score && !isPlain(first) ? await score(text, { awaiting: asked, step }) : null;
    const labelled = scores ? predict(text, expected, scores) : first;
    const prediction =
      asked === "observation"
        ? (answerSeen(labelled, scores) ?? bareAnswer(predict, text, labelled) ?? labelled)
        : labelled;
    const { label, entities } = prediction;
    // "Yes, it works now" answers what was seen, and claims a cure as well.
    const claimed = prediction.typed.split(" ").length > maxBareWords ? labelled.label : label;
    const facts = readFacts({
      oosProbability: prediction.oosProbability,
      awaiting: asked,
      step,
      typed: prediction.typed,
      label: claimed,
      confidence: prediction.confidence,
      entities,
      devices: [...entities.devices.named, ...entities.devices.denied],
      heads: scores?.heads ?? null,
    });
    const wished = wishedStep(prediction, facts);
    return { prediction: wished ?? prediction, facts: { ...facts, language: label === "none" ? core.language : null } };
  };
}

const coreLabels: Readonly<Record<CoreMeaning, string>> = {
  human: "human",
  fixed: "nav:fixed",
  "not-fixed": "nav:not-fixed",
  help: "help",
  stop: "nav:stop",
  repeat: "nav:repeat",
  yes: "yes",
  no: "no",
};
/** A whole message of a word list is as sure as words can be. */
const coreConfidence = 0.95;

/** A message in another language that a word list knows as a whole. */
function coreReading(found: {
  core: CoreWords;
  first: Prediction;
  asked: FactsContext["awaiting"];
  step: string | null;
  readFacts: ReadFacts;
}): MessageReading {
  const { core, first, asked, step, readFacts } = found;
  const meaning = core.meaning ?? "help";
  const isResult = asked === "step-result" && (meaning === "yes" || meaning === "no");
  const outcome =
    meaning === "fixed" || (isResult && meaning === "yes")
      ? "fixed"
      : meaning === "not-fixed" || (isResult && meaning === "no")
        ? "not-fixed"
        : null;
  const label = isResult ? (meaning === "yes" ? "nav:fixed" : "nav:not-fixed") : coreLabels[meaning];
  const prediction = { ...first, label, confidence: coreConfidence, alternatives: [] };
  const facts = readFacts({
    awaiting: asked,
    step,
    typed: first.typed,
    label,
    confidence: coreConfidence,
    oosProbability: 0,
    entities: first.entities,
    devices: [],
    heads: null,
  });
  return { prediction, facts: { ...facts, outcome, person: meaning === "human", language: core.language } };
}

/** A text that is not understood but wishes for one step, mostly by its number: that step. */
function wishedStep(prediction: Prediction, { steps }: Facts): Prediction | null {
  const [only, ...more] = steps.filter(({ said }) => said === "wants");
  if (prediction.label !== "none" || !only || more.length > 0) return null;
  return { ...prediction, label: `step:${only.step}`, confidence: wishConfidence };
}
const wishConfidence = 0.6;

/** The answer that a text begins with. */
const opening = /^(?:(?<yes>yes|yeah|yep|yup|yess+)|(?<no>no|nope|nah))\b(?! (?:idea|clue|problem))/u;

/**
 * "Yes" or "no" where the transformer, which knows what was asked, takes the text for an answer to what was seen rather
 * than for the result of a step.
 */
function answerSeen(prediction: Prediction, scores: TransformerScores | null): Prediction | null {
  const answer = prediction.label === "nav:fixed" ? "yes" : prediction.label === "nav:not-fixed" ? "no" : null;
  if (answer === null || !scores) return null;
  const likely = (label: string): number => scores.logProbabilities.get(label) ?? Number.NEGATIVE_INFINITY;
  return likely(answer) > likely(prediction.label) ? { ...prediction, label: answer } : null;
}

/**
 * "Yes" or "no" where a diagnostic step asks what was seen, also with more words behind it; null for everything that says
 * something else.
 */
function bareAnswer(predict: Predict, text: string, prediction: Prediction): Prediction | null {
  const { label, typed } = prediction;
  if (label !== "nav:fixed" && label !== "nav:not-fixed") return null;
  const said = opening.exec(typed)?.groups;
  if (said) return { ...prediction, label: said["yes"] ? "yes" : "no" };
  if (typed.split(" ").length > maxBareWords) return null;
  const answer = predict(text, "offer-human");
  return answer.label === "yes" || answer.label === "no" ? answer : null;
}
