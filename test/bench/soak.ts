import { join } from "node:path";
import { parseArgs } from "node:util";

import { createApp } from "../../src/app.ts";
import { readConfig } from "../../src/config/settings.ts";
import { createLogger } from "../../src/common/logger.ts";
import type { ConversationReference } from "../../src/conversation/ports.ts";
import { benchFolder } from "./start-service.ts";
import { testArticles } from "../support/test-articles.ts";

/**
 * `npm run soak [-- TURNS]`: so many turns in one process (50,000), in conversations that come and go, and whether
 * memory and handles stay
 * flat meanwhile. Prints a line for each tenth, then one JSON line; ends with 1 where something grew. With `--stored`
 * each turn is another
 * person's, on a file, and all of them stay there: idle conversations may cost disk, and no memory.
 */

const said = [
  "spotify says error 502 on my mac",
  "still broken",
  "how long does this take?",
  "skip",
  "list",
  "what is this",
  "back",
  "it works now",
  "thanks",
  "bye",
];
const { values, positionals } = parseArgs({
  options: { stored: { type: "boolean", default: false } },
  allowPositionals: true,
});
const turns = Number(positionals[0] ?? 50_000);
const folder = benchFolder();
const databaseUrl = values.stored ? `sqlite:${join(folder.path, "soak.db")}` : "sqlite::memory:";
const sideBySide = 50;
/** Growth from the second tenth on, when caches are full, that is no leak. */
const most = { heapMb: 24, handles: 4 };

type Reading = { turns: number; heapMb: number; rssMb: number; handles: number };

function readingAt(done: number): Reading {
  (globalThis as { gc?: () => void }).gc?.();
  const { heapUsed, rss } = process.memoryUsage();
  const mb = (bytes: number): number => Math.round(bytes / 1024 / 1024);
  return { turns: done, heapMb: mb(heapUsed), rssMb: mb(rss), handles: process.getActiveResourcesInfo().length };
}

const read = readConfig({ PORT: "0", STATUS_FEED: "off", EMULATOR: "on", DATABASE_URL: databaseUrl });
if (!read.ok) throw new Error(read.faults.join("\n"));
const app = await createApp({
  config: { ...read.config, port: 0 },
  log: createLogger({ level: "silent" }),
  articles: testArticles,
});
await app.start();

/**
 * One person: ten messages, then all of theirs is deleted, so that the database in memory does not count as a leak; or
 * one that stays.
 */
async function onePerson(id: string): Promise<number> {
  const reference: ConversationReference = {
    conversation: id,
    channel: "webchat",
    user: id,
    userName: "",
    locale: "en",
    address: {},
    push: false,
  };
  const messages = values.stored ? said.slice(0, 1) : said;
  for (const [at, text] of messages.entries()) {
    const { finished } = await app.conversations.receive(reference, {
      id: `m${at}`,
      conversation: id,
      at: Date.now(),
      input: { kind: "said", text, attachments: 0 },
    });
    await finished;
  }
  if (!values.stored) await app.store.privacy.erase(id);
  return messages.length;
}

const readings: Reading[] = [];
let done = 0;
for (let person = 0; done < turns; person += sideBySide) {
  const counts = await Promise.all(Array.from({ length: sideBySide }, (_, at) => onePerson(`soak-${person + at}`)));
  done += counts.reduce((sum, count) => sum + count, 0);
  if (done >= ((readings.length + 1) * turns) / 10) {
    const reading = readingAt(done);
    readings.push(reading);
    process.stdout.write(
      `${String(reading.turns).padStart(7)} turns  heap ${reading.heapMb} MB  rss ${reading.rssMb} MB  handles ${reading.handles}\n`,
    );
  }
}
const [, settled] = readings;
const last = readings.at(-1);
const grown = {
  heapMb: (last?.heapMb ?? 0) - (settled?.heapMb ?? 0),
  handles: (last?.handles ?? 0) - (settled?.handles ?? 0),
};
const flat = grown.heapMb <= most.heapMb && grown.handles <= most.handles;
await app.stop(5_000);
folder.remove();
process.stdout.write(`${JSON.stringify({ soak: { turns: done, grown, flat } })}\n`);
process.exitCode = flat ? 0 : 1;
