import type { Inquiry, SafetyEvent } from "../../../dialogs/events.ts";
import type { InterpretedMessage } from "./interpreted-message.ts";
import { asksOnly } from "./step-outcome.ts";

/** Labels of what only makes sense in the guide: what it is said of is the music, and no danger. */
const ofGuide: ReadonlySet<string> = new Set(["human", "thanks", "goodbye", "nav:resume", "nav:restart", "nav:list"]);
/** Questions about where the guide stands. */
const ofTalk: ReadonlySet<Inquiry> = new Set(["place", "tried", "device", "live-status", "case"]);
/** Words up to which such a label is believed: "kept me going" is no wish to go on. */
const maxGuideWords = 4;

/** "I mean it", "no one cares", right after a danger: the same answer, unless all is well again or the music is meant. */
export function stillInDanger(message: InterpretedMessage): SafetyEvent | null {
  const { context, prediction, facts, words, questions } = message;
  const { danger } = context;
  if (danger === null) return null;
  const { label, typed, entities } = prediction;
  const language = facts.language ? { language: facts.language } : {};
  if (words.isSafe.test(typed) || words.jokes.test(typed))
    return { type: "safety", kind: danger, after: "over", ...language };
  const goesOn = label === "nav:skip" && (words.movesOn.test(typed) || Boolean(facts.language));
  const isBrief = typed.split(" ").length <= maxGuideWords;
  // What is asked about a thing that may burn is no question about the steps.
  const asksGuide =
    danger !== "hazard" &&
    (facts.steps.length > 0 ||
      questions.answers.length > 0 ||
      questions.inquiries.some((about) => ofTalk.has(about)) ||
      (label.startsWith("faq:") && asksOnly(message)));
  const isOther =
    entities.codes.ours !== null ||
    entities.brands.ours ||
    facts.person ||
    facts.devices.length > 0 ||
    asksGuide ||
    label === "nav:fixed" ||
    words.phone.test(typed) ||
    words.computer.test(typed) ||
    ((ofGuide.has(label) || goesOn) && (isBrief || label === "human")) ||
    label.startsWith("problem:");
  return isOther ? null : { type: "safety", kind: danger, after: "again", ...language };
}
