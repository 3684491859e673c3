import type { DialogEvent, NoteEvent, SpokenEvent } from "../../../dialogs/events.ts";
import type { Evidence } from "../../../knowledge/article.ts";
import { clausesIn } from "../facts/clause.ts";
import { isAnswerable, questionsOf, sureQuestion } from "./message-questions.ts";
import { personOf } from "./person-request.ts";
import { closeCallBetween, eventOfLabel, eventOfPrediction } from "./prediction-events.ts";
import type { InterpretedMessage } from "./interpreted-message.ts";
import { answerChoice } from "./prompt-answers.ts";

/**
 * What a message means for the conversation: every question in it, what it tells, and what it wants done. Weighty things
 * need certainty: the end of the guide a claim that the facts confirm, a person a clear request.
 */


/** What the message tells of other steps than the one on screen, of devices, and beside them. */
function noteOf({ facts, evidence, context, prediction, words }: InterpretedMessage): Omit<NoteEvent, "alone"> {
  const others = facts.steps.filter(({ step }) => step !== context.step);
  const status: Evidence[] = facts.status === null ? [] : [`status-${facts.status}`];
  return {
    type: "note",
    // After a success, a device that is named with a "not" is one where it still fails.
    devices: facts.devices.map(({ device, role }) =>
      context.awaiting === "resolved" && role === "unclear" && words.denies.test(prediction.typed)
        ? { device, role: "fails" as const }
        : { device, role },
    ),
    tried: others.filter(({ said }) => said === "tried" || said === "helped").map(({ step }) => step),
    cannot: others.filter(({ said }) => said === "cannot").map(({ step }) => step),
    evidence: [...status, ...evidence],
  };
}

/** A bare no, in the labels that it may get. */
const shortNo: ReadonlySet<string> = new Set(["no", "nav:not-fixed", "none", "nav:fixed"]);

const tellsSomething = ({ tried, cannot, evidence, devices }: Omit<NoteEvent, "alone">): boolean =>
  tried.length + cannot.length + evidence.length + devices.length > 0;

/** Confidence from which a longer message skips the step: it moves the place. */
const sureSkip = 0.6;

/** A bare yes or no is no longer than this. */
const maxBareWords = 4;

/** The answer to the question of the diagnostic step on screen, where the message gives one. */
function observationOf({ facts, evidence, prediction, context }: InterpretedMessage): DialogEvent | null {
  if (!context.observation) return null;
  const told: Evidence[] = facts.status === null ? [...evidence] : [`status-${facts.status}`, ...evidence];
  const answer = context.observation.find((one) => told.includes(one.evidence));
  if (answer) return { type: "observe", answer: answer.id };
  const isBare = prediction.typed.split(" ").length <= maxBareWords;
  const bare = isBare && (prediction.label === "yes" || prediction.label === "no") ? prediction.label : null;
  return bare ? answerChoice(bare, context.choices) : null;
}

/** "Mobile data works!" answers "Does it play on the other network?", and is no half cure. */
function seenOf(message: InterpretedMessage): DialogEvent | null {
  const { prediction, context } = message;
  const answer = answerChoice("yes", context.choices);
  const isAsked = answer.type === "observe" && !prediction.entities.outcome.fails;
  return observationOf(message) ?? (isAsked ? answer : null);
}

/** A claim that the music plays, or may; null where the message claims nothing of the kind. */
function claimOf({ facts, prediction, context, words }: InterpretedMessage): SpokenEvent | null {
  const { outcome, steps } = facts;
  const { works, relapse } = prediction.entities.outcome;
  const helped = steps.find(({ said }) => said === "helped")?.step;
  if (outcome === "fixed") {
    const credit = words.byItself.test(prediction.typed) ? null : (helped ?? undefined);
    return { type: "step.done", result: "fixed", ...(credit === undefined ? {} : { credit }) };
  }
  // "Now both of them play" is no half cure.
  if (
    outcome === "partly" &&
    works &&
    !relapse &&
    !prediction.entities.outcome.fails &&
    /\b(?:both|all of them|everything|everywhere)\b/u.test(prediction.typed)
  )
    return { type: "step.done", result: "fixed" };
  if (outcome === "partly" && context.article !== null && (works || !relapse)) return { type: "step.partly" };
  // Without any error named, and none asked about, nothing can be cured.
  if (context.article === null && context.awaiting === "idle") return null;
  if (prediction.label === "nav:fixed") return outcome === "not-fixed" || relapse ? null : { type: "fix.maybe" };
  const isAnswer = outcome === "unsure" && context.awaiting === "step-result" && prediction.label !== "none";
  return isAnswer ? { type: "fix.maybe" } : null;
}

/** The other step that the person says was not done after all; null where it is none, or not a single one. */
function undoneStepOf({ prediction, named, context, words }: InterpretedMessage): string | null {
  if (context.step === null || !words.saysUndone(prediction.typed)) return null;
  const [only, ...more] = named.filter((step) => step !== context.step);
  return more.length === 0 ? (only ?? null) : null;
}

const stillBroken: SpokenEvent = { type: "step.done", result: "not-fixed" };

/** Beside what a claim that nothing is cured is the result of the step: the message wants nothing else of the guide. */
const isSmallTalk = ({ prediction, questions }: InterpretedMessage): boolean => {
  const { label, oosProbability, entities } = prediction;
  // What is likely about nothing of ours says how a step went only in clear words.
  if (label === "none" && oosProbability > 0.5 && !entities.outcome.fails) return false;
  return isBeside(label, questions.terms.length > 0);
};

const isBeside = (label: string, asksForTerm: boolean): boolean =>
  label.startsWith("faq:") ||
  (label.startsWith("step:") && asksForTerm) ||
  ["none", "yes", "no", "help", "nav:wait", "nav:repeat", "thanks"].includes(label);

/** What the message says of the step on screen. */
function resultOf(message: InterpretedMessage): SpokenEvent | null {
  const { facts, prediction, context } = message;
  if (context.step === null || context.awaiting !== "step-result" || context.fixAsked) return null;
  const here = facts.steps.find(({ step }) => step === context.step)?.said;
  const others = facts.steps.some(({ step, said }) => step !== context.step && said !== "wants" && said !== "asks");
  const { doneBefore } = prediction.entities;
  if (onlyPlaysElsewhere(message)) return null;
  if (here === "cannot") return { type: "step.done", result: "skipped" };
  const isGuess = prediction.confidence < sureSkip && prediction.typed.split(" ").length > maxBareWords;
  if (prediction.label === "nav:skip" && isGuess) return null;
  if (prediction.label === "nav:skip")
    return others && here === undefined ? null : { type: "step.done", result: doneBefore ? "already" : "skipped" };
  if (here === "tried" && (prediction.label === "nav:not-fixed" || facts.outcome === "not-fixed"))
    return { type: "step.done", result: "not-fixed" };
  if (here === "tried" && prediction.label.startsWith("step:")) return { type: "step.done", result: "not-fixed" };
  if (here === "tried" && prediction.entities.outcome.fails && !facts.outcome) return stillBroken;
  if (
    prediction.label === "nav:not-fixed" ||
    (facts.outcome === "not-fixed" && isSmallTalk(message) && message.words.saysResult(prediction.typed)) ||
    saysNotFixed(message)
  )
    return others ? null : { type: "step.done", result: "not-fixed" };
  return null;
}

/** "The telly works fine": another device never had the trouble, which is no result of the step. */
function onlyPlaysElsewhere({ facts, prediction, context, named }: InterpretedMessage): boolean {
  const { works, fails } = prediction.entities.outcome;
  const elsewhere = facts.devices.every(({ device, role }) => role === "works" && device !== context.device);
  return facts.devices.length > 0 && elsewhere && works && !fails && named.length === 0;
}

/** One of several clauses says that it is still broken: "still broken, and is it only me?" */
function saysNotFixed({ prediction, labelOf }: InterpretedMessage): boolean {
  const clauses = clausesIn(prediction.typed);
  if (clauses.length < 2 || !prediction.label.startsWith("faq:")) return false;
  return clauses.some(({ text, question }) => !question && labelOf(text).label === "nav:not-fixed");
}

/** A wish for a step, or a question about one; null where the step is only mentioned or told of. */
function stepWishOf(message: InterpretedMessage): SpokenEvent | null {
  const { facts, prediction } = message;
  const labelled = prediction.label.startsWith("step:") ? prediction.label.slice("step:".length) : null;
  const wishes = facts.steps.filter(({ said }) => said === "wants" || said === "asks");
  const wanted =
    wishes.find(({ step }) => step === labelled) ?? wishes.find(({ said }) => said === "wants") ?? wishes[0];
  const step = wanted?.step ?? labelled;
  if (step === null || step === undefined) return null;
  const told = facts.steps.find((one) => one.step === step && one.said !== "wants" && one.said !== "asks");
  if (message.questions.terms.length > 0) return null;
  if (told || (wanted === undefined && !prediction.label.startsWith("step:"))) return null;
  if (
    message.words.asksAboutStep.test(prediction.typed) &&
    /\d|step|number|one\b/u.test(prediction.typed) &&
    !/\bhow\b/u.test(prediction.typed)
  )
    return { type: "step.about", step };
  const isNumbered = message.words.byNumber.test(prediction.typed);
  if (
    !isNumbered &&
    !prediction.label.startsWith("step:") &&
    !prediction.label.startsWith("nav:") &&
    prediction.label !== "none"
  )
    return null;
  const device = prediction.entities.device;
  return { type: "step.go", step, ...(device === null ? {} : { device }) };
}

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
  if ((label === "yes" || label === "no") && isBare) return answerChoice(label, message.context.choices);
  if (guideTalk.has(label) && confidence >= 0.5) return eventOfLabel(label, noDetails) ?? { type: "case.detail" };
  if (label.startsWith("step:") && confidence >= sureQuestion) return stepWishOf(message) ?? { type: "case.detail" };
  return { type: "case.detail" };
}

const noDetails = { device: null, tried: [], doneBefore: false } as const;

/** "OK, start", where the steps are offered and none is shown yet. */
function offeredStart({ prediction, context }: InterpretedMessage): DialogEvent | null {
  if (prediction.label !== "nav:restart" || context.article !== null) return null;
  const offered = answerChoice("yes", context.choices);
  return offered.type === "problem.known" ? offered : null;
}

/** What the message wants done, once its questions and facts are taken out; null where nothing is left. */
function mainOf(message: InterpretedMessage, asked: readonly SpokenEvent[]): DialogEvent | null {
  const asksAnything = asked.length > 0;
  const { prediction, context, text, questions } = message;
  if (questions.subscribes) return { type: "tell-me-when-over" };
  // "Cancel that, it's my phone that's broken" takes back something else.
  if (questions.withdraws && !(prediction.entities.outcome.fails && clausesIn(prediction.typed).length > 1))
    return { type: "human.withdraw" };
  const person = personOf(message);
  if (person) return person;
  // Another error is nobody's result of a step.
  if (prediction.entities.codes.other && prediction.entities.codes.ours === null && context.asked !== "case")
    return eventOfPrediction(prediction, text, context);
  if (context.asked === "case") return asksAnything ? null : whileWaiting(message);
  // "Wait no, it is 502": a correction of the code, which is no result.
  const { codes } = prediction.entities;
  const namesOurs = codes.ours !== null || (codes.oursDenied && !/\bnot\b/u.test(prediction.typed));
  if (namesOurs && message.words.corrects.test(prediction.typed) && context.article !== null && context.awaiting === "step-result")
    return { type: "problem.known", article: context.article };
  const claim = claimOf(message);
  const onlyAsks = asksAnything && clausesIn(prediction.typed).every(({ question }) => question);
  const isHalf = claim?.type === "step.partly" || claim?.type === "fix.maybe";
  const seen = isHalf && context.observation ? seenOf(message) : null;
  if (seen) return seen;
  if (claim && !(onlyAsks && claim.type === "fix.maybe")) return claim;
  const wish = stepWishOf(message);
  if (wish && message.words.byNumber.test(prediction.typed)) return wish;
  if (message.words.returns.test(prediction.typed) && mayGoOn.has(prediction.label)) return { type: "resume" };
  const undone = undoneStepOf(message);
  if (undone) return { type: "step.go", step: undone };
  const offered = offeredStart(message);
  if (offered) return offered;
  const observed = observationOf(message) ?? resultOf(message);
  // A question that was answered skips nothing: "what can I still do?"
  const isSkip = observed?.type === "step.done" && (observed.result === "skipped" || observed.result === "already");
  if (observed && !(isSkip && onlyAsks)) return observed;
  if (isSkip) return null;
  const { label } = prediction;
  // "But not on my phone": the other device is what the message is about, not the question for anything else.
  if (
    context.awaiting === "resolved" &&
    noteOf(message).devices.some(({ role }) => role === "fails") &&
    shortNo.has(label)
  )
    return null;
  if (label === "nav:fixed") {
    if (context.article === null) return { type: "unclear", readings: [], why: "not-understood" };
    return { type: "step.done", result: "not-fixed" };
  }
  if (label === "nav:not-fixed" || label === "nav:skip") {
    if (context.fixAsked || context.awaiting !== "step-result" || context.step === null)
      return eventOfPrediction(prediction, text, context);
    return null;
  }
  const asksAboutHarm = asked.some((event) => event.type === "inquire" && event.about === "step-safety");
  if (wish && !(wish.type === "step.go" && asksAboutHarm)) return wish;
  if (label === "human" && context.afterCase) return { type: "case.word" };
  if (label.startsWith("step:") || label === "human") return null;
  return restOf(message, asked);
}

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
  if (safety) return [{ type: "safety", kind: safety }];
  const events = eventsOfSafe(message);
  // What languages are spoken here is said beside the first answer to one that is not.
  const isSaid = language === null || language === undefined || events.some(({ type }) => type === "language");
  return isSaid ? events : [{ type: "language", language, aside: true }, ...events];
}

function eventsOfSafe(message: InterpretedMessage): DialogEvent[] {
  const note = noteOf(message);
  const inquired = questionsOf(message, tellsSomething(note));
  const found = mainOf(message, inquired);
  // Where a problem is told of first, there is no place to ask for yet: the guide that begins is the answer.
  const begins = message.context.article === null && found?.type === "problem.known";
  const asked = begins ? inquired.filter((event) => event.type !== "inquire" || event.about !== "place") : inquired;
  const tells = tellsSomething(note);
  const main = found !== null && isUnclear(found) && (tells || asked.length > 0) ? null : found;
  const isAlone = main === null && asked.length === 0;
  const notes: NoteEvent[] = tells ? [{ ...note, alone: isAlone }] : [];
  if (main !== null) {
    // Continuing, or the list of the steps, shows the place by itself.
    const showsPlace = main.type === "resume" || main.type === "list";
    const others = asked.filter((event) => !(showsPlace && event.type === "inquire" && event.about === "place"));
    return [...others.map(aside), ...notes, main];
  }
  if (asked.length > 0) return [...notes, ...asked.slice(0, -1).map(aside), ...asked.slice(-1)];
  return notes.length > 0
    ? notes
    : [eventOfPrediction({ ...message.prediction, label: "none" }, message.text, message.context)];
}

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
function aside(event: SpokenEvent): SpokenEvent {
  return event.type === "ask" || event.type === "define" || event.type === "inquire" || event.type === "step.about"
    ? { ...event, aside: true }
    : event;
}
