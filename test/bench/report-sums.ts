import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { pino } from "pino";

import { loadArticles } from "../../knowledge/load.ts";
import { createApp } from "../../src/app.ts";
import { readConfig } from "../../src/config/settings.ts";

/**
 * Measures views of the reports over the daily sums of a million talks: 365 days, three channels, four languages, four
 * devices, as the service would have added them up. `node test/bench/report-sums.ts`.
 */

const talks = 1_000_000;
const days = 365;
const views = ["", "&device=ios", "&status=incident", "&channel=teams&language=en"];
const rounds = 5;

const folder = mkdtempSync(join(tmpdir(), "report-sums-"));
const file = join(folder, "assistant.db");
try {
  await measure();
} finally {
  rmSync(folder, { recursive: true });
}

async function start() {
  const read = readConfig({
    PORT: "0",
    DATABASE_URL: `sqlite:${file}`,
    STATUS_FEED: "off",
    DESK_AGENTS: "ana:ana-token",
    DESK_LEADS: "ana",
    DESK_TIME_ZONE: "UTC",
  });
  if (!read.ok) throw new Error(read.faults.join("\n"));
  return createApp({ config: read.config, log: pino({ level: "silent" }), articles: loadArticles() });
}

async function measure(): Promise<void> {
  const migrating = await start();
  await migrating.store.close();
  const rows = seed();
  const app = await start();
  const { port } = await app.start();
  const dayOf = (back: number): string => new Date(Date.now() - back * 86_400_000).toISOString().slice(0, 10);
  process.stdout.write(`${talks} talks on ${days} days: ${rows} daily sums\n`);
  for (const [name, back] of [
    ["30 days", 29],
    ["365 days", days - 1],
  ] as const)
    for (const view of views) {
      const times: number[] = [];
      for (let round = 0; round < rounds; round += 1) {
        const begun = performance.now();
        const answer = await fetch(
          `http://127.0.0.1:${port}/api/desk/reports?from=${dayOf(back)}&to=${dayOf(0)}${view}`,
          { headers: { authorization: "Bearer ana-token" } },
        );
        await answer.json();
        times.push(performance.now() - begun);
      }
      const sorted = times.toSorted((a, b) => a - b);
      const [middle = 0, most = 0] = [sorted[Math.floor(rounds / 2)], sorted.at(-1)];
      process.stdout.write(`${name}${view}: median ${middle.toFixed(0)} ms, slowest ${most.toFixed(0)} ms\n`);
    }
  await app.stop(2_000);
}

/** Writes the sums; gives how many there are. */
function seed(): number {
  const database = new DatabaseSync(file);
  const insert = database.prepare(
    "insert into report_sums (day, kind, channel, language, article, item, device, status, value, n) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict do update set n = n + excluded.n",
  );
  const [article] = loadArticles();
  const steps = article?.steps.map(({ id }) => id) ?? [];
  const id = article?.id ?? "";
  const perDay = talks / days;
  database.exec("begin");
  for (let back = 0; back < days; back += 1) {
    const day = new Date(Date.now() - back * 86_400_000).toISOString().slice(0, 10);
    const add = (kind: string, more: Partial<Record<string, string | number>>, n: number): void =>
      void insert.run(
        day,
        kind,
        more["channel"] ?? "",
        more["language"] ?? "",
        more["article"] ?? "",
        more["item"] ?? "",
        more["device"] ?? "",
        more["status"] ?? "",
        more["value"] ?? 0,
        Math.max(1, Math.round(n)),
      );
    for (const channel of ["webchat", "msteams", "emulator"])
      for (const device of ["ios", "android", "windows", "macos"]) {
        for (const language of ["en", "de", "es", "fr"])
          for (const item of ["fixedByGuide", "fixedByPerson", "escalated", "leftOpen", "other"])
            add("outcome", { channel, device, language, article: id, item }, perDay / 240);
        for (const item of steps)
          for (const status of ["incident", "no-incident", "unknown"])
            for (const kind of ["shown", "fixed", "not-fixed", "skipped", "already", "left"])
              add(kind, { channel, device, article: id, item, status }, perDay / 100);
      }
    for (const item of steps)
      for (const device of ["ios", "android", "windows", "macos"])
        for (let value = 5; value < 180; value += 3) add("seconds", { article: id, item, device, value }, 2);
    for (const kind of ["waited", "answered", "handled"])
      for (let value = 5; value < 1_800; value += 20) add(kind, { channel: "webchat", value }, 3);
    for (const { id: answer } of article?.answers ?? [])
      for (const kind of ["asked", "up", "down"])
        for (const language of ["en", "de", "es", "fr"])
          add(kind, { channel: "webchat", language, article: id, item: `faq:${answer}` }, perDay / 60);
  }
  database.exec("commit");
  const [{ count = 0 } = {}] = database.prepare("select count(*) as count from report_sums").all() as {
    count: number;
  }[];
  database.close();
  return count;
}
