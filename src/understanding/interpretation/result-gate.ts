import type { DialogEvent, SpokenEvent } from "../../../dialogs/events.ts";
import type { Evidence } from "../../../knowledge/article.ts";
import type { Subject } from "../facts/result-subject.ts";
import type { InterpretedMessage } from "./interpreted-message.ts";
import { nothingOr } from "./label-in-place.ts";

/**
 * The gate before the place moves or the guide ends. Whatever a reader made of a message, only a clause about the music,
 * the error or the step on screen is a result, or one that names no subject: the table says by what kind of result what
 * has to be said, and what follows where it is not.
 */

/** The words of a step, in any text. */
const ofStepIn =
  ({ namesSteps, context }: InterpretedMessage) =>
  (text: string): boolean =>
    context.step !== null && namesSteps(text).has(context.step);

const isHere = (subject: Subject | null): boolean => subject === "own" || subject === "unnamed";

/** "Restarted" may be said of the app and of the router. */
const isOfOther = (part: string, namesSteps: InterpretedMessage["namesSteps"]): boolean =>
  namesSteps(part.replace(/\bre-?(?:start|boot|set)\w*\b/gu, " ")).size > 0;

/** Says that the step on screen did not help, and not that something else fails, or did not help. */
function saysFailedHere(message: InterpretedMessage): boolean {
  const { words, prediction, named, namesSteps, context } = message;
  const { results } = words;
  const isOfStep = ofStepIn(message);
  if (results.isReturn(prediction.typed)) return false;
  const isNamed = named.includes(context.step ?? "");
  let isOther = false;
  for (const part of results.partsOf(prediction.typed)) {
    // "Rebooted the phone, same" tells of the phone.
    if (results.isDeed(part)) isOther = !isNamed && (isOfOther(part, namesSteps) || results.namesOtherThing(part));
    if (!isOther && isHere(results.failureIn(part, isOfStep))) return true;
  }
  return false;
}

/** Of what the message says that it works: of the music, of somebody's, or of anything else; null: of nothing. */
function worksOf(message: InterpretedMessage): Subject | null {
  const { words, prediction } = message;
  const isOfStep = ofStepIn(message);
  const told = words.results.partsOf(prediction.typed).flatMap((part) => words.results.successIn(part, isOfStep) ?? []);
  return told.find((subject) => isHere(subject)) ?? told[0] ?? null;
}

/** What a claim that the music plays comes to. */
function claimed(event: SpokenEvent & { type: "step.done" }, message: InterpretedMessage): DialogEvent | null {
  const { words, prediction, facts, context } = message;
  const { results } = words;
  const { typed } = prediction;
  if (facts.language) return event;
  if (results.isUnreal(typed)) return null;
  if (results.isIntermittent(typed)) return { type: "step.partly" };
  if (context.fixAsked || event.credit) return event;
  // "Yes, did it" is done, and how it went is not said.
  if (words.didIt.test(typed)) return { type: "fix.maybe" };
  const subject = worksOf(message);
  if (subject === null || isHere(subject)) return event;
  // "Pi-hole running here" is about a thing of a step.
  return subject === "person" || message.named.length > 0 ? null : { type: "fix.maybe" };
}

/** What was seen, in other words than those of its evidence. */
function observed(event: SpokenEvent & { type: "observe" }, message: InterpretedMessage): DialogEvent | null {
  const { context, facts, evidence } = message;
  const found = context.observation?.find(({ id }) => id === event.answer);
  const reported: Evidence[] = facts.status === null ? [...evidence] : [`status-${facts.status}`, ...evidence];
  if (!found || facts.language || reported.includes(found.evidence)) return event;
  if (message.prediction.label === "no") return saysFailedHere(message) ? event : null;
  const works = worksOf(message);
  return works === null || isHere(works) ? event : null;
}

/** The event, if the message says what it stands for; else what the message comes to. */
export function throughGate(
  event: DialogEvent,
  message: InterpretedMessage,
  asked: readonly SpokenEvent[],
): DialogEvent | null {
  const { context, facts } = message;
  const isAsked = context.awaiting === "step-result" && context.step !== null && !context.fixAsked;
  const passes = (): DialogEvent | null => {
    if (event.type === "step.done" && event.result === "fixed") return claimed(event, message);
    if (!isAsked || facts.language) return event;
    if (event.type === "observe") return observed(event, message);
    const isFailure = event.type === "no" || (event.type === "step.done" && event.result === "not-fixed");
    return isFailure && !saysFailedHere(message) ? null : event;
  };
  return passes() ?? nothingOr(message, asked);
}
