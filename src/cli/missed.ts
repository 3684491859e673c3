import type { MissedText } from "../storage/conversations.ts";
import { runOnStore } from "./run-on-database.ts";
import { tableOf } from "./text-table.ts";

/** Prints what was not understood, the newest first: a table at a terminal, otherwise a JSON object a line. */
export function missed({ newest, json }: { newest: number; json?: boolean }): Promise<void> {
  return runOnStore(async (store) => {
    const texts = await store.missedTexts.newest(newest);
    return process.stdout.isTTY && !json ? tableFor(texts) : texts.map((one) => jsonLineFor(one)).join("");
  });
}

/** Labels as the phrasings' files call them, so that a line can be put under the right one. */
function jsonLineFor(one: MissedText): string {
  const { text, awaiting } = one;
  return `${JSON.stringify({ at: timeOf(one), text, awaiting, closest: closestOf(one) })}\n`;
}

function tableFor(texts: readonly MissedText[]): string {
  if (texts.length === 0) return "Everything was understood.\n";
  const rows = texts.map((one) => [
    timeOf(one).slice(0, 16).replace("T", " "),
    one.awaiting,
    closestOf(one)
      .slice(0, 2)
      .map(({ label, confidence }) => `${label} ${confidence.toFixed(2)}`)
      .join(", "),
    one.text.replaceAll(/\s+/g, " "),
  ]);
  return tableOf(["when (UTC)", "after", "closest", "text"], rows);
}

const timeOf = ({ at }: MissedText): string => new Date(at).toISOString();

function closestOf({ alternatives }: MissedText): { label: string; confidence: number }[] {
  return alternatives.map(({ label, confidence }) => ({ label, confidence: Number(confidence.toFixed(2)) }));
}
