import type { Inquiry, SpokenEvent } from "../../../dialogs/events.ts";
import { askedStepOf } from "./step-wish.ts";
import { clausesIn, type Clause } from "../facts/clause.ts";
import type { InterpretedMessage } from "./interpreted-message.ts";

/** The questions of a message, from its facts, its words and its clauses. */

/** Confidence from which a question of the articles is answered without being confirmed by the facts. */
export const sureQuestion = 0.7;
/** Answers in one reply at most: more would be a wall of text. */
const maxAnswers = 3;

const inquiryLabels: ReadonlySet<string> = new Set(["live-status", "case", "place", "privacy", "step-safety"]);

/** Whether nothing is left of a message once its questions that are known by their words are taken out. */
export function isAllAsked(message: InterpretedMessage): boolean {
  const { left } = message.questions;
  const clauses = clausesIn(left);
  const onlyAsks = clauses.length === 1 || clauses.every(({ question, text }) => question || /^because\b/u.test(text));
  return left === "" || (askedStepOf(message) !== null && onlyAsks);
}

/** Questions that the facts or the words tell, as events, each once. `tells`: it also tells something beside them. */
export function questionsOf(message: InterpretedMessage, tells: boolean): SpokenEvent[] {
  const ofStep = askedStepOf(message);
  const known: SpokenEvent[] = [
    ...message.questions.answers.map((answer) => ({ type: "short-answer" as const, answer })),
    ...(ofStep ? [ofStep] : []),
  ];
  // "¿Cuánto tarda?", while a person is waited for, asks about that.
  if (message.context.asked === "case" && message.facts.language && message.prediction.label === "faq:how-long")
    return [{ type: "inquire", about: "case-wait" }];
  if (isAllAsked(message)) {
    const named = namedStepOf(message);
    const sure = message.questions.sure.map((about) => ({
      type: "inquire" as const,
      about,
      ...(ofNamedStep.has(about) && named !== undefined ? { step: named } : {}),
    }));
    return [...sure, ...known].slice(0, maxAnswers);
  }
  return [...known, ...otherQuestions(message, tells)].slice(0, maxAnswers);
}

/** Questions of the rest of a message, which facts, words and the classifier tell together. */
function otherQuestions(message: InterpretedMessage, tells: boolean): SpokenEvent[] {
  const { facts, prediction, questions, context } = message;
  const isRest = questions.left !== prediction.typed;
  const clauses = clausesIn(questions.left);
  const asksSomething = clauses.some(({ question }) => question);
  const inquiries = new Set<Inquiry>(questions.inquiries);
  // Where a part of the message is answered by its words, a guess at the whole is no longer one at the rest.
  for (const asked of isRest ? [] : facts.asks)
    if (inquiryLabels.has(asked) && (asked !== "case" || mayAskOfCase(message))) inquiries.add(asked as Inquiry);
  if (questions.terms.length > 0) inquiries.delete("step-purpose");
  const asksOfStep = facts.steps.some(({ said }) => said === "asks" || said === "wants");
  if (!questions.sure.includes("place") && (inquiries.has("tried") || asksOfStep)) inquiries.delete("place");
  if (questions.subscribes) inquiries.delete("live-status");
  // "How do I delete my data?" asks of no step.
  const ofPrivacy = questions.inquiries.filter((about) => ["privacy", "readers", "sharing"].includes(about));
  if (ofPrivacy.length > 0) inquiries.delete("step-safety");
  // Who reads it, or whether it is sold, is answered in a line.
  if (inquiries.has("readers") || inquiries.has("sharing")) inquiries.delete("privacy");
  // "Why?", while a person is waited for, asks about the wait: no step is on screen.
  if (context.asked === "case" && inquiries.delete("step-purpose")) inquiries.add("case-wait");
  withoutNearOfCase(inquiries, questions.inquiries);
  const others = ["place", "tried", "device", "identity", "refund"].some((about) => inquiries.has(about as Inquiry));
  const asks = isRest ? clauseQuestions(message, clauses) : [...facts.asks, ...clauseQuestions(message, clauses)];
  const faqs = [...new Set(asks)].filter((asked) => {
    if (!asked.startsWith("faq:") || others || questions.subscribes) return false;
    // A statement that tells something is no question, though it may be near one.
    if (!asksSomething && tells) return false;
    if (questions.terms.length > 0 && asked === "faq:what-it-means") return false;
    if (inquiries.has("step-safety") && aboutHarm.includes(asked)) return false;
    if (
      ofPrivacy.length > 0 ||
      ([...ofCase, "privacy", "presence", "hours"] as const).some((about) => inquiries.has(about))
    )
      return false;
    // "Will they fix it remotely?", while a person is waited for, asks about that person.
    if (context.asked === "case" && ofOthers.test(prediction.typed)) return false;
    if (isRest) return true;
    if (asked === prediction.label) return isAnswerable(message);
    return asksSomething && (prediction.label !== "none" || prediction.alternatives[0]?.label === asked);
  });
  const live = inquiries.has("live-status");
  const named = namedStepOf(message);
  return [
    ...[...inquiries].map((about) => ({
      type: "inquire" as const,
      about,
      ...(ofNamedStep.has(about) && named !== undefined ? { step: named } : {}),
    })),
    ...(ofCase.some((about) => inquiries.has(about)) ? [] : questions.terms).map((term) => ({
      type: "define" as const,
      term,
    })),
    ...faqs
      .filter((asked) => !live || (asked !== "faq:who-is-affected" && asked !== "faq:how-long"))
      .map((asked) => ({ type: "ask" as const, answer: asked.slice("faq:".length) })),
  ];
}

/** Answered about the step that the message has words for. */
export const ofNamedStep: ReadonlySet<Inquiry> = new Set(["step-safety", "step-purpose", "signs-out"]);

/** The step that a question is about besides the one on screen, by its words. */
function namedStepOf({ facts, namesSteps, prediction, context }: InterpretedMessage): string | undefined {
  const seen = facts.steps.map(({ step }) => step);
  const likely = new Set([prediction, ...prediction.alternatives].map(({ label }) => label));
  // "Will the router log me out?" names the router alone.
  const named = [...namesSteps(prediction.typed.replace(signingOut, " "))];
  const isHere = named.includes(context.step ?? "");
  // "How risky is step 9?"
  const byNumber = /\bstep \d/u.test(prediction.typed) ? seen.find((step) => step !== context.step) : undefined;
  if (byNumber !== undefined) return byNumber;
  return named.find((step) => step !== context.step && (!isHere || seen.includes(step) || likely.has(`step:${step}`)));
}
const signingOut = /\b(?:log|sign)\w*(?: (?:me|us|you))? ?(?:out|in|back in)\b/gu;

/** Answered from this conversation, also while a case is open. */
const ofTalk: ReadonlySet<Inquiry> = new Set(["tried", "place", "device", "live-status"]);

/** Leaves out what is only near another question about the case. */
function withoutNearOfCase(inquiries: Set<Inquiry>, byWords: readonly Inquiry[]): void {
  // What else the words ask while a person is waited for is no question about the case, and hours are more than it.
  const isElse = byWords.some((about) => ofTalk.has(about)) || inquiries.has("hours");
  if (inquiries.has("hours")) inquiries.delete("presence");
  // Whether somebody is there is answered with the case.
  if (isElse || inquiries.has("presence")) for (const about of ofCase) inquiries.delete(about);
  // Its number, or how long it takes, says all that was asked of the case.
  if (inquiries.has("case-number") || inquiries.has("case-wait")) inquiries.delete("case");
}

/** Whether a guess that the case is asked about may count: words of it are there, and they do not take it back. */
const mayAskOfCase = ({ context, questions, prediction }: InterpretedMessage): boolean =>
  context.caseOpen && !questions.withdraws && ofWaiting.test(prediction.typed);
const ofWaiting =
  /\b(?:cases?|tickets?|requests?|queue|line|wait\w*|turn|next|news|updates?|hurry|soon|long|when|numbers?|still|yet|answer\w*)\b/u;

/** Answered from the case. */
const ofCase = ["case", "case-number", "case-wait"] as const satisfies readonly Inquiry[];
/** Speaks of whoever takes the case. */
const ofOthers = /\b(?:they|he|she|them|persons?|agents?|humans?|somebody|someone)\b/u;

const aboutHarm = ["faq:severity", "faq:lose-downloads", "faq:difficulty"];

/** Questions of the articles that single clauses ask, in a message of several. */
function clauseQuestions({ labelOf, prediction }: InterpretedMessage, clauses: readonly Clause[]): string[] {
  const asking = clauses.filter(({ question }) => question);
  const isPart = clauses.length > 1 || clauses[0]?.text !== prediction.typed;
  if (!isPart || asking.length === 0 || prediction.label === "human") return [];
  return asking.flatMap(({ text }) => {
    const { label, confidence } = labelOf(text);
    return label.startsWith("faq:") && confidence >= sureQuestion ? [label] : [];
  });
}

/** A stored answer is given where the facts confirm the question, or the classifier is sure of it. */
export function isAnswerable({ facts, prediction }: InterpretedMessage): boolean {
  return prediction.confidence >= sureQuestion || facts.asks.includes(prediction.label);
}
