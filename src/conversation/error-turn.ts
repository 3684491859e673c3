import { transition, type TransitionInput, type TransitionResult } from "../../dialogs/transition.ts";
import type { CaseEvent } from "../../dialogs/events.ts";
import type { ConversationState } from "../../dialogs/stored-state.ts";
import type { InboundMessage } from "./ports.ts";

/** Who the person is with after each event of the desk; null: as before. */
const personStateAfter: Readonly<Record<CaseEvent["type"], ConversationState["person"] | null>> = {
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
 * The result of a turn that failed: an error reply with the offer of a person. For an event of the desk there is no
 * error reply: an agent's message is shown as it is and the person state is set directly, without the statechart, which
 * may be what failed.
 */
export function errorTurn(input: InboundMessage["input"], failed: Omit<TransitionInput, "events">): TransitionResult {
  const event = input.kind === "happened" && input.event.type in personStateAfter ? (input.event as CaseEvent) : null;
  if (!event) return transition({ ...failed, events: [{ type: "fault" }] });
  const { saved, turnContext } = failed;
  const speaks = event.type === "case.said" && saved.person === "waiting" ? "active" : saved.person;
  const person = personStateAfter[event.type] ?? speaks;
  const number = event.type === "case.reopened" ? event.number : person === "none" ? null : saved.case;
  return {
    saved: { ...saved, person, case: number, turn: saved.turn + 1, lastTurnAt: turnContext.now },
    effects: event.type === "case.said" ? [{ type: "agentLine", agent: event.agent, text: event.text }] : [],
  };
}
