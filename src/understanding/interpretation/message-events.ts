import type { DialogEvent, NoteEvent, SafetyEvent, SpokenEvent } from "../../../dialogs/events.ts";
import { clausesIn } from "../facts/clause.ts";
import { noteOf, hasFacts, saysNoMore } from "./message-note.ts";
import { isAllAsked, isAnswerable, ofNamedStep, questionsOf } from "./message-questions.ts";
import { restOf, withoutReprompt } from "./message-rest.ts";
import { stillInDanger } from "./after-danger.ts";
import { claimOf, tellsOfMusic } from "./music-claim.ts";
import { offeredPersonAnswer, personOf, refusesAnyPerson, withdrawalOf } from "./person-request.ts";
import { closeCallBetween, eventOfLabel, eventOfPrediction } from "./prediction-events.ts";
import type { InterpretedMessage } from "./interpreted-message.ts";
import { answerChoice } from "./prompt-answers.ts";
import {
  answerOf,
  asksOnly,
  maxBareWords,
  nothingFor,
  observationOf,
  playsOnlyElsewhere,
  playsOnOtherNetwork,
  resultOf,
  seenOf,
  seenOnNetwork,
} from "./step-outcome.ts";
import { nothingOr, ofBareAnswer, ofLabelInPlace, ofSuccess, type Reader } from "./label-in-place.ts";
import { offeredStart, placeWordsOf, withReason } from "./leaving-steps.ts";
import { ofNoCode } from "./no-code.ts";
import { throughGate } from "./result-gate.ts";
import { severalSteps, stepWishOf, withDevice, withPronoun } from "./step-wish.ts";
import { noDetails, whileWaiting } from "./while-waiting.ts";

/**
 * What a message means for the conversation: every question in it, what it tells, and what it wants done. Weighty things
 * need certainty: the end of the guide a claim that the facts confirm, a person a clear request.
 */

/** "Maybe" to an offer or to what was seen is neither yes nor no, and "please" after a step says nothing of it. */
const ofHesitation: Reader = ({ prediction, context, words }) => {
  const { label, typed } = prediction;
  if (typed.split(" ").length > maxBareWords) return undefined;
  // Near every device alike.
  if (context.awaiting === "platform" && words.hesitates.test(typed))
    return { type: "unclear", readings: [], why: "close-call" };
  // "Oh OK" takes note of an outage, and asks for nothing where no button is a yes.
  const isTaken = context.awaiting === "offer-human" && context.asked !== "case" && words.closes.test(typed);
  if (isTaken && label === "yes" && answerChoice("yes", context.choices).type === "yes") return { type: "wait" };
  const asksAboutCase = context.asked === "case" && answerChoice("yes", context.choices).type !== "yes";
  const isAnswer =
    label === "yes" ||
    label === "no" ||
    context.awaiting === "offer-human" ||
    asksAboutCase ||
    context.observation !== null;
  if (isAnswer && words.hesitates.test(typed)) return { type: "unclear", readings: [], why: "not-understood" };
  const atStep = context.awaiting === "step-result" && context.step !== null && !context.fixAsked;
  if (atStep && words.jokes.test(typed)) return nothingFor;
  return atStep && words.pleads.test(typed) ? { type: "wait" } : undefined;
};

/** A person, the case, and what a person is not asked for by. */
const ofPerson: Reader = (message, asked) => {
  const { prediction, context, text, questions, words } = message;
  const { codes } = prediction.entities;
  if (questions.subscribes) return { type: "tell-me-when-over" };
  // "No, keep it", right after it was taken back; "can you open it again?" asks for the same.
  if (context.caseWithdrawn && words.keepsCase.test(prediction.typed)) return { type: "human" };
  const withdrawal = withdrawalOf(message, asked.length > 0);
  if (withdrawal) return withdrawal;
  const person = personOf(message);
  if (person) return person;
  // Another error is nobody's result of a step.
  if (codes.other && codes.ours === null && context.asked !== "case")
    return eventOfPrediction(prediction, text, context);
  if (context.asked === "case") return asked.length > 0 ? null : whileWaiting(message);
  if (refusesAnyPerson(message)) return { type: "human.withdraw", refused: true };
  const offered = offeredPersonAnswer(message);
  if (offered) return offered;
  // "So what now?" accepts nothing.
  const accepts = context.awaiting === "offer-human" && prediction.label === "yes";
  if (accepts && answerOf(message) === null) return nothingOr(message, asked);
  return accepts && asksOnly(message) && asked.length === 0
    ? { type: "unclear", readings: [], why: "not-understood" }
    : undefined;
};

/** "It's on my Mac, not the phone": another device than the one that was said. */
const ofDevice: Reader = (message, asked) => {
  const { prediction, context, words, facts } = message;
  // "What browser should I use?", "a mesh, Google Nest": no other device to go on with.
  const isOther = asksOnly(message) || words.networkThing.test(prediction.typed);
  if (context.step !== null && isOther && prediction.label.startsWith("platform:")) return nothingOr(message, asked);
  const [only] = facts.devices;
  const device = only && facts.devices.length === 1 ? only.device : prediction.entities.device;
  if (device === null || context.device === null || device === context.device) return undefined;
  const isDevice = prediction.label === `platform:${device}` && facts.outcome !== "fixed";
  return words.correctsDevice.test(prediction.typed) && (isDevice || prediction.label === "none")
    ? { type: "device", device }
    : undefined;
};

/** Another error of ours, and "wait no, it is 502": a correction of the code, which is no result. */
const ofCode: Reader = (message) => {
  const { prediction, facts, context, words } = message;
  const { codes } = prediction.entities;
  const other = facts.articles.find((article) => article !== context.article);
  const wants = prediction.label === `problem:${other}` || words.switches.test(prediction.typed);
  if (context.article !== null && other !== undefined && wants && !asksOnly(message))
    return { type: "problem.known", article: other };
  const namesOurs = codes.ours !== null || (codes.oursDenied && !/\bnot\b/u.test(prediction.typed));
  const corrects = words.corrects.test(prediction.typed) && context.awaiting === "step-result";
  return namesOurs && corrects && context.article !== null
    ? { type: "problem.known", article: context.article }
    : undefined;
};

/** A claim that the music plays, or what was seen where that was asked. */
const ofClaim: Reader = (message, asked) => {
  // "Oh no", "wrong button", "it's back", right after a success.
  const { context, words, prediction } = message;
  if (context.awaiting === "resolved" && context.article !== null && words.pressedWrong.test(prediction.typed))
    return { type: "step.done", result: "not-fixed" };
  if (context.fixAsked && words.onOther.test(prediction.typed))
    return withOfferedCredit({ type: "step.done", result: "fixed" }, message);
  // What is told of the other device is noted, and nothing else.
  if (playsOnlyElsewhere(message)) return null;
  // "Router done, still 502, works on 4g": a result too.
  if (playsOnOtherNetwork(message) && !prediction.entities.outcome.fails) return null;
  const claim = claimOf(message);
  const isHalf = claim?.type === "step.partly" || claim?.type === "fix.maybe";
  const isSeen = isHalf && context.observation && !tellsOfMusic(message);
  const seen = seenOnNetwork(message) ?? (isSeen ? seenOf(message) : null);
  if (seen) return seen;
  const onlyAsks = asked.length > 0 && asksOnly(message);
  // A bare yes of another language may mean "OK, I'll do it".
  const isBareYes = message.words.foreignYes.test(message.prediction.typed) && !message.context.fixAsked;
  if (isBareYes && claim?.type === "step.done") return { type: "fix.maybe" };
  if (claim === null || (onlyAsks && claim.type === "fix.maybe")) return undefined;
  return context.fixAsked ? withOfferedCredit(claim, message) : claim;
};

/** A yes to "So it's playing again?" credits the step that was named before: the answer that was offered knows it. */
function withOfferedCredit(claim: SpokenEvent, { context }: InterpretedMessage): SpokenEvent {
  const offered = answerChoice("yes", context.choices);
  const isBare = claim.type === "step.done" && claim.result === "fixed" && claim.credit === undefined;
  return isBare && offered.type === "step.done" ? offered : claim;
}

/** A step by its number, the way back to the guide, a step that was not done after all. */
const ofPlace: Reader = (message, asked) => {
  const { prediction, words, context, facts } = message;
  // "Did everything": which of the steps that is, the list asks.
  const isAll = words.didAll.test(prediction.typed) && facts.steps.length < severalSteps && !asksOnly(message);
  if (isAll && context.article !== null && facts.outcome !== "fixed") return { type: "list" };
  if (context.step !== null && context.awaiting === "step-result" && words.undoes.test(prediction.typed))
    return { type: "back", undo: true };
  const wish = stepWishOf(message);
  const isAsked = asked.some(
    (event) => event.type === "step.about" || (event.type === "inquire" && ofNamedStep.has(event.about)),
  );
  if (wish && !isAsked && words.byNumber.test(prediction.typed)) return wish;
  if (words.returns.test(prediction.typed) && mayGoOn.has(prediction.label)) return { type: "resume" };
  const placed = placeWordsOf(message);
  if (placed) return placed;
  return offeredStart(message) ?? undefined;
};

/** How the step on screen went. */
const ofResult: Reader = (message, asked) => {
  const { context, words, prediction, facts } = message;
  const isAsked = context.awaiting === "step-result" && context.step !== null && !context.fixAsked;
  // "Did. Next": done, and it did not help.
  if (isAsked && words.didBefore.test(prediction.typed)) return { type: "step.done", result: "already" };
  // "Reinstalled already, no luck", in answer to "Do you want to do it?"
  const isDone = facts.steps.some(({ step, said }) => step === context.step && said === "tried");
  if (context.asked === "consent" && isDone && !asksOnly(message)) return { type: "step.done", result: "already" };
  // "Restarted the router, nope", while the guide rests: noted, and the guide goes on.
  const isResting = context.awaiting === "idle" && context.article !== null && !context.caseOpen;
  if (isResting && facts.outcome === "not-fixed" && noteOf(message).tried.length > 0) return { type: "resume" };
  const observed = observationOf(message) ?? resultOf(message);
  // A question that was answered skips nothing: "what can I still do?"
  const isSkip = observed?.type === "step.done" && (observed.result === "skipped" || observed.result === "already");
  const asksTried = asked.some((event) => event.type === "inquire" && event.about === "tried");
  if (isSkip && asked.length > 0 && (asksOnly(message) || asksTried)) return null;
  return observed ?? undefined;
};

/** Results that no reader before took for one. */
const ofLeftResult: Reader = (message, asked) => {
  const { prediction, facts, context, text } = message;
  const { label } = prediction;
  // "My neighbour says hers works now": of no use, and no question.
  if (label === "none" && context.article !== null && message.words.claimsNothing.test(prediction.typed))
    return nothingOr(message, asked);
  if (label === "nav:fixed") {
    if (context.article === null) return { type: "unclear", readings: [], why: "not-understood" };
    const isBack = facts.outcome === "not-fixed" || prediction.entities.outcome.relapse;
    return isBack ? { type: "step.done", result: "not-fixed" } : nothingOr(message, asked);
  }
  if (label !== "nav:not-fixed" && label !== "nav:skip") return undefined;
  // Before the device is known there is no step that it could be about: the question for the device stands.
  if (context.awaiting === "platform") return nothingOr(message, asked);
  const isAsked = context.awaiting === "step-result" && context.step !== null && !context.fixAsked;
  return isAsked ? null : eventOfPrediction(prediction, text, context);
};

/** A step by its words. */
const ofStep: Reader = (message, asked) => {
  const { label } = message.prediction;
  const wish = stepWishOf(message);
  const isAnswered = asked.some(
    (event) => event.type === "step.about" || (event.type === "inquire" && event.about === "step-safety"),
  );
  if (wish && !isAnswered) return wish;
  if (label === "human" && message.context.afterCase) return { type: "case.word" };
  return label.startsWith("step:") || label === "human" ? null : undefined;
};

/** In the order in which they count: weighty and sure things first. */
const readers: readonly Reader[] = [
  ofHesitation,
  ofPerson,
  ofDevice,
  ofCode,
  ofNoCode,
  ofClaim,
  ofPlace,
  ofResult,
  ofBareAnswer,
  ofLabelInPlace,
  ofSuccess,
  ofLeftResult,
  ofStep,
];

/** What the message wants done, once its questions and facts are taken out; null where nothing is left. */
function mainOf(message: InterpretedMessage, asked: readonly SpokenEvent[]): DialogEvent | null {
  for (const read of readers) {
    const found = read(message, asked);
    if (found !== undefined) return found && throughGate(found, message, asked);
  }
  const left = leftOf(message, asked);
  return left && throughGate(left, message, asked);
}

const mayGoOn: ReadonlySet<string> = new Set(["nav:skip", "nav:resume", "nav:wait", "none", "greeting", "yes"]);

/** What a message wants by its label alone, once no fact tells more. */
function leftOf(message: InterpretedMessage, asked: readonly SpokenEvent[]): DialogEvent | null {
  const { prediction, facts, context, text, questions } = message;
  const asksAnything = asked.length > 0;
  const { label } = prediction;
  if (label.startsWith("faq:")) {
    if (asksAnything || isAnswerable(message)) return null;
    return closeCallBetween(prediction) ?? unsureQuestion(message);
  }
  if (label === "none") {
    if (facts.language !== null && facts.language !== undefined) return { type: "language", language: facts.language };
    if (context.afterCase && !asksAnything) return { type: "case.word" };
    return asksAnything ? null : eventOfPrediction(prediction, text, context);
  }
  if (label === "nav:repeat" && /\b(?:step|instructions?)\b/u.test(prediction.typed) && context.step !== null)
    return { type: "step.go", step: context.step };
  if (
    asksAnything &&
    (questions.terms.length > 0 ||
      label === "nav:repeat" ||
      label === "nav:list" ||
      label === "help" ||
      label === "greeting")
  )
    return null;
  return eventOfPrediction(prediction, text, context);
}

function unsureQuestion({ prediction }: InterpretedMessage): DialogEvent {
  const reading = eventOfLabel(prediction.label, noDetails);
  return { type: "unclear", readings: reading ? [reading] : [], why: "close-call" };
}

const isUnclear = (event: DialogEvent | null): boolean => event?.type === "unclear";

/** The events of a message, in the order in which they apply: what it asks, what it tells, what it wants. */
export function eventsOfMessage(read: InterpretedMessage): DialogEvent[] {
  const message = withoutFiller(withPronoun(withDevice(read)));
  const { safety, language } = message.facts;
  if (safety) return [{ type: "safety", kind: safety, ...(language ? { language } : {}), ...problemOf(message) }];
  const still = stillInDanger(message);
  if (still) return [still];
  const events = eventsOfSafe(message).map((event) => withReason(event, message));
  // What languages are spoken here is said beside the first answer to one that is not.
  const isSaid = language === null || language === undefined || events.some(({ type }) => type === "language");
  return isSaid ? events : [{ type: "language", language, digression: true }, ...events];
}

/** The problem that is told of beside danger, so that the guide begins with it once that is over. */
function problemOf(message: InterpretedMessage): Pick<SafetyEvent, "problem"> {
  if (message.context.article !== null) return {};
  const found = mainOf(message, []);
  return found?.type === "problem.known" ? { problem: found } : {};
}

/** Answers about the step on screen: out of place where the message leaves it. */
const ofScreen: ReadonlySet<string> = new Set(["next-action", "how-to", "simpler"]);

function eventsOfSafe(message: InterpretedMessage): DialogEvent[] {
  const allAsked = isAllAsked(message);
  // What is only asked about was not done.
  const note = { ...noteOf(message), ...((allAsked || asksOnly(message)) && { tried: [], cannot: [] }) };
  const inquired = questionsOf(message, hasFacts(note));
  const found = allAsked ? null : mainOf(restOf(message), inquired);
  // Where a problem is told of first, there is no place to ask for yet: the guide that begins is the answer.
  const begins = message.context.article === null && found?.type === "problem.known";
  const asked: SpokenEvent[] = begins
    ? inquired.filter((event) => event.type !== "inquire" || event.about !== "place")
    : inquired;
  const tells = hasFacts(note);
  const isCovered = saysNoMore(note, found) || (isUnclear(found) && (tells || asked.length > 0));
  const wanted = isCovered ? null : found;
  const [said, question] = withNamedError(message, wanted) ?? [wanted ?? resultWithQuestion(message, asked), null];
  const main = said?.type === "problem.known" ? withoutOpen(said, message) : said;
  if (question) asked.push(question);
  // "How long does step 3 take?" is answered with the step.
  const isOfStep = main?.type === "step.about";
  const isAlone = main === null && asked.length === 0;
  // What was tried is told with the problem, in the words of its article.
  const reportedWith = main?.type === "problem.known" ? (main.tried ?? []) : [];
  const reported = {
    ...note,
    tried: note.tried.filter((step) => !reportedWith.includes(step)),
    // The device that takes the place of another is the one that fails.
    devices: note.devices.filter(({ device }) => main?.type !== "device" || main.device !== device),
  };
  const notes: NoteEvent[] = hasFacts(reported) ? [{ ...reported, alone: isAlone }] : [];
  if (main !== null) {
    // Continuing, or the list of the steps, shows the place by itself.
    const showsPlace = main.type === "resume" || main.type === "list";
    const others = asked.filter(
      (event) =>
        !(showsPlace && event.type === "inquire" && event.about === "place") &&
        !(main.type === "step.done" && event.type === "inquire" && ofScreen.has(event.about)) &&
        !(isOfStep && event.type === "ask" && ofStepToo.has(event.answer)) &&
        !(isOfStep && event.type === "inquire" && event.about === "step-purpose"),
    );
    return [...others.map(withoutReprompt), ...notes, main];
  }
  if (asked.length > 0) return [...notes, ...asked.slice(0, -1).map(withoutReprompt), ...asked.slice(-1)];
  return notes.length > 0
    ? notes
    : [eventOfPrediction({ ...message.prediction, label: "none" }, message.text, message.context)];
}

/** What is told with a problem as done, but for what the same message says is not: "everything apart from reinstalling". */
function withoutOpen(
  problem: SpokenEvent & { type: "problem.known" },
  { facts }: InterpretedMessage,
): SpokenEvent & { type: "problem.known" } {
  const { tried = [], ...rest } = problem;
  const done = tried.filter((step) => facts.steps.some((one) => one.step === step));
  return done.length === 0 ? rest : { ...rest, tried: done };
}

/** A first message that names the error and asks something: answered, and the guide begins. */
function withNamedError(
  message: InterpretedMessage,
  found: DialogEvent | null,
): readonly [DialogEvent, SpokenEvent | null] | null {
  const { context, facts, prediction } = message;
  const [article, ...others] = facts.articles;
  if (context.article !== null || context.caseOpen || article === undefined || others.length > 0) return null;
  const isQuestion = found?.type === "step.about" || found?.type === "step.go";
  if ((found !== null && !isQuestion) || asksOnly(message)) return null;
  const { device } = prediction.entities;
  const opening = { type: "problem.known" as const, article, ...(device === null ? {} : { device }) };
  return [opening, found?.type === "step.about" ? found : null];
}

/** "Didn't work. How many more?": the result that stands beside a question. */
function resultWithQuestion(message: InterpretedMessage, asked: readonly SpokenEvent[]): DialogEvent | null {
  const { context, facts, prediction, labelOf } = message;
  const isAsked = context.awaiting === "step-result" && context.step !== null && !context.fixAsked;
  if (!isAsked || asked.length === 0 || context.observation || facts.outcome !== "not-fixed") return null;
  const parts = clausesIn(prediction.typed.replace(/, (?=(?:why|when|who|should|could|would|is|do)\b)/gu, ". "));
  const says = parts.some(
    ({ text, question }) =>
      !question && message.words.saysResult(text) && ["nav:not-fixed", "no"].includes(labelOf(text).label),
  );
  return says ? { type: "step.done", result: "not-fixed" } : null;
}

/** "Fine, what was the step again?" is no report of a page. */
function withoutFiller(message: InterpretedMessage): InterpretedMessage {
  const { facts, prediction } = message;
  const isFiller = facts.status === "fine" && leadsToQuestion.test(prediction.typed);
  return isFiller ? { ...message, facts: { ...facts, status: null } } : message;
}
const leadsToQuestion =
  /^(?:fine|ok|okay|good|right|great)[,.!]? (?:and |but |so )*(?:what|which|where|how|why|who|when|can|do|does|is|are)\b/u;

/** Questions that what is told of a step answers. */
const ofStepToo: ReadonlySet<string> = new Set(["fix-time", "tools-needed", "difficulty"]);
