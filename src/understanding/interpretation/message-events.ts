import type { DialogEvent, NoteEvent, SafetyEvent, SpokenEvent } from "../../../dialogs/events.ts";
import { clausesIn } from "../facts/clause.ts";
import { noteOf, hasFacts } from "./message-note.ts";
import { isAnswerable, questionsOf, sureQuestion } from "./message-questions.ts";
import { claimOf, tellsOfMusic } from "./music-claim.ts";
import { personOf } from "./person-request.ts";
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
  resultOf,
  seenOf,
} from "./step-outcome.ts";
import { deviceAsked, stepWishOf } from "./step-wish.ts";

/**
 * What a message means for the conversation: every question in it, what it tells, and what it wants done. Weighty things
 * need certainty: the end of the guide a claim that the facts confirm, a person a clear request.
 */

/** A bare no, in the labels that it may get. */
const shortNo: ReadonlySet<string> = new Set(["no", "nav:not-fixed", "none", "nav:fixed"]);

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

function whileWaiting(message: InterpretedMessage): DialogEvent {
  const { prediction, facts } = message;
  const { label, confidence } = prediction;
  if (label === "nav:fixed" || facts.outcome === "fixed") return claimOf(message) ?? { type: "case.detail" };
  const isBare = prediction.typed.split(" ").length <= maxBareWords;
  if (isShort(prediction.typed) && message.words.meanwhile.test(prediction.typed))
    return message.context.article === null ? { type: "problem.unspecified" } : { type: "resume" };
  if ((label === "yes" || label === "no") && isBare) return answerChoice(label, message.context.choices);
  if (label === "nav:stop" && message.questions.keeps) return { type: "case.keep" };
  if (label === "nav:stop" && message.words.forgets.test(prediction.typed)) return { type: "stop", takesBack: true };
  // A sentence that is near a yes or a no is a detail for that person.
  const isAnswer = label === "yes" || label === "no";
  if (guideTalk.has(label) && confidence >= 0.5 && !isAnswer)
    return eventOfLabel(label, noDetails) ?? { type: "case.detail" };
  const { words, context } = message;
  if (words.refusesPerson.test(prediction.typed)) return { type: "stop" };
  const goesOn = label === "nav:skip" || label === "nav:back" || words.meanwhile.test(prediction.typed);
  if (goesOn && isShort(prediction.typed) && context.article !== null) return { type: "resume" };
  if (label.startsWith("step:") && (confidence >= sureQuestion || words.byNumber.test(prediction.typed)))
    return stepWishOf(message) ?? { type: "case.detail" };
  return { type: "case.detail" };
}

/** A command to the guide is no longer than this; more is told to the person. */
const isShort = (typed: string): boolean => typed.split(" ").length <= maxCommandWords;
const maxCommandWords = 8;

const noDetails = { device: null, tried: [], doneBefore: false } as const;

/** "OK, start", where the steps are offered and none is shown yet. */
function offeredStart({ prediction, context }: InterpretedMessage): DialogEvent | null {
  if (prediction.label !== "nav:restart" || context.article !== null) return null;
  const offered = answerChoice("yes", context.choices);
  return offered.type === "problem.known" ? offered : null;
}

/** What a reader makes of a message: undefined where it is not its matter, null where nothing is left to do. */
type Reader = (message: InterpretedMessage, asked: readonly SpokenEvent[]) => DialogEvent | null | undefined;

/** "Maybe" to an offer or to what was seen is neither yes nor no, and "please" after a step says nothing of it. */
const ofHesitation: Reader = ({ prediction, context, words }) => {
  const { label, typed } = prediction;
  if (typed.split(" ").length > maxBareWords) return undefined;
  const asksAboutCase = context.asked === "case" && answerChoice("yes", context.choices).type !== "yes";
  const isAnswer =
    label === "yes" ||
    label === "no" ||
    context.awaiting === "offer-human" ||
    asksAboutCase ||
    context.observation !== null;
  if (isAnswer && words.hesitates.test(typed)) return { type: "unclear", readings: [], why: "not-understood" };
  const atStep = context.awaiting === "step-result" && context.step !== null && !context.fixAsked;
  return atStep && words.pleads.test(typed) ? { type: "wait" } : undefined;
};

/** A person, the case, and what a person is not asked for by. */
const ofPerson: Reader = (message, asked) => {
  const { prediction, context, text, questions, words } = message;
  const { codes, outcome } = prediction.entities;
  if (questions.subscribes) return { type: "tell-me-when-over" };
  if (context.caseWithdrawn && words.keepsCase.test(prediction.typed) && !asksOnly(message)) return { type: "human" };
  // "Cancel that, it's my phone that's broken" takes back something else.
  if (questions.withdraws && !(outcome.fails && clausesIn(prediction.typed).length > 1))
    return { type: "human.withdraw" };
  const person = personOf(message);
  if (person) return person;
  // Another error is nobody's result of a step.
  if (codes.other && codes.ours === null && context.asked !== "case")
    return eventOfPrediction(prediction, text, context);
  if (context.asked === "case") return asked.length > 0 ? null : whileWaiting(message);
  if (words.refusesPerson.test(prediction.typed) && prediction.label === "human") return { type: "human.withdraw" };
  // "So what now?" accepts nothing.
  const accepts = context.awaiting === "offer-human" && prediction.label === "yes";
  if (accepts && answerOf(message) === null) return nothingOr(message, asked);
  return accepts && asksOnly(message) && asked.length === 0
    ? { type: "unclear", readings: [], why: "not-understood" }
    : undefined;
};

/** "It's on my Mac, not the phone": another device than the one that was said. */
const ofDevice: Reader = ({ prediction, context, words, facts }) => {
  const [only] = facts.devices;
  const device = only && facts.devices.length === 1 ? only.device : prediction.entities.device;
  if (device === null || context.device === null || device === context.device) return undefined;
  const isDevice = prediction.label === `platform:${device}` && facts.outcome !== "fixed";
  return words.correctsDevice.test(prediction.typed) && (isDevice || prediction.label === "none")
    ? { type: "device", device }
    : undefined;
};

/** Another error of ours, and "wait no, it is 502": a correction of the code, which is no result. */
const ofCode: Reader = ({ prediction, facts, context, words }) => {
  const { codes } = prediction.entities;
  const other = facts.articles.find((article) => article !== context.article);
  if (context.article !== null && other !== undefined && prediction.label === `problem:${other}`)
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
  // What is told of the other device is noted, and nothing else follows from it.
  if (playsOnlyElsewhere(message)) return null;
  const claim = claimOf(message);
  const isHalf = claim?.type === "step.partly" || claim?.type === "fix.maybe";
  const seen = isHalf && message.context.observation && !tellsOfMusic(message) ? seenOf(message) : null;
  if (seen) return seen;
  const onlyAsks = asked.length > 0 && asksOnly(message);
  return claim && !(onlyAsks && claim.type === "fix.maybe") ? claim : undefined;
};

/** A step by its number, the way back to the guide, a step that was not done after all. */
const ofPlace: Reader = (message) => {
  const { prediction, words, context, facts } = message;
  // "Did everything": which of the steps that is, the list asks.
  const isAll = words.didAll.test(prediction.typed) && facts.steps.length < severalSteps && !asksOnly(message);
  if (isAll && context.article !== null && facts.outcome !== "fixed") return { type: "list" };
  const wish = stepWishOf(message);
  if (wish && words.byNumber.test(prediction.typed)) return wish;
  if (words.returns.test(prediction.typed) && mayGoOn.has(prediction.label)) return { type: "resume" };
  return offeredStart(message) ?? undefined;
};

/** How the step on screen went. */
const ofResult: Reader = (message, asked) => {
  const observed = observationOf(message) ?? resultOf(message);
  // A question that was answered skips nothing: "what can I still do?"
  const isSkip = observed?.type === "step.done" && (observed.result === "skipped" || observed.result === "already");
  const asksTried = asked.some((event) => event.type === "inquire" && event.about === "tried");
  if (isSkip && asked.length > 0 && (asksOnly(message) || asksTried)) return null;
  return observed ?? undefined;
};

/** What says nothing that could be used keeps the question of the guide; without a guide it is not understood. */
const nothingOr = ({ context }: InterpretedMessage, asked: readonly SpokenEvent[]): DialogEvent | null => {
  if (asked.length > 0) return null;
  return context.article === null ? { type: "unclear", readings: [], why: "not-understood" } : nothingFor;
};

/** Below this confidence nobody is taken to leave the guide. */
const unsureStop = 0.6;

/** So many steps are told of one by one, rather than by "everything". */
const severalSteps = 4;

/** Labels that mean something else in their place. */
const ofLabelInPlace: Reader = (message, asked) => {
  const { prediction, context, words, facts, named } = message;
  const { label, entities, confidence, typed } = prediction;
  const onlyAsks = asked.length > 0 && asksOnly(message);
  // "Quatsch", "my kids are loud": near a yes or a no, and neither.
  const isAnswered = context.choices.some(({ means }) => means !== undefined);
  if ((label === "yes" || label === "no") && isAnswered && answerOf(message) === null) return nothingOr(message, asked);
  // "Router done, same" says nothing of another step, nor does "didn't do it" of what was seen.
  if ((label === "yes" || label === "no") && context.observation) {
    if (named.length > 0 && !named.includes(context.step ?? "")) return null;
    if (words.saysUndone(typed)) return { type: "wait" };
    if (answerChoice(label, context.choices).type === label && hasFacts(noteOf(message))) return null;
  }
  // "I want them back" asks for no step.
  if (label === "nav:back" && !words.goesBack.test(typed)) return nothingOr(message, asked);
  // The device that the steps are for already.
  if (label === `platform:${context.device}` && context.step !== null && !facts.language)
    return nothingOr(message, asked);
  // "What fixed it?" is a question about what was said before.
  if ((label === "nav:not-fixed" || label === "nav:fixed") && onlyAsks) return null;
  // "Is it OK if it works on my phone?" is no yes and no no.
  if ((label === "yes" || label === "no") && asksOnly(message) && typed.split(" ").length > maxBareWords)
    return asked.length > 0 ? null : { type: "unclear", readings: [], why: "not-understood" };
  if (label === "no" && onlyAsks) return null;
  // "Literally, flames" has no word of a no, nor "I hate this" one of leaving.
  const isMore = typed.split(" ").length > 1 && !facts.language && context.awaiting === "step-result";
  if (isMore && label === "no" && !words.saysResult(typed) && !entities.outcome.fails)
    return { type: "unclear", readings: [], why: "not-understood" };
  if (isMore && label === "nav:stop" && confidence < unsureStop)
    return { type: "unclear", readings: [], why: "not-understood" };
  // "Everything until 8": what is told is more than a guess that they leave.
  const note = noteOf(message);
  if (label === "nav:stop" && confidence < sureQuestion && hasFacts(note)) return null;
  // "And Downdetector has thousands of complaints" accepts nothing; what it tells is kept.
  if ((label === "yes" || label === "no") && typed.split(" ").length > maxBareWords && hasFacts(note)) return null;
  // "Done": how it went, or what was seen, is asked again.
  if (label === "nav:wait" && words.didIt.test(typed) && context.awaiting === "step-result" && asked.length === 0)
    return nothingFor;
  // "The cache one is done" tells of that step, and not of the one on screen.
  if (label === "nav:wait" && note.tried.length > 0) return null;
  // "Wait, my Mac has it too" tells of another device, and asks for no time.
  if (label === "nav:wait" && note.devices.some(({ role, device }) => role === "fails" && device !== context.device))
    return null;
  // "Anything else?", "what's next?": what is next is the step on screen.
  if (label === "nav:skip" && context.awaiting === "step-result" && asksOnly(message) && asked.length === 0)
    return { type: "resume" };
  // "It shows an error", and no word of which: it is asked.
  const isNamed = entities.codes.other || entities.brands.other || entities.brands.ownServer;
  if (label === "problem:other" && context.article === null && !isNamed && words.someError.test(typed))
    return { type: "problem.unspecified" };
  // The code is ours, whatever server stands beside it.
  if (label === "problem:other" && entities.codes.ours !== null && context.article !== null)
    return { type: "problem.known", article: context.article };
  // "Simpler please": what the step is for, without all of its instructions again.
  if (label === "nav:repeat" && context.step !== null && words.simpler.test(typed))
    return { type: "step.about", step: context.step };
  if (context.awaiting !== "resolved") return deviceAsked(message) ?? undefined;
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

/** Results that no reader before took for one. */
const ofLeftResult: Reader = (message, asked) => {
  const { prediction, facts, context, text } = message;
  const { label } = prediction;
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
  const asksAboutHarm = asked.some((event) => event.type === "inquire" && event.about === "step-safety");
  if (wish && !(wish.type === "step.go" && asksAboutHarm)) return wish;
  if (label === "human" && message.context.afterCase) return { type: "case.word" };
  return label.startsWith("step:") || label === "human" ? null : undefined;
};

/** In the order in which they count: weighty and sure things first. */
const readers: readonly Reader[] = [
  ofHesitation,
  ofPerson,
  ofDevice,
  ofCode,
  ofClaim,
  ofPlace,
  ofResult,
  ofLabelInPlace,
  ofLeftResult,
  ofStep,
];

/** What the message wants done, once its questions and facts are taken out; null where nothing is left. */
function mainOf(message: InterpretedMessage, asked: readonly SpokenEvent[]): DialogEvent | null {
  for (const read of readers) {
    const found = read(message, asked);
    if (found !== undefined) return found;
  }
  return restOf(message, asked);
}

const resultLabels: ReadonlySet<string> = new Set(["no", "nav:wait", "nav:not-fixed", "nav:stop", "none"]);
const lastWords: ReadonlySet<string> = new Set(["yes", "nav:wait", "nav:fixed", "none"]);
const mayGoOn: ReadonlySet<string> = new Set(["nav:skip", "nav:resume", "nav:wait", "none", "greeting", "yes"]);

/** What a message wants by its label alone, once no fact tells more. */
function restOf(message: InterpretedMessage, asked: readonly SpokenEvent[]): DialogEvent | null {
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
  const message = withDevice(read);
  const { safety, language } = message.facts;
  if (safety) return [{ type: "safety", kind: safety, ...(language ? { language } : {}), ...problemOf(message) }];
  const events = eventsOfSafe(message);
  // What languages are spoken here is said beside the first answer to one that is not.
  const isSaid = language === null || language === undefined || events.some(({ type }) => type === "language");
  return isSaid ? events : [{ type: "language", language, digression: true }, ...events];
}

/** The problem that a driver tells of, so that the guide begins with it once they are parked. */
function problemOf(message: InterpretedMessage): Pick<SafetyEvent, "problem"> {
  if (message.facts.safety !== "driving" || message.context.article !== null) return {};
  const found = mainOf(message, []);
  return found?.type === "problem.known" ? { problem: found } : {};
}

function eventsOfSafe(message: InterpretedMessage): DialogEvent[] {
  const note = noteOf(message);
  const inquired = questionsOf(message, hasFacts(note));
  const found = mainOf(message, inquired);
  // Where a problem is told of first, there is no place to ask for yet: the guide that begins is the answer.
  const begins = message.context.article === null && found?.type === "problem.known";
  const asked = begins ? inquired.filter((event) => event.type !== "inquire" || event.about !== "place") : inquired;
  const tells = hasFacts(note);
  const main = found !== null && isUnclear(found) && (tells || asked.length > 0) ? null : found;
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
        !(isOfStep && event.type === "ask" && ofStepToo.has(event.answer)) &&
        !(isOfStep && event.type === "inquire" && event.about === "step-purpose"),
    );
    return [...others.map(asDigression), ...notes, main];
  }
  if (asked.length > 0) return [...notes, ...asked.slice(0, -1).map(asDigression), ...asked.slice(-1)];
  return notes.length > 0
    ? notes
    : [eventOfPrediction({ ...message.prediction, label: "none" }, message.text, message.context)];
}

/** Questions that what is told of a step answers. */
const ofStepToo: ReadonlySet<string> = new Set(["fix-time", "tools-needed", "difficulty"]);

/** The device that the message is about, by the roles of the devices in it: the only one that fails, or is named. */
function withDevice(message: InterpretedMessage): InterpretedMessage {
  const { facts, prediction } = message;
  const fails = facts.devices.filter(({ role }) => role === "fails");
  const named = fails.length > 0 ? fails : facts.devices.filter(({ role }) => role === "unclear");
  const device =
    named.length === 1 ? (named[0]?.device ?? null) : facts.devices.length === 0 ? prediction.entities.device : null;
  return { ...message, prediction: { ...prediction, entities: { ...prediction.entities, device } } };
}

/** A question before something else: the question that stands is not asked in between. */
function asDigression(event: SpokenEvent): SpokenEvent {
  return event.type === "ask" || event.type === "define" || event.type === "inquire" || event.type === "step.about"
    ? { ...event, digression: true }
    : event;
}
