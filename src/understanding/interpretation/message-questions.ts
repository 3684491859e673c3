import type { Inquiry, SpokenEvent } from "../../../dialogs/events.ts";
import { clausesIn, type Clause } from "../facts/clause.ts";
import type { InterpretedMessage } from "./interpreted-message.ts";

/** The questions of a message, from its facts, its words and its clauses. */

/** Confidence from which a question of the articles is answered without being confirmed by the facts. */
export const sureQuestion = 0.7;
/** Answers in one reply at most: more would be a wall of text. */
const maxAnswers = 3;

const inquiryLabels: ReadonlySet<string> = new Set(["live-status", "case", "place", "privacy", "step-safety"]);

/** Questions that the facts or the words tell, as events, each once. `tells`: it also tells something beside them. */
export function questionsOf(message: InterpretedMessage, tells: boolean): SpokenEvent[] {
  const { facts, prediction, questions, context } = message;
  const clauses = clausesIn(prediction.typed);
  const asksSomething = clauses.some(({ question }) => question);
  const inquiries = new Set<Inquiry>(questions.inquiries);
  for (const asked of facts.asks)
    if (inquiryLabels.has(asked) && (asked !== "case" || context.caseOpen)) inquiries.add(asked as Inquiry);
  if (questions.terms.length > 0) inquiries.delete("step-purpose");
  if (inquiries.has("tried") || facts.steps.some(({ said }) => said === "asks" || said === "wants"))
    inquiries.delete("place");
  if (questions.subscribes) inquiries.delete("live-status");
  // "How do I delete my data?" asks of no step.
  const ofPrivacy = questions.inquiries.filter((about) => ["privacy", "readers", "sharing"].includes(about));
  if (ofPrivacy.length > 0) inquiries.delete("step-safety");
  // Who reads it, or whether it is sold, is answered in a line.
  if (inquiries.has("readers") || inquiries.has("sharing")) inquiries.delete("privacy");
  if (inquiries.has("hours")) for (const near of ["case", "presence"] as const) inquiries.delete(near);
  // Whether somebody is there is answered with the case.
  if (inquiries.has("presence")) inquiries.delete("case");
  const others = ["place", "tried", "device", "identity", "refund"].some((about) => inquiries.has(about as Inquiry));
  const faqs = [...new Set([...facts.asks, ...clauseQuestions(message, clauses)])].filter((asked) => {
    if (!asked.startsWith("faq:") || others || questions.subscribes) return false;
    // A statement that tells something is no question, though it may be near one.
    if (!asksSomething && tells) return false;
    if (questions.terms.length > 0 && asked === "faq:what-it-means") return false;
    if (inquiries.has("step-safety") && aboutHarm.includes(asked)) return false;
    if (
      ofPrivacy.length > 0 ||
      (["case", "privacy", "presence", "hours"] as const).some((about) => inquiries.has(about))
    )
      return false;
    if (asked === prediction.label) return isAnswerable(message);
    return asksSomething && (prediction.label !== "none" || prediction.alternatives[0]?.label === asked);
  });
  const live = inquiries.has("live-status");
  const named = facts.steps.find(({ step }) => step !== context.step)?.step;
  return [
    ...[...inquiries].map((about) => ({
      type: "inquire" as const,
      about,
      ...(about === "step-safety" && named !== undefined ? { step: named } : {}),
    })),
    ...(inquiries.has("case") ? [] : questions.terms).map((term) => ({ type: "define" as const, term })),
    ...faqs
      .filter((asked) => !live || (asked !== "faq:who-is-affected" && asked !== "faq:how-long"))
      .map((asked) => ({ type: "ask" as const, answer: asked.slice("faq:".length) })),
  ].slice(0, maxAnswers);
}

const aboutHarm = ["faq:severity", "faq:lose-downloads", "faq:difficulty"];

/** Questions of the articles that single clauses ask, in a message of several. */
function clauseQuestions({ labelOf, prediction }: InterpretedMessage, clauses: readonly Clause[]): string[] {
  const asking = clauses.filter(({ question }) => question);
  if (clauses.length < 2 || asking.length === 0 || prediction.label === "human") return [];
  return asking.flatMap(({ text }) => {
    const { label, confidence } = labelOf(text);
    return label.startsWith("faq:") && confidence >= sureQuestion ? [label] : [];
  });
}

/** A stored answer is given where the facts confirm the question, or the classifier is sure of it. */
export function isAnswerable({ facts, prediction }: InterpretedMessage): boolean {
  return prediction.confidence >= sureQuestion || facts.asks.includes(prediction.label);
}
