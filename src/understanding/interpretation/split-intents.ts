import type { ExpectedInput } from "../../../dialogs/events.ts";
import { clausesOf } from "./clauses.ts";
import type { Read, Reading } from "./predict.ts";

/** How sure a part of a message must be to count beside the other. */
const sure = 0.6;
/**
 * Beside something of ours a short question ("is it my fault") is ours as well, unless it is surely about something
 * else.
 */
const surelyElse = 0.85;

const isSure = ({ label, confidence }: Reading): boolean => label !== "none" && confidence >= sure;
const isAnswer = (label: string): boolean => label.startsWith("faq:");
/** What moves the conversation on, as opposed to a question that is answered in passing. */
const moves = (label: string): boolean =>
  label.startsWith("nav:") ||
  label.startsWith("problem:") ||
  label.startsWith("platform:") ||
  label === "yes" ||
  label === "no";

/**
 * The question that a part asks beside a part that is surely ours: what it means counts, and less whether it is ours.
 */
function inCompany(part: Reading): Reading | null {
  const [best] = part.label === "none" ? part.alternatives : [part];
  if (!best || !isAnswer(best.label) || part.background >= surelyElse) return null;
  const confidence = best.confidence / (1 - part.background);
  return confidence >= sure ? { ...part, label: best.label, confidence } : null;
}

/**
 * A question beside something that moves the conversation ("still broken, and is it only me?"): the question's reading
 * and the other's; null for the usual message, which says one thing.
 */
export function twoInOne(
  text: string,
  whole: Reading,
  read: Read,
  awaiting: ExpectedInput,
): { aside: Reading; main: Reading } | null {
  if (whole.label === "human") return null;
  // A question that is really in there stands among the likely readings of the whole: of 291 messages that were taken
  // for two things, the 4 without were mistaken for it. Most messages of two clauses end here, and their parts need not
  // be read.
  if (!isAnswer(whole.label) && !whole.alternatives.some(({ label }) => isAnswer(label))) return null;
  const clauses = clausesOf(text).map((part) => read(part, awaiting));
  if (!clauses.some(isSure)) return null;
  const parts = clauses.map((part) => (isSure(part) ? part : inCompany(part))).filter((part) => part !== null);
  if (parts.some(({ label }) => label === "human")) return null;
  const aside = parts.find(({ label }) => isAnswer(label));
  const main =
    parts.find(({ label }) => moves(label) && label !== "nav:repeat" && label !== "nav:wait") ??
    parts.find(({ label }) => isAnswer(label) && label !== aside?.label);
  return aside && main ? { aside, main } : null;
}
