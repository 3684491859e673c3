import type { DialogEvent, SpokenEvent, UnclearEvent } from "../../../dialogs/events.ts";
import type { Device } from "../../../knowledge/article.ts";
import type { DialogContext } from "./interpretation.ts";
import type { Prediction } from "./predict.ts";
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

/** Small talk is no problem to offer, what ends the conversation is not suggested, and results of a step have buttons. */
const neverOffered: ReadonlySet<string> = new Set([
  "nav:not-fixed",
  "nav:skip",
  "nav:fixed",
  "thanks",
  "greeting",
  "goodbye",
  "help",
  "yes",
  "no",
  "nav:wait",
  "nav:stop",
]);

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
export function eventOfLabel(label: string, details: MessageDetails): SpokenEvent | null {
  const fixed = fixedEvents[label];
  if (fixed) return fixed;
  const colon = label.indexOf(":");
  return byKind[label.slice(0, colon)]?.(label.slice(colon + 1), details) ?? null;
}

/** True for two events of the same effect. */
const sameEvent = (a: DialogEvent, b: DialogEvent): boolean => JSON.stringify(a) === JSON.stringify(b);

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
    .filter(({ label, confidence }) => confidence >= minOfferedConfidence && !neverOffered.has(label))
    .map(({ label }) => label);
  return { type: "unclear", readings: eventsOf(likely, prediction).slice(0, 2), why: "not-understood" };
}

const isQuestion = (label: string): boolean => label.startsWith("faq:") || label.startsWith("step:");

/** Disambiguation between two questions of similar confidence, or null. */
export function closeCallBetween(prediction: Prediction): UnclearEvent | null {
  const [second] = prediction.alternatives;
  if (!second || !isQuestion(prediction.label) || !isQuestion(second.label)) return null;
  if (prediction.confidence >= closeCall.below || second.confidence < closeCall.ratio * prediction.confidence)
    return null;
  return { type: "unclear", readings: eventsOf([prediction.label, second.label], prediction), why: "close-call" };
}

export function eventOfPrediction(prediction: Prediction, text: string, context: DialogContext): DialogEvent {
  if (prediction.label === "yes" || prediction.label === "no") return answerChoice(prediction.label, context.choices);
  return (
    closeCallBetween(prediction) ??
    eventOfLabel(prediction.label, detailsOfPrediction(prediction)) ??
    notUnderstood(prediction, text)
  );
}
