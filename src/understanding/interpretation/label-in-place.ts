import type { DialogEvent, SpokenEvent } from "../../../dialogs/events.ts";
import type { InterpretedMessage } from "./interpreted-message.ts";
import { isDoneInPassing } from "./leaving-steps.ts";
import { hasFacts, noteOf } from "./message-note.ts";
import { sureQuestion } from "./message-questions.ts";
import { answerChoice } from "./prompt-answers.ts";
import { answerOf, asksOnly, maxBareWords, namesOnlyOthers, nothingFor } from "./step-outcome.ts";
import { deviceAsked } from "./step-wish.ts";

/** Labels that mean something else where the conversation stands than they mean elsewhere. */

/** What a reader makes of a message: undefined where it is not its matter, null where nothing is left to do. */
export type Reader = (message: InterpretedMessage, asked: readonly SpokenEvent[]) => DialogEvent | null | undefined;

/** What says nothing that could be used keeps the question of the guide; without a guide it is not understood. */
export const nothingOr = ({ context }: InterpretedMessage, asked: readonly SpokenEvent[]): DialogEvent | null => {
  if (asked.length > 0) return null;
  return context.article === null ? { type: "unclear", readings: [], why: "not-understood" } : nothingFor;
};

const notUnderstood: DialogEvent = { type: "unclear", readings: [], why: "not-understood" };

/** A bare yes or no, which is neither where it only sounds like one. */
export const ofBareAnswer: Reader = (message, asked) => {
  const { prediction, context, words, facts } = message;
  const { label, entities, typed } = prediction;
  if (label !== "yes" && label !== "no") return undefined;
  const onlyAsks = asked.length > 0 && asksOnly(message);
  const isLong = typed.split(" ").length > maxBareWords;
  // "Quatsch", "my kids are loud": near a yes or a no, and neither.
  const isAnswered = context.choices.some(({ means }) => means !== undefined);
  if (isAnswered && answerOf(message) === null) return nothingOr(message, asked);
  // "Router done, same" says nothing of another step, nor does "didn't do it" of what was seen.
  if (context.observation) {
    if (namesOnlyOthers(message)) return null;
    if (words.saysUndone(typed)) return { type: "wait" };
    if (answerChoice(label, context.choices).type === label && hasFacts(noteOf(message))) return null;
  }
  // "Is it OK if it works on my phone?" is no yes and no no.
  if (asksOnly(message) && isLong) return asked.length > 0 ? null : notUnderstood;
  if (label === "no" && onlyAsks) return null;
  // "Literally, flames" has no word of a no.
  const isMore = typed.split(" ").length > 1 && !facts.language && context.awaiting === "step-result";
  if (isMore && label === "no" && !words.saysResult(typed) && !entities.outcome.fails) return notUnderstood;
  // "And Downdetector has thousands of complaints" accepts nothing; what it tells is kept.
  return isLong && hasFacts(noteOf(message)) ? null : undefined;
};

/** Below this confidence nobody is taken to leave the guide. */
const unsureStop = 0.6;

/** Labels that mean something else in their place. */
export const ofLabelInPlace: Reader = (message, asked) => {
  if (isDoneInPassing(message)) return { type: "wait" };
  const { prediction, context, words, facts } = message;
  const { label, entities, confidence, typed, known } = prediction;
  const onlyAsks = asked.length > 0 && asksOnly(message);
  // "Skip all the rest" and "and the first?" begin nothing anew: that would forget what was told.
  if (label === "nav:restart" && context.article !== null && !known && !facts.language && !words.startsOver.test(typed))
    return nothingOr(message, asked);
  // "I want them back" asks for no step.
  if (label === "nav:back" && !words.goesBack.test(typed)) return nothingOr(message, asked);
  // "What fixed it?" is a question about what was said before.
  if ((label === "nav:not-fixed" || label === "nav:fixed") && onlyAsks) return null;
  // "I hate this" has no word of leaving.
  const isMore = typed.split(" ").length > 1 && context.awaiting === "step-result";
  const hasNoWord = context.step !== null && typed.split(" ").length > 2 && !words.leaves.test(typed) && !known;
  if (label === "nav:stop" && !facts.language && (hasNoWord || (isMore && confidence < unsureStop)))
    return notUnderstood;
  // "Everything until 8": what is told is more than a guess that they leave.
  const note = noteOf(message);
  if (label === "nav:stop" && confidence < sureQuestion && hasFacts(note)) return null;
  // "Done": how it went, or what was seen, is asked again.
  if (label === "nav:wait" && words.didIt.test(typed) && context.awaiting === "step-result" && asked.length === 0)
    return nothingFor;
  // "Not yet", where it was asked whether it plays.
  if (label === "nav:wait" && context.fixAsked && /^(?:no,? )?not (?:yet|quite|really|there)\b/u.test(typed))
    return { type: "step.done", result: "not-fixed" };
  // "The cache one is done" tells of that step, and not of the one on screen.
  if (label === "nav:wait" && note.tried.length > 0) return null;
  // "Wait, my Mac has it too" tells of another device, and asks for no time.
  if (label === "nav:wait" && note.devices.some(({ role, device }) => role === "fails" && device !== context.device))
    return null;
  // "Anything else?", "what's next?": what is next is the step on screen.
  if (
    label === "nav:skip" &&
    context.awaiting === "step-result" &&
    asksOnly(message) &&
    asked.length === 0 &&
    !words.asksToSkip.test(typed)
  )
    return { type: "resume" };
  // "It shows an error", and no word of which: it is asked.
  const isNamed = entities.codes.other || entities.brands.other || entities.brands.ownServer;
  if (label === "problem:other" && context.article === null && !isNamed && words.someError.test(typed))
    return { type: "problem.unspecified" };
  // The code is ours, whatever server stands beside it.
  if (label === "problem:other" && entities.codes.ours !== null && context.article !== null)
    return { type: "problem.known", article: context.article };
  // "Can you explain it simpler": in fewer words, and not all of its instructions again.
  if (label === "nav:repeat" && context.step !== null && words.simpler.test(typed) && asked.length === 0)
    return { type: "inquire", about: "simpler" };
  return undefined;
};

/** Right after a success: taken back, or a last word; and a kind of device, which is asked about anywhere. */
export const ofSuccess: Reader = (message, asked) => {
  const { prediction, context, words } = message;
  const { label, typed } = prediction;
  if (context.awaiting !== "resolved") return deviceAsked(message) ?? undefined;
  const note = noteOf(message);
  // "No, wait", right after a success; and the same error again.
  const isSame = label === "problem:unspecified" || label === `problem:${context.article}`;
  const isBack = (resultLabels.has(label) && words.takesBack.test(typed)) || (isSame && words.isBack.test(typed));
  if (isBack && context.article !== null) return { type: "step.done", result: "not-fixed" };
  // "But not on my phone": the other device is what the message is about, not the question for anything else.
  if (shortNo.has(label) && note.devices.some(({ role }) => role === "fails")) return null;
  // "Perfect", "done", after the end: a last word.
  const isLastWord =
    lastWords.has(label) && (words.praise.test(typed) || words.closes.test(typed)) && asked.length === 0;
  return isLastWord ? { type: "thanks" } : (deviceAsked(message) ?? undefined);
};

/** Labels of a bare no. */
const shortNo: ReadonlySet<string> = new Set(["no", "nav:not-fixed", "none", "nav:fixed"]);

const resultLabels: ReadonlySet<string> = new Set(["no", "nav:wait", "nav:not-fixed", "nav:stop", "none"]);
const lastWords: ReadonlySet<string> = new Set(["yes", "nav:wait", "nav:fixed", "none"]);
