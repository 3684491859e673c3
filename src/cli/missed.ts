import { parseArgs } from "node:util";

import { runOnDatabase } from "./run-on-database.ts";
import type { MissedText } from "../storage/conversations.ts";
import { openStore } from "../storage/open-store.ts";

/**
 * `npm run missed -- [--newest N]`: what was not understood, a JSON object a line, the newest first. The service may
 * run meanwhile.
 */

const usage = "Usage: npm run --silent missed -- [--newest NUMBER FROM 1 TO 100000]\n";
const mostLines = 100_000;

function wishOf(args: string[]): number | null {
  try {
    const { values } = parseArgs({ args, options: { newest: { type: "string", default: "200" } } });
    const newest = Number(values.newest);
    return Number.isInteger(newest) && newest >= 1 && newest <= mostLines ? newest : null;
  } catch {
    return null;
  }
}

/** Labels as the phrasings' files call them, so that a line can be put under the right one. */
function lineOf({ text, awaiting, alternatives, at }: MissedText): string {
  const closest = alternatives.map(({ label, confidence }) => ({ label, confidence: Number(confidence.toFixed(2)) }));
  return `${JSON.stringify({ at: new Date(at).toISOString(), text, awaiting, closest })}\n`;
}

async function run(databaseUrl: string, newest: number): Promise<string> {
  const store = await openStore({ url: databaseUrl, alongside: true });
  try {
    return (await store.missedTexts.newest(newest)).map((missed) => lineOf(missed)).join("");
  } finally {
    await store.close();
  }
}

await runOnDatabase({ usage, wishOf, run });
