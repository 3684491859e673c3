import type { Awaiting } from "../../dialogs/events.ts";
import { clausesOf } from "./clauses.ts";
import type { Read, Reading } from "./read.ts";

/** How sure a part of a message must be to count beside the other. */
const sure = 0.6;

const isAnswer = (label: string): boolean => label.startsWith("faq:");
/** What moves the conversation on, as opposed to a question that is answered in passing. */
const moves = (label: string): boolean =>
  label.startsWith("nav:") || label.startsWith("problem:") || label.startsWith("platform:") || label === "yes" || label === "no";

/**
 * A question beside something that moves the conversation ("still broken, and is it only me?"): the question's
 * reading and the other's; null for the usual message, which says one thing.
 */
export function twoInOne(text: string, whole: Reading, read: Read, awaiting: Awaiting): { aside: Reading; main: Reading } | null {
  if (whole.label === "human") return null;
  const parts = clausesOf(text)
    .map((part) => read(part, awaiting))
    .filter(({ confidence, label }) => label !== "none" && confidence >= sure);
  if (parts.some(({ label }) => label === "human")) return null;
  const aside = parts.find(({ label }) => isAnswer(label));
  const main =
    parts.find(({ label }) => moves(label) && label !== "nav:repeat" && label !== "nav:wait") ??
    parts.find(({ label }) => isAnswer(label) && label !== aside?.label);
  return aside && main ? { aside, main } : null;
}
