import type { DialogEvent } from "./events.ts";
import type { ConversationState } from "./stored-state.ts";

/**
 * Whether what is said after an agent closed a case opens it again: only that the trouble is there still or anew. Praise
 * and questions never do.
 */

/** So long after its end a case is opened again rather than a new one. */
export const reopensForMs = 24 * 60 * 60_000;

/** Small talk and digressions: after them the case can still be meant. */
const neutralEvents = new Set<DialogEvent["type"]>([
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
  "note",
  "case.word",
  "safety",
  "language",
  "inquire",
  "define",
  "short-answer",
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
    case "problem.unspecified":
    case "problem.known":
    case "step.partly":
      return true;
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
export function isNeutralAfterCase(event: DialogEvent): boolean {
  return neutralEvents.has(event.type);
}
