import type { DialogEvent } from "../../../dialogs/events.ts";
import type { InterpretedMessage } from "./interpreted-message.ts";
import { answerChoice } from "./prompt-answers.ts";

/** How a step is left without being tried, and the ways back to where the guide was. */

/** Words of another language that say the step on screen was done, and not how it went. */
export const isDoneInPassing = ({ facts, prediction, context }: InterpretedMessage): boolean =>
  prediction.label === "none" &&
  Boolean(facts.language) &&
  facts.steps.some(({ step, said }) => step === context.step && said === "tried");

/** How a step is left: skipped, or only gone on from; and where there was nothing to do. */
export function withReason(
  event: DialogEvent,
  { needless, context, words, prediction, facts }: InterpretedMessage,
): DialogEvent {
  if (event.type === "note")
    return { ...event, needless: needless.filter((step) => event.tried.includes(step) || event.cannot.includes(step)) };
  if (event.type !== "step.done" || (event.result !== "skipped" && event.result !== "already")) return event;
  if (context.step !== null && needless.includes(context.step)) return { ...event, left: "needless" };
  const isNext = words.movesOn.test(prediction.typed) || Boolean(facts.language);
  return event.result === "skipped" && isNext ? { ...event, left: "next" } : event;
}

/** Parked again, the words of an old button, or the error before this one: back to a place; null for anything else. */
export function placeWordsOf({ prediction: { typed }, context, words }: InterpretedMessage): DialogEvent | null {
  if (context.article === null) return null;
  if (words.otherGuide.test(typed)) return { type: "back", guide: true };
  const isBack = context.awaiting === "idle" && words.arrives.test(typed);
  return isBack || (context.step !== null && words.goesOnAnyway.test(typed)) ? { type: "resume" } : null;
}

/** "OK, start", where the steps are offered and none is shown yet. */
export function offeredStart({ prediction, context }: InterpretedMessage): DialogEvent | null {
  if (prediction.label !== "nav:restart" || context.article !== null) return null;
  const offered = answerChoice("yes", context.choices);
  return offered.type === "problem.known" ? offered : null;
}
