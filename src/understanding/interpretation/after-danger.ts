import type { SafetyEvent } from "../../../dialogs/events.ts";
import type { InterpretedMessage } from "./interpreted-message.ts";
import { asksOnly } from "./step-outcome.ts";

/** "I mean it", "no one cares", right after a danger: the same answer, unless all is well again or the music is meant. */
export function stillInDanger(message: InterpretedMessage): SafetyEvent | null {
  const { context, prediction, facts, words } = message;
  const { danger } = context;
  if (danger === null) return null;
  const { label, typed, entities } = prediction;
  if (words.isSafe.test(typed)) return { type: "safety", kind: "rescue" };
  const isOther =
    entities.codes.ours !== null ||
    facts.person ||
    facts.devices.length > 0 ||
    facts.steps.length > 0 ||
    words.playsAgain.test(typed) ||
    ["human", "thanks", "goodbye", "nav:resume", "nav:restart", "nav:list"].includes(label) ||
    label.startsWith("problem:") ||
    (label.startsWith("faq:") && asksOnly(message));
  return isOther ? null : { type: "safety", kind: danger };
}
