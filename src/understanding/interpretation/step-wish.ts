import type { SpokenEvent, UnclearEvent } from "../../../dialogs/events.ts";
import type { Device } from "../../../knowledge/article.ts";
import type { InterpretedMessage } from "./interpreted-message.ts";
import { surelyNamed } from "./step-outcome.ts";
import { clausesIn } from "../facts/clause.ts";

/** The step or the device that a message wants to see or asks about. */

/** So many steps are told of one by one, rather than by "everything". */
export const severalSteps = 4;
/** Calls the step on screen by no name. */
const pointsHere = /\b(?:this|that|it)\b/u;

/** A question whether, or when, a step is to be done, or whether its thing is the cause: it does not move the place. */
export function askedStepOf({ questions: { ofStep, left }, facts, named, context, prediction }: InterpretedMessage) {
  if (ofStep === null || prediction.label === "human") return null;
  const asked = facts.steps.filter(({ said }) => said === "asks" || said === "wants").map(({ step }) => step);
  const byName = asked.find((step) => named.includes(step)) ?? named[0];
  const byNumber = /\bstep \d|\b(?:first|second|third|last) (?:step|one)\b/u.test(left) ? asked[0] : undefined;
  const here = ofStep !== "cause" && pointsHere.test(left) ? context.step : null;
  const step = byName ?? byNumber ?? here;
  return step === null || step === undefined ? null : { type: "step.about" as const, step, asks: ofStep };
}

/** A wish for a step, or a question about one; null where the step is only mentioned or told of. */
export function stepWishOf(message: InterpretedMessage): SpokenEvent | null {
  const { facts, prediction } = message;
  const labelled = prediction.label.startsWith("step:") ? prediction.label.slice("step:".length) : null;
  const wishes = facts.steps.filter(({ said }) => said === "wants" || said === "asks");
  const wanted =
    wishes.find(({ step }) => step === labelled) ?? wishes.find(({ said }) => said === "wants") ?? wishes[0];
  const step = wanted?.step ?? labelled;
  if (step === null || step === undefined) return null;
  const reported = facts.steps.find((one) => one.step === step && one.said !== "wants" && one.said !== "asks");
  if (message.questions.terms.length > 0) return null;
  if (!reported && message.words.asksWhether.test(prediction.typed)) return { type: "step.about", step };
  if (reported || (wanted === undefined && !prediction.label.startsWith("step:"))) return null;
  if (
    message.words.asksAboutStep.test(prediction.typed) &&
    /\d|step|number|one\b/u.test(prediction.typed) &&
    !/\bhow\b/u.test(prediction.typed)
  )
    return { type: "step.about", step };
  // "Everything but the reinstall."
  const isLeftOver = wanted === undefined && facts.steps.filter(({ said }) => said === "tried").length >= severalSteps;
  if (isLeftOver) return null;
  const isNumbered = message.words.byNumber.test(prediction.typed);
  if (
    !isNumbered &&
    !prediction.label.startsWith("step:") &&
    !prediction.label.startsWith("nav:") &&
    prediction.label !== "none"
  )
    return null;
  const device = prediction.entities.device;
  return answerAbout(message, step) ?? { type: "step.go", step, ...(device === null ? {} : { device }) };
}

/**
 * A question about a step moves no place: of the one on screen its instructions are the answer, of another one what it
 * is. The way of another step is shown, as is one that somebody asks to have.
 */
function answerAbout(message: InterpretedMessage, step: string): SpokenEvent | null {
  const { words, prediction, context } = message;
  const { typed } = prediction;
  const asksHow = words.asksHow.test(typed);
  const asks = asksHow || clausesIn(typed).some(({ question }) => question);
  if (!asks || words.asksToDo.test(typed)) return null;
  if (step === context.step && context.awaiting === "step-result") return { type: "inquire", about: "how-to" };
  return asksHow || words.byNumber.test(typed) ? null : { type: "step.about", step };
}

/** "Laptop", "my phone": two kinds of device each, which have steps of their own, so it is asked which. */
export function deviceAsked({ prediction, facts, words, context }: InterpretedMessage): UnclearEvent | null {
  // Where the device is asked for, a bare "laptop" is one, whatever a model takes it for.
  const isAnswer = context.awaiting === "platform" && prediction.typed.split(" ").length <= maxDeviceWords;
  if ((!prediction.label.startsWith("platform:") && !isAnswer) || facts.devices.length > 0) return null;
  const either = (one: Device, other: Device): UnclearEvent => ({
    type: "unclear",
    readings: [
      { type: "device", device: one },
      { type: "device", device: other },
    ],
    why: "close-call",
  });
  if (words.computer.test(prediction.typed)) return either("windows", "macos");
  if (words.phone.test(prediction.typed)) return either("ios", "android");
  if (!prediction.label.startsWith("platform:")) return null;
  return prediction.confidence >= sureDevice ? null : { type: "unclear", readings: [], why: "not-understood" };
}
/** An answer that names a kind of device is no longer than this. */
const maxDeviceWords = 2;
/** Confidence from which a device is taken that no word of the lexicon names. */
const sureDevice = 0.8;

/** "Restarted it", where something else than the app is to be restarted: the step on screen is meant. */
const restartedIt = /^(?:\w+ ){0,3}(?:re-?(?:started|booted|set)|power ?cycled|unplugged) it\b/u;

/** The message with "it" read as the step on screen, where that has a name and the words have none. */
export function withPronoun(message: InterpretedMessage): InterpretedMessage {
  const { context, prediction, named, namesSteps, facts } = message;
  const { step } = context;
  const isOther = step !== null && !context.observation && !named.includes(step);
  if (!isOther || !restartedIt.test(prediction.typed) || surelyNamed(prediction.typed, namesSteps).size > 0)
    return message;
  const others = facts.steps.filter((one) => !named.includes(one.step) && one.step !== step);
  return {
    ...message,
    named: [step],
    namesSteps: (text) => (restartedIt.test(text) ? new Set([step]) : namesSteps(text)),
    facts: { ...facts, steps: [...others, { step, said: "tried" }] },
  };
}

/** The device that the message is about, by the roles of the devices in it: the only one that fails, or is named. */
export function withDevice(message: InterpretedMessage): InterpretedMessage {
  const { facts, prediction } = message;
  const fails = facts.devices.filter(({ role }) => role === "fails");
  const named = fails.length > 0 ? fails : facts.devices.filter(({ role }) => role === "unclear");
  const device =
    named.length === 1 ? (named[0]?.device ?? null) : facts.devices.length === 0 ? prediction.entities.device : null;
  return { ...message, prediction: { ...prediction, entities: { ...prediction.entities, device } } };
}
