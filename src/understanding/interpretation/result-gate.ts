import type { DialogEvent, SpokenEvent } from "../../../dialogs/events.ts";
import type { Evidence } from "../../../knowledge/article.ts";
import type { Subject } from "../facts/result-subject.ts";
import type { InterpretedMessage } from "./interpreted-message.ts";
import { nothingOr } from "./label-in-place.ts";
import { isListed, namesOnlyOthers, surelyNamed } from "./step-outcome.ts";

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

/** Whose step a part tells the doing of: that on screen, the only other one that it names, or none of ours. */
type Action = { step: string | null } | "here" | null;

function actionIn(part: string, { words, namesSteps, context }: InterpretedMessage): Action {
  const { results } = words;
  if (!results.actions(part)) return null;
  const isOfStep = (text: string): boolean => context.step !== null && namesSteps(text).has(context.step);
  const rest = results.withoutActions(part);
  const isThing = results.otherThings(part);
  if (isOfStep(rest) || (isOfStep(part) && !isThing)) return "here";
  const [only, ...more] = surelyNamed(part, namesSteps);
  if (only !== undefined && !isThing) return { step: more.length === 0 ? only : null };
  return isThing ? { step: null } : "here";
}

/** Says that the step on screen did not help, and not that something else fails, or did not help. */
function saysFailedHere(message: InterpretedMessage): boolean {
  const { words, prediction, named, context } = message;
  const { results } = words;
  const isOfStep = ofStepIn(message);
  if (results.returned(prediction.typed)) return false;
  // "Step 6, same" is of that step.
  if (named.length === 0 && namesOnlyOthers(message)) return false;
  let isOther = false;
  for (const part of results.partsOf(prediction.typed).filter((one) => !words.saysUndone(one))) {
    const action = actionIn(part, message);
    // "Rebooted the phone, same" tells of the phone.
    if (action !== null)
      isOther = action !== "here" && (results.otherThings(part) || !named.includes(context.step ?? ""));
    if (!isOther && isHere(results.failureIn(part, isOfStep))) return true;
  }
  return false;
}

/** "Nope, not doing that" refuses the step; what says that it did not help is its result. */
function failed(event: DialogEvent, message: InterpretedMessage): DialogEvent | null {
  if (message.words.results.refused(message.prediction.typed)) return { type: "step.done", result: "skipped" };
  return saysFailedHere(message) ? event : null;
}

/** Of what the message says that it works: of the music, of somebody's, or of anything else; null: of nothing. */
function worksOf(message: InterpretedMessage): Subject | null {
  const { words, prediction } = message;
  const isOfStep = ofStepIn(message);
  const working = words.results
    .partsOf(prediction.typed)
    .flatMap((part) => words.results.successIn(part, isOfStep) ?? []);
  return working.find((subject) => isHere(subject)) ?? working[0] ?? null;
}

/**
 * What the cure was, where the message says what was done just before ("turned Nord off and it works") or what it was
 * ("works now, it was my DNS"): a step, null for none of ours, undefined where nothing is said of it.
 */
function creditIn(message: InterpretedMessage): string | null | undefined {
  const { words, prediction, namesSteps, context, facts, named } = message;
  const { results } = words;
  const parts = results.partsOf(prediction.typed);
  const last = parts.map((part) => actionIn(part, message)).findLast((action) => action !== null);
  if (last && last !== "here") return last.step;
  const isSaid = (step: string): boolean => step !== context.step || named.includes(step);
  const helped = facts.steps.find(({ step, said }) => said === "helped" && isSaid(step));
  if (helped || last) return helped?.step;
  // "Step 5 did it."
  const [numbered] = named.length === 0 && namesOnlyOthers(message) ? facts.steps : [];
  if (numbered && facts.steps.length === 1) return numbered.step;
  if (results.misspoke(prediction.typed)) return null;
  const cause = parts.find((part) => results.cause(part));
  if (cause === undefined) return undefined;
  const [only, ...more] = surelyNamed(cause, namesSteps);
  if (only === context.step) return undefined;
  return more.length === 0 ? only : null;
}

/** What a claim that the music plays comes to. */
function claimed(event: SpokenEvent & { type: "step.done" }, message: InterpretedMessage): DialogEvent | null {
  const { words, prediction, context } = message;
  const { results } = words;
  const { typed } = prediction;
  if (results.unreal(typed)) return null;
  if (results.intermittent(typed)) return { type: "step.partly" };
  const subject = worksOf(message);
  if (subject === "person") return null;
  if (context.fixAsked) return event;
  const claim = words.onOne.test(typed) ? { ...event, onOne: true } : event;
  if (!claim.credit) {
    // "Yes, did it" is done, and how it went is not said.
    if (words.didIt.test(typed)) return { type: "fix.maybe" };
    if (subject === "else") return message.named.length > 0 ? null : { type: "fix.maybe" };
  }
  const credit = claim.credit === null ? null : creditIn(message);
  return credit === undefined ? claim : { ...claim, credit };
}

/** Asked about is only what may be said of the music: "the page loads forever", "it's green again" may not. */
function hinted(event: SpokenEvent & { type: "fix.maybe" }, message: InterpretedMessage): DialogEvent | null {
  const { words, prediction } = message;
  const subject = worksOf(message);
  if (subject === "person" || subject === "else" || words.results.ofPage(prediction.typed)) return null;
  const credit = creditIn(message);
  const asked = words.onOne.test(prediction.typed) ? { ...event, onOne: true } : event;
  return credit === undefined ? asked : { ...asked, credit };
}

/** What was seen, in other words than those of its evidence. */
function observed(event: SpokenEvent & { type: "observe" }, message: InterpretedMessage): DialogEvent | null {
  const { context, facts, evidence } = message;
  const found = context.observation?.find(({ id }) => id === event.answer);
  const reported: Evidence[] = facts.status === null ? [...evidence] : [`status-${facts.status}`, ...evidence];
  if (!found || reported.includes(found.evidence)) return event;
  if (message.prediction.label === "no") return saysFailedHere(message) ? event : null;
  const works = worksOf(message);
  return works === null || isHere(works) ? event : null;
}

/** "She can't find the home button": the instructions are asked for, and nothing is skipped. */
function skipped(event: DialogEvent, message: InterpretedMessage): DialogEvent {
  const { words, prediction, context } = message;
  const parts = words.results.partsOf(prediction.typed).filter((part) => words.results.lookedFor(part));
  const isLost = parts.length > 0 && parts.every((part) => !ofStepIn(message)(part));
  return isLost && context.observation === null ? { type: "inquire", about: "how-to" } : event;
}

/** Time is asked for in words of waiting; what tells of anything else is no such wish. */
function waiting(event: DialogEvent, message: InterpretedMessage): DialogEvent | null {
  const { words, prediction } = message;
  const { results } = words;
  const isOver = results.partsOf(prediction.typed).some((part) => actionIn(part, message) === "here");
  return prediction.known || (results.waits(prediction.typed) && !isOver) ? event : null;
}

/** What somebody else said of a step is no wish for it. */
function wished(event: DialogEvent, message: InterpretedMessage): DialogEvent | null {
  const { words, prediction } = message;
  const parts = words.results.partsOf(prediction.typed);
  const isHearsay = parts.length > 0 && parts.every((part) => words.results.others(part));
  return isHearsay && !/\d/u.test(prediction.typed) ? null : event;
}

type Gate = {
  /** Only in answer to how the step on screen went. */
  atStep: boolean;
  opens: (event: DialogEvent) => boolean;
  through: (event: never, message: InterpretedMessage) => DialogEvent | null;
};

const isDone = (event: DialogEvent, result: string): boolean => event.type === "step.done" && event.result === result;
const gates: readonly Gate[] = [
  { atStep: false, opens: (event) => isDone(event, "fixed"), through: claimed },
  {
    atStep: true,
    opens: (event) => event.type === "no" || isDone(event, "not-fixed"),
    through: failed,
  },
  { atStep: true, opens: ({ type }) => type === "fix.maybe", through: hinted },
  { atStep: true, opens: ({ type }) => type === "observe", through: observed },
  { atStep: true, opens: (event) => isDone(event, "skipped"), through: skipped },
  { atStep: true, opens: ({ type }) => type === "wait", through: waiting },
  { atStep: true, opens: ({ type }) => type === "step.go", through: wished },
];

/** The event, if the message says what it stands for; else what the message comes to. */
export function throughGate(
  event: DialogEvent,
  message: InterpretedMessage,
  asked: readonly SpokenEvent[],
): DialogEvent | null {
  const { context, facts, words, prediction } = message;
  // "One more thing, does 502 come back often", after a success, takes nothing back.
  const isStated = words.results.partsOf(prediction.typed).some((part) => words.results.failureIn(part, () => false));
  if (context.awaiting === "resolved" && asked.length > 0 && isDone(event, "not-fixed") && !isStated) return null;
  const isAsked = context.awaiting === "step-result" && context.step !== null && !context.fixAsked;
  const gate = gates.find(({ atStep, opens }) => (isAsked || !atStep) && opens(event));
  if (!gate || facts.language || isListed(message)) return event;
  return gate.through(event as never, message) ?? nothingOr(message, asked);
}
