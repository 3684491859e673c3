import { parseArgs } from "node:util";

import { exitCodeOfWrongSettings, readConfig } from "./config.ts";
import { Fault } from "./errors.ts";
import type { MissedText } from "./storage/missed-texts.ts";
import { openStore } from "./storage/open.ts";

/** `npm run missed -- [--newest N]`: what was not understood, a JSON object a line, the newest first. The service may run meanwhile. */

const usage = "Usage: npm run --silent missed -- [--newest NUMBER FROM 1 TO 100000]\n";
const mostLines = 100_000;

function wishOf(args: readonly string[]): number | null {
  try {
    const { values } = parseArgs({ args: [...args], options: { newest: { type: "string", default: "200" } } });
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
  const store = await openStore({ url: databaseUrl, beside: true });
  try {
    return (await store.missedTexts.newest(newest)).map((missed) => lineOf(missed)).join("");
  } finally {
    await store.close();
  }
}

const newest = wishOf(process.argv.slice(2));
const read = readConfig();
if (newest === null) {
  process.stderr.write(usage);
  process.exitCode = 2;
} else if (!read.ok) {
  for (const fault of read.faults) process.stderr.write(`${fault}\n`);
  process.exitCode = exitCodeOfWrongSettings;
} else {
  try {
    process.stdout.write(await run(read.config.databaseUrl, newest));
  } catch (error) {
    process.stderr.write(error instanceof Fault ? `${error.message} ${error.remedy}\n` : "The database could not be read.\n");
    process.exitCode = 1;
  }
}
