import type { Inquiry, SpokenEvent } from "../../../dialogs/events.ts";
import { clausesIn } from "../facts/clause.ts";
import type { InterpretedMessage } from "./interpreted-message.ts";

/** Confidence from which a request for a person counts although the facts do not confirm it. */
const surePerson = 0.8;

/** Words of a request. */
const requests =
  /\b(?:want|need|get|give|talk|speak|chat|call|connect|put|transfer|again|back|please|pls|bring|reopen|can i|could i|like to)\b/u;
/** Speaks of a person in general: "would a human know more than you?" */
const supposes =
  /\b(?:would|could|does|do|is|are|will|can) (?:a|an|the|your|real|any|these|those|human|some) ?(?:real )?(?:humans?|persons?|people|agents?|staff|colleagues?|operators?|someone)\b(?!.*\b(?:call|help me|talk|speak|contact|write|join|take over|get)\b)/u;
/** A request that is a part of a message is no longer than this. */
const maxRequestWords = 4;

/** A part of the message is nothing but the request: "my number is 555-0199, person please". */
function asksInFewWords({ prediction, labelOf }: InterpretedMessage): boolean {
  return prediction.typed.split(/[,.;!?\n]+/u).some((part) => {
    const words = part.trim();
    if (words === "" || words === prediction.typed || words.split(" ").length > maxRequestWords) return false;
    if (/^(?:no|not|without|don't|dont|never)\b/u.test(words)) return false;
    const { label, confidence } = labelOf(words);
    return label === "human" && confidence >= certainPerson;
  });
}
const certainPerson = 0.9;

/** "Open a ticket for this": a case is what a person works on. */
const opensCase =
  /\b(?:open|create|raise|file|log|make|start|submit) (?:me |us )?(?:an? |the |this as an? )?(?:new )?(?:support |help )?(?:ticket|case|support request|incident report)\b|\bescalate (?:it|this|that|my)\b/u;

/** The wish for a person here: asked for, or only likely; null where the message has none. */
export function personOf(message: InterpretedMessage): SpokenEvent | null {
  const { facts, prediction, questions, context } = message;
  if (opensCase.test(prediction.typed) && !context.caseOpen && clausesIn(prediction.typed).some((one) => !one.question))
    return { type: "human" };
  const inFewWords = asksInFewWords(message);
  const labelled = prediction.label === "human" || inFewWords;
  if (!labelled && !facts.person) return null;
  // "Who can read this?" speaks of people and wants none; once one is asked for, it is a question about the case.
  const isQuestion = ["privacy", "identity", "presence", "case"].some((about) =>
    questions.inquiries.includes(about as Inquiry),
  );
  if (isQuestion && !(labelled && facts.person && prediction.confidence >= surePerson)) return null;
  if (context.asked === "case" && !labelled) return null;
  // "She was a great person": after a case, a person is spoken of and not asked for.
  if (context.afterCase && prediction.typed.split(" ").length > 2 && !requests.test(prediction.typed)) return null;
  if (supposes.test(prediction.typed)) return { type: "human.maybe" };
  const isRequest =
    facts.person || inFewWords || prediction.confidence >= surePerson || requests.test(prediction.typed);
  if (isRequest) return { type: "human" };
  return { type: "human.maybe" };
}
