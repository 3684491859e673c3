import { transition, type TransitionInput, type TransitionResult } from "../../dialogs/transition.ts";
import type { CaseEvent } from "../../dialogs/events.ts";
import type { ConversationState } from "../../dialogs/stored-state.ts";
import type { InboundMessage } from "./ports.ts";

/** Where each thing that the desk does leaves the person, whatever else went wrong. */
const standing: Readonly<Record<CaseEvent["type"], ConversationState["person"] | null>> = {
  "case.claimed": "active",
  "case.said": null,
  "case.transferred": "active",
  "case.reopened": "active",
  "case.released": "waiting",
  "case.returned": "none",
  "case.closed": "none",
  "case.again": null,
  "case.unclaimed": null,
};

/**
 * What a turn comes to that failed inside: words and the offer of a person. What the desk did needs no apology: an
 * agent's words are shown as they are, and who speaks next is who the desk says, without the statechart, which may be
 * what failed.
 */
export function errorTurn(input: InboundMessage["input"], failed: Omit<TransitionInput, "events">): TransitionResult {
  const event = input.kind === "happened" && input.event.type in standing ? (input.event as CaseEvent) : null;
  if (!event) return transition({ ...failed, events: [{ type: "fault" }] });
  const { saved, turnContext } = failed;
  const speaks = event.type === "case.said" && saved.person === "waiting" ? "active" : saved.person;
  const person = standing[event.type] ?? speaks;
  const number = event.type === "case.reopened" ? event.number : person === "none" ? null : saved.case;
  return {
    saved: { ...saved, person, case: number, turn: saved.turn + 1, lastTurnAt: turnContext.now },
    effects: event.type === "case.said" ? [{ type: "agentLine", agent: event.agent, text: event.text }] : [],
  };
}
