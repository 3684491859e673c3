import type { DialogEvent } from "./events.ts";
import type { ConversationState } from "./stored-state.ts";

/**
 * Whether a message after an agent closed a case reopens it: only if the problem persists or is back. Praise and
 * questions never do.
 */

/** For this time after its end, a case is reopened rather than a new one opened. */
export const reopensForMs = 24 * 60 * 60_000;

/** After these events the next message can still be about the closed case. */
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
  "conversation.opened",
  "conversation.left",
  "message.edited",
  "case.said",
  "case.closed",
  "case.returned",
  "status.over",
  "fault",
]);

/** Whether this event reopens the closed case, within a day. */
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

/** Whether the next message can still be about the closed case after this event. */
export function isNeutralAfterCase(event: DialogEvent): boolean {
  return neutralEvents.has(event.type);
}
