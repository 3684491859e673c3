import type { ExpectedInput } from "../../../dialogs/events.ts";
import type { Predict, Prediction, PredictText } from "../interpretation/predict.ts";
import { clean } from "../normalise/clean.ts";
import type { ReadEntities } from "../entities/read-entities.ts";
import type { CoreMeaning, CoreWords, ReadCoreWords } from "../entities/core-words.ts";
import type { ScoreText, TransformerScores } from "../transformer/transformer-classifier.ts";
import type { Facts } from "./message-facts.ts";
import type { FactsContext, ReadFacts } from "./read-facts.ts";

/** A message as it was understood: its label with what led to it, and what else it tells. */
export type MessageReading = { prediction: Prediction; facts: Facts; about?: AboutArticles };
/** Ids of articles: those whose error is named, and all of the one brand that is named. */
export type AboutArticles = { named: readonly string[]; byBrand: readonly string[] };
/**
 * What was asked last; `asked` in more detail than `awaiting`. `article`: the one in progress. `whole`: the message as
 * it was
 * written, where the text is only a part of it: danger is looked for in more of it than anything else.
 */
export type ReadingContext = {
  asked: FactsContext["awaiting"];
  step: string | null;
  article?: string | null;
  whole?: string;
};
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
 * Labels of messages that tell nothing else. A sure one of up to `maxSmallTalkWords` words read the same with and without the
 * transformer in every line of our own sets; of any other label, one in five to twenty told something that only it finds.
 */
const smallTalkLabels: ReadonlySet<string> = new Set([
  "greeting",
  "thanks",
  "goodbye",
  "help",
  "nav:back",
  "nav:resume",
  "nav:restart",
  "nav:repeat",
]);
const maxSmallTalkWords = 8;
const sureSmallTalk = 0.9;

/** Whether the transformer has nothing to add. */
function isPlain({ known, typed, label, confidence }: Prediction): boolean {
  const words = typed.split(" ").length;
  const isSmallTalk = smallTalkLabels.has(label) && confidence >= sureSmallTalk && words <= maxSmallTalkWords;
  return isSmallTalk || (known && words <= shortText);
}

/**
 * Reads the label and the facts. The transformer is asked for both, but for plain texts; without its answer in time, the
 * label is the fast classifier's and the facts are those that rules find.
 */
export function messageReader(options: {
  predict: Predict;
  readFacts: ReadFacts;
  readCoreWords: ReadCoreWords;
  readEntities: ReadEntities;
  score: ScoreText | null;
}): ReadMessage {
  const { predict, readFacts, readCoreWords, readEntities, score } = options;
  return async (text, { asked, step, article = null, whole = text }) => {
    const expected = expectedAfter[asked];
    const predictAfter = predict.of(text);
    const predicted = predictAfter(expected);
    const core = readCoreWords(text);
    const isForeign = core.isForeign && !predicted.known;
    // The spelling is corrected towards English: "aber" would be a computer by Acer.
    const typed = isForeign ? clean(text) : predicted.typed;
    const first = isForeign ? { ...predicted, typed, entities: readEntities(typed) } : predicted;
    // "Ya funciona?" asks whether it works.
    const asksWhether = core.meaning === "fixed" && asking.test(text);
    // "Listo" is no slip of "list": known is only what was written so; and "oui" is a yes like "ja".
    const isKnown = first.known && core.meaning !== "yes" && isWrittenSo(text, first.typed);
    // "No person" wants none, though "person" is the word for it in many languages.
    const isRefused = core.meaning === "human" && refusing.test(clean(text));
    if (core.meaning !== null && !isKnown && !asksWhether && !isRefused)
      return coreReading({ text, whole, core, first, asked, step, article, readFacts });
    const scores = score && !isForeign && !isPlain(first) ? await score(text, { awaiting: asked, step }) : null;
    const guessed = scores ? predictAfter(expected, scores) : first;
    const labelled = isForeign ? namedOnly(guessed, { article, asked }) : guessed;
    const prediction =
      asked === "observation"
        ? (answerSeen(labelled, scores) ?? bareAnswer(predictAfter, labelled) ?? labelled)
        : labelled;
    const { label, entities } = prediction;
    // "Yes, it works now" answers what was seen, and claims a cure as well.
    const claimed = prediction.typed.split(" ").length > maxBareWords ? labelled.label : label;
    const facts = readFacts({
      text,
      whole,
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
    return {
      prediction: wished ?? prediction,
      facts: isForeign
        ? { ...facts, steps: withTried(facts.steps, core), language: core.language }
        : { ...facts, language: facts.language ?? null },
    };
  };
}

/** With the steps that the words of another language tell of. */
const withTried = (steps: Facts["steps"], { tried }: CoreWords): Facts["steps"] => [
  ...steps,
  ...tried.filter((id) => steps.every(({ step }) => step !== id)).map((step) => ({ step, said: "tried" as const })),
];

const isWrittenSo = (text: string, typed: string): boolean => {
  const written = clean(text).split(/[^\p{L}\p{N}']+/u);
  return (typed.match(/[\p{L}\p{N}']+/gu) ?? []).every((word) => written.includes(word));
};

/** One word that is refused. */
const refusing = /^(?:no|not an?|without an?) \p{L}+\W*$/u;

/** Ends like a question, in whatever script. */
const asking = /[?？؟][\s!?.…"')]*$|か[。\s]*$|[吗嗎][。\s]*$/u;

/** Words up to which a text in another language that names a device answers which it is; more where that was asked. */
const maxDeviceWords = 5;
const maxDeviceAnswer = 10;

/**
 * What a text in another language names: an error, a device, a product. The models have learned English, and what they
 * make of anything else is a guess at letters.
 */
function namedOnly(guessed: Prediction, { article, asked }: Pick<ReadingContext, "article" | "asked">): Prediction {
  const { codes, brands, device } = guessed.entities;
  const isOpen = article === null && asked === "idle";
  const isShort = guessed.typed.split(" ").length <= (asked === "platform" ? maxDeviceAnswer : maxDeviceWords);
  const label =
    codes.ours !== null
      ? `problem:${codes.ours}`
      : codes.other
        ? "problem:other"
        : device !== null && isShort
          ? `platform:${device}`
          : isOpen && brands.ours
            ? "problem:unspecified"
            : "none";
  return {
    ...guessed,
    label,
    confidence: label === "none" ? guessed.oosProbability : coreConfidence,
    alternatives: [],
  };
}

const coreLabels: Readonly<Record<CoreMeaning, string>> = {
  human: "human",
  "how-long": "faq:how-long",
  fixed: "nav:fixed",
  "not-fixed": "nav:not-fixed",
  help: "help",
  stop: "nav:stop",
  skip: "nav:skip",
  wait: "nav:wait",
  repeat: "nav:repeat",
  yes: "yes",
  no: "no",
  thanks: "thanks",
  greeting: "greeting",
};
/** What is said beside a problem, and is not what the message is about. */
const withProblem: ReadonlySet<CoreMeaning> = new Set(["greeting", "thanks", "help"]);

/** A whole message of a word list is as sure as words can be. */
const coreConfidence = 0.95;

/** A message in another language that a word list knows as a whole. */
function coreReading(found: {
  text: string;
  whole: string;
  core: CoreWords;
  first: Prediction;
  asked: FactsContext["awaiting"];
  step: string | null;
  article: string | null;
  readFacts: ReadFacts;
}): MessageReading {
  const { text, whole, core, first, asked, step, article, readFacts } = found;
  const meaning = core.meaning ?? "help";
  const isResult = asked === "step-result" && (meaning === "yes" || meaning === "no");
  const outcome =
    meaning === "fixed" || (isResult && meaning === "yes")
      ? "fixed"
      : meaning === "not-fixed" || (isResult && meaning === "no")
        ? "not-fixed"
        : null;
  const { ours } = first.entities.codes;
  // "It does not work" tells of a problem where none is being solved, and so does whatever names one.
  const tellsProblem =
    (meaning === "not-fixed" && article === null && asked === "idle") || (ours !== null && withProblem.has(meaning));
  const named = ours === null ? "problem:unspecified" : `problem:${ours}`;
  const result = meaning === "yes" ? "nav:fixed" : "nav:not-fixed";
  const label = tellsProblem ? named : isResult ? result : coreLabels[meaning];
  const prediction = { ...first, label, confidence: coreConfidence, alternatives: [] };
  const facts = readFacts({
    text,
    whole,
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
  return {
    prediction,
    facts: {
      ...facts,
      steps: withTried(facts.steps, core),
      outcome: tellsProblem ? null : outcome,
      person: meaning === "human",
      asksInOtherWords: meaning === "human",
      language: core.language,
    },
  };
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
function bareAnswer(predictAfter: PredictText, prediction: Prediction): Prediction | null {
  const { label, typed } = prediction;
  if (label !== "nav:fixed" && label !== "nav:not-fixed") return null;
  const said = opening.exec(typed)?.groups;
  if (said) return { ...prediction, label: said["yes"] ? "yes" : "no" };
  if (typed.split(" ").length > maxBareWords) return null;
  const answer = predictAfter("offer-human");
  return answer.label === "yes" || answer.label === "no" ? answer : null;
}
