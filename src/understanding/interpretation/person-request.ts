import type { Inquiry, SpokenEvent } from "../../../dialogs/events.ts";
import { clausesIn } from "../facts/clause.ts";
import { answerChoice } from "./prompt-answers.ts";
import type { InterpretedMessage } from "./interpreted-message.ts";

/** Confidence from which a request for a person counts although the facts do not confirm it. */
const surePerson = 0.8;

/** A request that is a part of a message is no longer than this. */
const maxRequestWords = 4;

/** A part of the message is nothing but the request: "my number is 555-0199, person please". */
function asksInFewWords({ prediction, labelOf, words }: InterpretedMessage): boolean {
  return prediction.typed.split(/[,.;!?\n]+/u).some((part) => {
    const said = part.trim();
    if (said === "" || said === prediction.typed || said.split(" ").length > maxRequestWords) return false;
    if (/^(?:no|not|without|don't|dont|never)\b/u.test(said)) return false;
    // "Go on, impress me" asks for nobody.
    if (!words.persons.test(said) && !words.requests.test(said)) return false;
    const { label, confidence } = labelOf(said);
    return label === "human" && confidence >= certainPerson;
  });
}
const certainPerson = 0.9;

/** The wish for a person here: asked for, or only likely; null where the message has none. */
export function personOf(message: InterpretedMessage): SpokenEvent | null {
  const { facts, prediction, questions, context, words } = message;
  // Orders hidden in a message are just text.
  if (questions.answers.includes("hidden-orders")) return null;
  if (
    words.opensCase.test(prediction.typed) &&
    !context.caseOpen &&
    clausesIn(prediction.typed).some((one) => !one.question)
  )
    return { type: "human" };
  if (words.refusesPerson.test(prediction.typed) || words.spokeOf.test(prediction.typed)) return null;
  // "Yes" accepts what was offered, which may be something else than a person.
  const offersElse = context.awaiting === "offer-human" && answerChoice("yes", context.choices).type !== "human";
  if (offersElse && !words.persons.test(prediction.typed) && !facts.asksInOtherWords) return null;
  const inFewWords = asksInFewWords(message);
  const labelled = prediction.label === "human" || inFewWords;
  if (!labelled && !facts.person) return null;
  // "Who can read this?" speaks of people and wants none; once one is asked for, it is a question about the case.
  const isQuestion = ["privacy", "readers", "sharing", "hours", "identity", "presence", "case"].some((about) =>
    questions.inquiries.includes(about as Inquiry),
  );
  if (isQuestion && context.asked === "case") return null;
  if (isQuestion && !(labelled && facts.person && prediction.confidence >= surePerson)) return null;
  if (context.asked === "case" && !labelled) return null;
  // "Next step please", while a person is waited for.
  if (context.asked === "case" && !facts.person && words.meanwhile.test(prediction.typed)) return null;
  // "She was a great person": after a case, a person is spoken of and not asked for.
  if (context.afterCase && prediction.typed.split(" ").length > 2 && !words.requests.test(prediction.typed))
    return null;
  // Where an error is named as well, the guide begins; a person stays a word away.
  const maybe =
    context.article === null && prediction.entities.codes.ours !== null ? null : { type: "human.maybe" as const };
  if (words.supposes.test(prediction.typed) || words.supposesLater.test(prediction.typed)) return maybe;
  // "Real": words that name nobody and ask for nothing are no more than a guess.
  const isNamed = words.persons.test(prediction.typed) || words.requests.test(prediction.typed);
  const isWord = prediction.typed.split(" ").length === 1;
  if (!isNamed && !facts.asksInOtherWords && (isWord || !prediction.known)) return maybe;
  const isRequest =
    facts.person || inFewWords || prediction.confidence >= surePerson || words.requests.test(prediction.typed);
  if (isRequest) return { type: "human" };
  return { type: "human.maybe" };
}

/** Labels that a refusal gets where no model has learned it; none of them is a result. */
const ofRefusal: ReadonlySet<string> = new Set(["human", "none", "nav:wait", "nav:stop", "nav:skip", "nav:repeat"]);

/** Says that no person is wanted, and nothing of how a step went. */
export function refusesAnyPerson({ words, prediction, facts }: InterpretedMessage): boolean {
  const { label, typed } = prediction;
  if (!words.refusesPerson.test(typed)) return false;
  return label === "human" || (ofRefusal.has(label) && facts.outcome === null && facts.steps.length === 0);
}

/**
 * The answer to "Shall I get you a person?" where it says more than a yes: it opens no case unless it is about a person.
 * "Let's do the steps" goes on, and anything else is asked about. Null where there is no offer, or a plain answer.
 */
export function offeredPersonAnswer(message: InterpretedMessage): SpokenEvent | null {
  const { context, prediction, words, facts } = message;
  const { label, typed } = prediction;
  const isOffered = answerChoice("yes", context.choices).type === "human" || context.choices.length === 0;
  if (context.awaiting !== "offer-human" || !isOffered || facts.language) return null;
  if (words.ratherSteps.test(typed) && goesOn.has(label) && !words.persons.test(typed))
    return answerChoice("no", context.choices);
  if (label !== "yes" || words.persons.test(typed)) return null;
  if (words.acceptsOffer.test(typed)) return answerChoice("yes", context.choices);
  return { type: "human.maybe" };
}
const goesOn: ReadonlySet<string> = new Set(["yes", "nav:restart", "nav:resume", "nav:skip", "nav:list"]);

/** An open case that is taken back, or may be; null where the message does neither. `asks`: it asks something. */
export function withdrawalOf(message: InterpretedMessage, asks: boolean): SpokenEvent | null {
  const { prediction, questions, words } = message;
  const { fails } = prediction.entities.outcome;
  // "Cancel that, it's my phone that's broken" takes back something else.
  if (questions.withdraws && !(fails && clausesIn(prediction.typed).length > 1)) return { type: "human.withdraw" };
  // Right after asking, "never mind" is plain enough.
  const forgets = prediction.label === "nav:stop" && words.forgets.test(prediction.typed);
  return questions.mayWithdraw && !forgets && !fails && !asks ? { type: "human.withdraw", refused: true } : null;
}
