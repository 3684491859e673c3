import type { DialogEvent, ExpectedInput, SpokenEvent, UnclearEvent } from "../../../dialogs/events.ts";
import type { Device } from "../../../knowledge/article.ts";
import type { DialogContext } from "./interpretation.ts";
import type { Predict, Prediction } from "./predict.ts";
import { answerChoice } from "./prompt-answers.ts";

/** A longer text that is not understood is called too long. */
const maxTextLength = 2000;
/**
 * Out-of-scope probability from which no disambiguation is offered. On the development split (156 lines detected as out
 * of scope, 31 in scope wrongly so), going from 0.75 to 0.6 spares eleven more out-of-scope lines a pointless "did you
 * mean", and costs six in-scope lines a right one.
 */
const minOosProbability = 0.6;
/** Less likely intents are not offered. */
const minOfferedConfidence = 0.12;

/** Two questions this close in confidence are both offered. */
const closeCall = { below: 0.6, ratio: 0.75 };

/** Entities of a message that go with its event. */
type MessageDetails = { device: Device | null; tried: readonly string[]; doneBefore: boolean };

const fixedEvents: Readonly<Record<string, SpokenEvent>> = {
  "problem:other": { type: "problem.other" },
  "nav:fixed": { type: "step.done", result: "fixed" },
  "nav:back": { type: "back" },
  "nav:repeat": { type: "repeat" },
  "nav:restart": { type: "restart" },
  "nav:stop": { type: "stop" },
  "nav:wait": { type: "wait" },
  "nav:resume": { type: "resume" },
  "nav:list": { type: "list" },
  human: { type: "human" },
  yes: { type: "yes" },
  no: { type: "no" },
  greeting: { type: "greeting" },
  thanks: { type: "thanks" },
  goodbye: { type: "goodbye" },
  help: { type: "help" },
};

const detailsOf = ({ device, tried }: MessageDetails): { device?: Device; tried?: string[] } => ({
  ...(device === null ? {} : { device }),
  ...(tried.length === 0 ? {} : { tried: [...tried] }),
});

const byKind: Readonly<Record<string, (id: string, details: MessageDetails) => SpokenEvent>> = {
  problem: (article, details) =>
    article === "unspecified"
      ? { type: "problem.unspecified", ...detailsOf(details) }
      : { type: "problem.known", article, ...detailsOf(details) },
  faq: (answer) => ({ type: "ask", answer }),
  step: (step, { device }) => ({ type: "step.go", step, ...(device === null ? {} : { device }) }),
  platform: (device) => ({ type: "device", device: device as Device }),
  nav: (move, { tried, doneBefore }) => ({
    type: "step.done",
    result: move !== "skip" ? "not-fixed" : doneBefore ? "already" : "skipped",
    ...(tried.length === 0 ? {} : { tried: [...tried] }),
  }),
};

/** The event that a label stands for; null for `none`. */
function eventOfLabel(label: string, details: MessageDetails): SpokenEvent | null {
  const fixed = fixedEvents[label];
  if (fixed) return fixed;
  const colon = label.indexOf(":");
  return byKind[label.slice(0, colon)]?.(label.slice(colon + 1), details) ?? null;
}

/** True for two events of the same effect. */
const sameEvent = (a: DialogEvent, b: DialogEvent): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Boundaries of clauses. */
const clauseBoundary =
  /[.!?;\n]+\s*|\s*,\s*(?:and|but|so|also|plus|or|then)\s+|\s+(?:and|but|also|plus)\s+|\s*,\s+|\s+-+\s+|,?\s*\b(?:by the way|btw)\b[,:]?\s*/iu;
/** More clauses than this are a story, not two requests. */
const maxClauses = 8;

/** The clauses of a message that may have an intent each; empty if there is only one. */
function splitClauses(text: string): string[] {
  const parts = text
    .split(clauseBoundary)
    .map((part) => part.trim())
    .filter((part) => /\p{L}|\p{N}|\p{Extended_Pictographic}/u.test(part));
  return parts.length < 2 || parts.length > maxClauses ? [] : parts;
}

/** Confidence from which the intent of a clause counts. */
const minClauseConfidence = 0.6;
/**
 * Next to an in-scope clause a short question ("is it my fault") is in scope as well, below this out-of-scope
 * probability.
 */
const maxOosNextToOurs = 0.85;

const isSure = ({ label, confidence }: Prediction): boolean => label !== "none" && confidence >= minClauseConfidence;
const isAnswer = (label: string): boolean => label.startsWith("faq:");
/** Intents that move the conversation on, unlike a question, which is a digression. */
const moves = (label: string): boolean =>
  label.startsWith("nav:") ||
  label.startsWith("problem:") ||
  label.startsWith("platform:") ||
  label === "yes" ||
  label === "no";

/** The question of a clause next to one that is surely in scope: its confidence given that it is in scope too. */
function questionInContext(part: Prediction): Prediction | null {
  const [best] = part.label === "none" ? part.alternatives : [part];
  if (!best || !isAnswer(best.label) || part.oosProbability >= maxOosNextToOurs) return null;
  const confidence = best.confidence / (1 - part.oosProbability);
  return confidence >= minClauseConfidence ? { ...part, label: best.label, confidence } : null;
}

/**
 * Multi-intent split: a question and something that moves the conversation on ("still broken, and is it only me?"), each
 * with its prediction. Null for the usual message, which has one intent.
 */
function splitIntents(
  text: string,
  whole: Prediction,
  predict: Predict,
  awaiting: ExpectedInput,
): { question: Prediction; main: Prediction } | null {
  if (whole.label === "human") return null;
  // A real question is among the likely labels of the whole message: of 291 messages that were split, the 4 without one
  // were split wrongly. Most messages of two clauses end here, without a prediction for each clause.
  if (!isAnswer(whole.label) && !whole.alternatives.some(({ label }) => isAnswer(label))) return null;
  const clauses = splitClauses(text).map((part) => predict(part, awaiting));
  if (!clauses.some(isSure)) return null;
  const parts = clauses.map((part) => (isSure(part) ? part : questionInContext(part))).filter((part) => part !== null);
  if (parts.some(({ label }) => label === "human")) return null;
  const question = parts.find(({ label }) => isAnswer(label));
  const main =
    parts.find(({ label }) => moves(label) && label !== "nav:repeat" && label !== "nav:wait") ??
    parts.find(({ label }) => isAnswer(label) && label !== question?.label);
  return question && main ? { question, main } : null;
}

const detailsOfPrediction = ({ entities }: Prediction): MessageDetails => ({
  device: entities.device,
  tried: entities.tried,
  doneBefore: entities.doneBefore,
});

/** The events of labels, each once. */
function eventsOf(labels: readonly string[], prediction: Prediction): SpokenEvent[] {
  const events = labels.flatMap((label) => eventOfLabel(label, detailsOfPrediction(prediction)) ?? []);
  return events.filter((event, at) => events.findIndex((other) => sameEvent(event, other)) === at);
}

function notUnderstood(prediction: Prediction, text: string): UnclearEvent {
  if (text.length > maxTextLength) return { type: "unclear", readings: [], why: "too-long" };
  if (prediction.oosProbability > minOosProbability) return { type: "unclear", readings: [], why: "out-of-scope" };
  const likely = prediction.alternatives
    .filter(({ confidence }) => confidence >= minOfferedConfidence)
    .map(({ label }) => label);
  return { type: "unclear", readings: eventsOf(likely, prediction).slice(0, 3), why: "not-understood" };
}

const isQuestion = (label: string): boolean => label.startsWith("faq:") || label.startsWith("step:");

/** Disambiguation between two questions of similar confidence, or null. */
function closeCallBetween(prediction: Prediction): UnclearEvent | null {
  const [second] = prediction.alternatives;
  if (!second || !isQuestion(prediction.label) || !isQuestion(second.label)) return null;
  if (prediction.confidence >= closeCall.below || second.confidence < closeCall.ratio * prediction.confidence)
    return null;
  return { type: "unclear", readings: eventsOf([prediction.label, second.label], prediction), why: "close-call" };
}

function eventOfPrediction(prediction: Prediction, text: string, context: DialogContext): DialogEvent {
  if (prediction.label === "yes" || prediction.label === "no") return answerChoice(prediction.label, context.choices);
  return (
    closeCallBetween(prediction) ??
    eventOfLabel(prediction.label, detailsOfPrediction(prediction)) ??
    notUnderstood(prediction, text)
  );
}

/** The events of a prediction: one, or a digression and what moves the conversation on. */
export function eventsOfPrediction(
  prediction: Prediction,
  text: string,
  context: DialogContext,
  predict: Predict,
): DialogEvent[] {
  const two = splitIntents(text, prediction, predict, context.awaiting);
  if (!two) return [eventOfPrediction(prediction, text, context)];
  const question = eventOfLabel(two.question.label, detailsOfPrediction(prediction));
  const main = eventOfPrediction({ ...two.main, entities: prediction.entities, alternatives: [] }, text, context);
  return question?.type === "ask" ? [{ ...question, aside: true }, main] : [main];
}
