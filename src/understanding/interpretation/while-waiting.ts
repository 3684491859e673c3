import type { DialogEvent } from "../../../dialogs/events.ts";
import type { InterpretedMessage } from "./interpreted-message.ts";
import { sureQuestion } from "./message-questions.ts";
import { claimOf } from "./music-claim.ts";
import { eventOfLabel } from "./prediction-events.ts";
import { answerChoice } from "./prompt-answers.ts";
import { asksOnly, maxBareWords } from "./step-outcome.ts";
import { stepWishOf } from "./step-wish.ts";

/** Of a message by which nothing is said but what its label means. */
export const noDetails = { device: null, tried: [], doneBefore: false } as const;

/** While a person is waited for, only what clearly speaks to the guide does; the rest is kept for that person. */
const guideTalk = new Set([
  "nav:resume",
  "nav:restart",
  "nav:list",
  "nav:stop",
  "nav:repeat",
  "greeting",
  "thanks",
  "goodbye",
  "help",
  "yes",
  "no",
  "nav:wait",
]);

export function whileWaiting(message: InterpretedMessage): DialogEvent {
  const { prediction, facts } = message;
  const { label, confidence } = prediction;
  if (label === "nav:fixed" || facts.outcome === "fixed") return claimOf(message) ?? { type: "case.detail" };
  const isBare = prediction.typed.split(" ").length <= maxBareWords;
  // "Can I use it meanwhile?" asks for no step.
  const wants = !asksOnly(message) || message.words.ratherSteps.test(prediction.typed);
  if (wants && isShort(prediction.typed) && message.words.meanwhile.test(prediction.typed))
    return message.context.article === null ? { type: "problem.unspecified" } : { type: "resume" };
  if ((label === "yes" || label === "no") && isBare && answersBriefly.test(prediction.typed))
    return answerChoice(label, message.context.choices);
  const keeps = label === "nav:stop" && message.questions.keeps;
  if (keeps || (label === "no" && message.words.keepsCase.test(prediction.typed))) return { type: "case.keep" };
  if (label === "nav:stop" && message.words.forgets.test(prediction.typed)) return { type: "stop", takesBack: true };
  // A sentence that is near a yes or a no is a detail for that person.
  const isAnswer = label === "yes" || label === "no";
  if (guideTalk.has(label) && confidence >= 0.5 && !isAnswer)
    return eventOfLabel(label, noDetails) ?? { type: "case.detail" };
  const { words, context } = message;
  if (words.refusesPerson.test(prediction.typed)) return { type: "stop" };
  // "Never had this before" has no word of going on.
  const asksOn = words.asksToSkip.test(prediction.typed) || words.goesBack.test(prediction.typed);
  const isMove = label === "nav:skip" || label === "nav:back";
  const goesOn = (isMove && asksOn) || (wants && words.meanwhile.test(prediction.typed));
  if (goesOn && isShort(prediction.typed) && context.article !== null) return { type: "resume" };
  if (label.startsWith("step:") && (confidence >= sureQuestion || words.byNumber.test(prediction.typed)))
    return stepWishOf(message) ?? { type: "case.detail" };
  return asksOnly(message) ? { type: "case.detail", asks: true } : { type: "case.detail" };
}

/** "Never had this before" is near a no, and is none. */
const answersBriefly = /^(?:n|no|nope|nah|y|yes|yeah|yep|yup|ok|okay|sure|please|fine|alright|not)\b|^\S+$/u;

/** A command to the guide is no longer than this; more is told to the person. */
const isShort = (typed: string): boolean => typed.split(" ").length <= maxCommandWords;
const maxCommandWords = 8;
