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

type Key = Partial<Record<"channel" | "language" | "article" | "item" | "device" | "status", string>> & {
  value?: number;
};

const channels = ["webchat", "msteams", "emulator"];
const languages = ["en", "de", "es", "fr"];
const devices = ["ios", "android", "windows", "macos"];
const outcomes = ["fixedByGuide", "fixedByPerson", "escalated", "leftOpen", "other"];
const stepKinds = ["shown", "fixed", "not-fixed", "skipped", "already", "left"];
const statuses = ["incident", "no-incident", "unknown"];

/** Every combination of one value of each. */
function combined<Name extends string>(values: Record<Name, readonly string[]>): Record<Name, string>[] {
  return (Object.keys(values) as Name[]).reduce(
    (found, name) => found.flatMap((one) => values[name].map((value) => ({ ...one, [name]: value }))),
    [{}] as Record<Name, string>[],
  );
}

const upTo = (end: number, by: number): number[] =>
  Array.from({ length: Math.floor(end / by) }, (_, at) => 5 + at * by);

/** The sums of one day, with the count of each. */
function sumsOfDay(): { kind: string; key: Key; n: number }[] {
  const [article] = loadArticles();
  const steps = article?.steps.map((step) => step.id) ?? [];
  const labels = article?.answers.map((answer) => `faq:${answer.id}`) ?? [];
  const of = { article: article?.id ?? "" };
  const perDay = talks / days;
  return [
    ...combined({ channel: channels, device: devices, language: languages, item: outcomes }).map((key) => ({
      kind: "outcome",
      key: { ...key, ...of },
      n: perDay / 240,
    })),
    ...combined({ kind: stepKinds, channel: channels, device: devices, item: steps, status: statuses }).map(
      ({ kind, ...key }) => ({ kind, key: { ...key, ...of }, n: perDay / 100 }),
    ),
    ...combined({ item: steps, device: devices }).flatMap((key) =>
      upTo(177, 3).map((value) => ({ kind: "seconds", key: { ...key, ...of, value }, n: 2 })),
    ),
    ...combined({ kind: ["waited", "answered", "handled"] }).flatMap(({ kind }) =>
      upTo(1_800, 20).map((value) => ({ kind, key: { channel: "webchat", value }, n: 3 })),
    ),
    ...combined({ kind: ["asked", "up", "down"], language: languages, item: labels }).map(({ kind, ...key }) => ({
      kind,
      key: { ...key, ...of, channel: "webchat" },
      n: perDay / 60,
    })),
  ];
}

/** Writes the sums; gives how many there are. */
function seed(): number {
  const database = new DatabaseSync(file);
  const insert = database.prepare(
    "insert into report_sums (day, kind, channel, language, article, item, device, status, value, n) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
  );
  const sums = sumsOfDay();
  const names = ["channel", "language", "article", "item", "device", "status"] as const;
  database.exec("begin");
  for (let back = 0; back < days; back += 1) {
    const day = new Date(Date.now() - back * 86_400_000).toISOString().slice(0, 10);
    for (const { kind, key, n } of sums)
      insert.run(day, kind, ...names.map((name) => key[name] ?? ""), key.value ?? 0, Math.max(1, Math.round(n)));
  }
  database.exec("commit");
  database.close();
  return sums.length * days;
}
