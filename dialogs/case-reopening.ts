import type { DialogEvent, UnclearEvent } from "./events.ts";
import type { ConversationState } from "./stored-state.ts";

/**
 * Whether what is said after an agent closed a case is still said to the agent. Until the person turns to the guide
 * again, it is: all but how it went, thanks, a goodbye, and what the guide clearly has an answer for.
 */

/** So long after its end a case is opened again rather than a new one. */
export const reopensForMs = 24 * 60 * 60_000;

/** Words that may be anything; an empty message and an old button are none. */
const words = new Set<UnclearEvent["why"]>(["not-understood", "close-call", "out-of-scope", "too-long", "attachment"]);

/** Manners and asides: after them the case can still be meant. */
const between = new Set<DialogEvent["type"]>([
  "rate",
  "thanks",
  "goodbye",
  "greeting",
  "help",
  "upset",
  "feedback",
  "decline",
  "email",
  "email.refuse",
  "email.odd",
  "human.withdraw",
  "unclear",
  "conversation.opened",
  "conversation.left",
  "message.edited",
  "case.said",
  "case.closed",
  "case.returned",
  "status.over",
  "fault",
]);

/** Whether this is the person's next word about the closed case; within a day it opens it again. */
export function shouldReopenCase(saved: ConversationState, event: DialogEvent, now: number): boolean {
  const { lastCase, erasureAsked } = saved;
  if (!lastCase?.awaitsWord || saved.case !== null || erasureAsked || now - lastCase.endedAt >= reopensForMs)
    return false;
  switch (event.type) {
    case "unclear":
      return words.has(event.why);
    case "problem.other":
    case "problem.unspecified":
      return true;
    case "problem.known":
      return event.article === saved.article;
    case "step.done":
      // Once the guide has asked again, "still broken" is the answer to its question.
      return (
        event.result === "not-fixed" &&
        (saved.person === "rating" || saved.place === "idle" || saved.place === "resolved")
      );
    default:
      return false;
  }
}

/** Whether the last case can still be meant after this event. */
export function mayStillMean(event: DialogEvent): boolean {
  return between.has(event.type);
}
