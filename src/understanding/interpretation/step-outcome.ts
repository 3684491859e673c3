import type { DialogEvent, NoteEvent, SpokenEvent } from "../../../dialogs/events.ts";
import type { Evidence } from "../../../knowledge/article.ts";
import { clausesIn } from "../facts/clause.ts";
import type { InterpretedMessage } from "./interpreted-message.ts";
import { answerChoice } from "./prompt-answers.ts";

/** What a message says of the step on screen: what was seen, how it went, and whether anything is said of it. */

/** Confidence from which a message skips the step on screen, or says that it did not help: both move the place. */
const sureSkip = 0.72;
const sureResult = 0.65;
const sureBareResult = 0.8;

/** A word list decided, and no classifier: it gives no alternatives. */
export const isListed = ({ prediction }: InterpretedMessage): boolean =>
  prediction.alternatives.length === 0 && prediction.confidence >= sureWord;

/** Says that something cannot or will not be done; in another language the word lists of that one have said so. */
export const isRefusal = (message: InterpretedMessage): boolean =>
  Boolean(message.facts.language) || isListed(message) || refuses(message);
const refuses = ({ prediction, words }: InterpretedMessage): boolean =>
  words.cannotDo.test(prediction.typed) || words.asksToSkip.test(prediction.typed) || words.declines(prediction.typed);

/** Words of the restart of anything: they name no step by themselves. */
const restarts = /\bre-?(?:start|boot|set)\w*\b/gu;
/** Steps that a text names, where "restarted" may be said of the app and of the router. */
export const surelyNamed = (text: string, namesSteps: InterpretedMessage["namesSteps"]): ReadonlySet<string> =>
  namesSteps(text.replace(restarts, " "));

/** What refuses the step on screen without its name is no longer than this. */
const maxRefusal = 16;

/** "I can't restart it", "not allowed there": what is refused is the step on screen, and no other. */
export function refusesHere({ prediction, words, namesSteps, context }: InterpretedMessage): boolean {
  return words.results.partsOf(prediction.typed).some((part) => {
    const named = surelyNamed(part, namesSteps);
    const isHere = named.has(context.step ?? "") || (named.size === 0 && /\b(?:it|this|that|there|here)\b/u.test(part));
    return words.cannotDo.test(part) && isHere;
  });
}

/** Names other steps, by their words or numbers, and not the one on screen. */
export function namesOnlyOthers({ named, facts, context, words, prediction }: InterpretedMessage): boolean {
  if (named.length > 0) return !named.includes(context.step ?? "");
  const numbered = words.byNumber.test(prediction.typed) ? facts.steps : [];
  return numbered.length > 0 && numbered.every(({ step }) => step !== context.step);
}

/** The message is a yes or a no in so many words; what only sounds like one answers nothing. */
export function answerOf(message: InterpretedMessage): "yes" | "no" | null {
  const { prediction, words, facts } = message;
  const { label, confidence, typed } = prediction;
  if (label !== "yes" && label !== "no") return null;
  const isSaid = (label === "yes" ? words.affirms : words.negates).test(typed);
  const isWord = typed.split(" ").length === 1 && confidence >= sureWord;
  return facts.language || isSaid || isWord || isListed(message) ? label : null;
}
const sureWord = 0.9;

/** A bare yes or no is no longer than this. */
export const maxBareWords = 4;

/** The answer to the question of the diagnostic step on screen, where the message gives one. */
export function observationOf(message: InterpretedMessage): DialogEvent | null {
  const { facts, evidence, prediction, context, words } = message;
  if (!context.observation) return null;
  const reported: Evidence[] = facts.status === null ? [...evidence] : [`status-${facts.status}`, ...evidence];
  const answer = context.observation.find((one) => reported.includes(one.evidence));
  if (answer) return { type: "observe", answer: answer.id };
  const isBare = prediction.typed.split(" ").length <= maxBareWords;
  // "Router done, same" is the result of that step, and "didn't do it" saw nothing.
  const bare = isBare && !namesOnlyOthers(message) && !words.saysUndone(prediction.typed) ? answerOf(message) : null;
  return bare ? answerChoice(bare, context.choices) : null;
}

/** "Mobile data works!" answers "Does it play on the other network?", and is no half cure. */
export function seenOf(message: InterpretedMessage): DialogEvent | null {
  const { prediction, context } = message;
  const answer = answerChoice("yes", context.choices);
  const { works, fails } = prediction.entities.outcome;
  const isAsked = answer.type === "observe" && works && !fails && !claimsNothing(message) && !namesOnlyOthers(message);
  return observationOf(message) ?? (isAsked ? answer : null);
}

/** "Works on my PC", where it is the phone that fails: a fact of that device, and no cure. */
export function playsOnlyElsewhere(message: InterpretedMessage): boolean {
  const { facts, context, prediction } = message;
  const { works, fails } = prediction.entities.outcome;
  const mayClaim =
    facts.outcome === "fixed" || facts.outcome === "partly" || (facts.outcome === null && works && !fails);
  if (!mayClaim || context.device === null) return false;
  if (facts.devices.length === 0)
    return namesOtherDevice(message) && (facts.outcome === "fixed" || prediction.entities.outcome.works);
  return facts.devices.every(({ device }) => device !== context.device);
}

/** "It works on 4g": evidence of where the trouble is and no cure, unless the other network is the step on screen. */
export const playsOnOtherNetwork = ({ evidence, context }: InterpretedMessage): boolean =>
  !asksOfNetwork(context) && context.article !== null && evidence.includes("plays-on-other-network");

/** The step on screen asks whether it plays on another network. */
const asksOfNetwork = ({ observation }: InterpretedMessage["context"]): boolean =>
  observation?.some(({ evidence }) => evidence === "plays-on-other-network") ?? false;

/** What was asked of the other network, seen there: "usb tethering worked, plays" ends nothing. */
export const seenOnNetwork = (message: InterpretedMessage): DialogEvent | null =>
  asksOfNetwork(message.context) && message.evidence.includes("plays-on-other-network") ? observationOf(message) : null;

/** Names a kind of device that is not the one the steps are for; beside the web player, the app is another. */
function namesOtherDevice({ prediction, context, words }: InterpretedMessage): boolean {
  const { typed } = prediction;
  if (context.device === "web") return words.phone.test(typed) || /\b(?:the|my|desktop|phone) app\b/u.test(typed);
  if (context.device === "other") return words.phone.test(typed) || words.computer.test(typed);
  return (computers.has(context.device ?? "") ? words.phone : words.computer).test(typed);
}

const computers: ReadonlySet<string> = new Set(["windows", "macos", "linux", "web"]);

/** Speaks of something else than the music, in every clause that might claim something. */
export function claimsNothing({ prediction, words }: InterpretedMessage): boolean {
  const clauses = clausesIn(prediction.typed).map(({ text }) => text);
  const others = clauses.filter((text) => !words.claimsNothing.test(text));
  return others.length < clauses.length && !others.some((text) => words.playsAgain.test(text));
}

/** Nothing but questions. "Did that already" begins like one and is none. */
export const asksOnly = ({ prediction }: InterpretedMessage): boolean =>
  clausesIn(prediction.typed).every(({ question }) => question) &&
  !(prediction.entities.doneBefore && !prediction.typed.endsWith("?"));

const stillBroken: SpokenEvent = { type: "step.done", result: "not-fixed" };

/** Beside what a claim that nothing is cured is the result of the step: the message wants nothing else of the guide. */
const isSmallTalk = ({ prediction, questions }: InterpretedMessage): boolean => {
  const { label, oosProbability, entities } = prediction;
  // What is likely about nothing of ours says how a step went only in clear words.
  if (label === "none" && oosProbability > 0.5 && !entities.outcome.fails) return false;
  return isAdditional(label, questions.terms.length > 0);
};

const isAdditional = (label: string, asksForTerm: boolean): boolean =>
  label.startsWith("faq:") ||
  (label.startsWith("step:") && asksForTerm) ||
  ["none", "yes", "no", "help", "nav:wait", "nav:repeat", "thanks"].includes(label);

/** Tells nothing that the guide could use: what was asked stands. */
export const nothingFor: NoteEvent = { type: "note", devices: [], tried: [], cannot: [], evidence: [], alone: true };

/** What the message says of the step on screen. */
export function resultOf(message: InterpretedMessage): SpokenEvent | NoteEvent | null {
  const { facts, prediction, context, named } = message;
  const { label, entities } = prediction;
  if (context.step === null || context.awaiting !== "step-result" || context.fixAsked) return null;
  if (onlyPlaysElsewhere(message)) return null;
  const here = facts.steps.find(({ step }) => step === context.step)?.said;
  const done = facts.steps.filter(({ said }) => said === "tried");
  // "The router is done too."
  const isPassed = here === "tried" && label === "nav:skip" && named.includes(context.step) && !asksOnly(message);
  if (isPassed && message.words.results.didSteps(prediction.typed)) return { type: "step.done", result: "already" };
  // "I did the first three", the one on screen among them; "did 1 to 4, not 5".
  const isOpen = facts.outcome === null || message.words.byNumber.test(prediction.typed);
  if (here === "tried" && done.length > 2 && !asksOnly(message) && isOpen)
    return { type: "step.done", result: "already" };
  // "No, I haven't, that was the computer": the step on screen is still to be done.
  const isOfNone = named.every((step) => step === context.step);
  if (message.words.saysUndone(prediction.typed) && isOfNone) return nothingFor;
  if (isGuess(message, here)) return null;
  // Only what says that it cannot or will not be done passes a step over; "hotel wifi" does not.
  const passes = here === "cannot" || (label === "nav:skip" && !entities.doneBefore);
  if (passes && !isRefusal(message)) return nothingFor;
  // "I can't restart the router" leaves that one out, and not the one on screen.
  const isOthers =
    !(here === "cannot" && named.includes(context.step)) &&
    facts.steps.some(({ step, said }) => step !== context.step && said === "cannot" && named.includes(step)) &&
    !/\b(?:this|that|either|neither|both|also|too)\b/u.test(prediction.typed);
  const isHere = !isOthers && prediction.typed.split(" ").length <= maxRefusal && refusesHere(message);
  if (passes && named.length > 0 && (isOthers || !named.includes(context.step)) && !isHere) return null;
  if (here === "cannot" || (passes && isHere && !context.observation)) return { type: "step.done", result: "skipped" };
  const others = facts.steps.some(({ step, said }) => step !== context.step && said !== "wants" && said !== "asks");
  if (label === "nav:skip") {
    const result = entities.doneBefore ? "already" : "skipped";
    return others && here === undefined ? null : { type: "step.done", result };
  }
  // "Nothing plays", in answer to "Did that fix it?".
  if (label === "problem:unspecified" && saysFailed(message) && isBare(prediction.typed)) return stillBroken;
  // "VPN off didn't help" is the result of that step, and not of the one on screen.
  if (others && named.length > 0 && !named.includes(context.step)) return null;
  if (here === "tried" && (label === "nav:not-fixed" || label === `step:${context.step}` || saysFailed(message)))
    return stillBroken;
  const isAdditionalResult =
    facts.outcome === "not-fixed" && isSmallTalk(message) && message.words.saysResult(prediction.typed);
  if (label === "nav:not-fixed" || isAdditionalResult || saysNotFixed(message)) return others ? null : stillBroken;
  return null;
}

const asksToSkipThis = ({ prediction: { typed }, words }: InterpretedMessage): boolean =>
  words.asksToSkip.test(typed) && typed.split(" ").length <= maxRequestWords;
/** A request to skip is no longer than this. */
const maxRequestWords = 7;

const isBare = (typed: string): boolean => typed.split(" ").length <= maxBareWords;

/** Claims, or has the words, that it is still broken. */
const saysFailed = ({ facts, prediction }: InterpretedMessage): boolean =>
  facts.outcome === "not-fixed" || (prediction.entities.outcome.fails && !facts.outcome);

/** What looks like a result of the step and may be none: a result moves the place, so it needs certainty. */
function isGuess(message: InterpretedMessage, here: string | undefined): boolean {
  const { prediction, words, facts } = message;
  // A whole message of the word lists of another language is none.
  if (facts.language) return false;
  const { label, confidence, typed } = prediction;
  // A question is no result, unless it asks to go on.
  if (asksOnly(message) && !(label === "nav:skip" && words.asksToSkip.test(typed))) return true;
  // "Can I skip this one?" asks for it in so many words.
  if (label === "nav:skip") return here !== "cannot" && confidence < sureSkip && !asksToSkipThis(message);
  if (label !== "nav:not-fixed") return false;
  // Without words of a result only a short text tells how the step went, and must be sure to.
  const isNamed = here !== undefined && (message.named.length > 0 || words.byNumber.test(typed));
  if (!isNamed && !words.saysResult(typed) && !prediction.entities.outcome.fails)
    return !isBare(typed) || confidence < sureBareResult;
  // "It worked yesterday": neither a claim nor sure to be a result.
  return !saysFailed(message) && confidence < sureResult;
}

/** "The telly works fine": another device never had the trouble, which is no result of the step. */
function onlyPlaysElsewhere(message: InterpretedMessage): boolean {
  const { facts, prediction, context, named } = message;
  const { works, fails } = prediction.entities.outcome;
  if (facts.devices.length === 0 && context.device !== null && namesOtherDevice(message))
    return works && !fails && named.length === 0;
  const elsewhere = facts.devices.every(({ device, role }) => role === "works" && device !== context.device);
  return facts.devices.length > 0 && elsewhere && works && !fails && named.length === 0;
}

/** One of several clauses says that it is still broken: "still broken, and is it only me?" */
function saysNotFixed({ prediction, labelOf }: InterpretedMessage): boolean {
  const clauses = clausesIn(prediction.typed);
  if (clauses.length < 2 || !prediction.label.startsWith("faq:")) return false;
  return clauses.some(({ text, question }) => !question && labelOf(text).label === "nav:not-fixed");
}
