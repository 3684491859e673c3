import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { Client } from "pg";
import { pino } from "pino";

import { loadArticles } from "../../knowledge/load.ts";
import { createApp } from "../../src/app.ts";
import { fourWeeksOf, weekOf } from "../../src/common/calendar-days.ts";
import { readConfig } from "../../src/config/settings.ts";
import { makeDatabaseOn } from "../storage/support/make-database.ts";
import { startPostgres } from "../storage/support/postgres-server.ts";
import { cpuOfTree } from "./cpu-of-tree.ts";

/**
 * Measures views of the reports over the sums of a million talks: 365 days, three channels, four languages, four devices,
 * as the service would have added them up, on both databases; beside the time it takes the processor time of the service
 * and the database, which depends less on what else the machine does. `node test/bench/report-sums.ts`.
 */

const talks = 1_000_000;
const days = 365;
const views = [
  "/reports?",
  "/reports?device=ios&",
  "/reports?status=incident&",
  "/reports?channel=webchat&language=en&",
];
const rounds = 5;

const channels = ["webchat", "msteams", "emulator"];
const languages = ["en", "de", "es", "fr"];
const devices = ["ios", "android", "windows", "macos"];
const outcomes = ["fixedByGuide", "fixedByPerson", "escalated", "leftOpen", "other"];
const stepKinds = ["shown", "fixed", "not-fixed", "skipped", "already", "left"];
const statuses = ["incident", "no-incident", "unknown"];

const dayOf = (back: number): string => new Date(Date.now() - back * 86_400_000).toISOString().slice(0, 10);

async function start(url: string) {
  const read = readConfig({
    PORT: "0",
    DATABASE_URL: url,
    STATUS_FEED: "off",
    DESK_AGENTS: "ana:ana-token",
    DESK_LEADS: "ana",
    DESK_TIME_ZONE: "UTC",
  });
  if (!read.ok) throw new Error(read.faults.join("\n"));
  return createApp({ config: read.config, log: pino({ level: "silent" }), articles: loadArticles() });
}

/** Starts once for the tables, has `seed` fill them, and measures. `server`: the process of the database, if it has one. */
async function measure(
  name: string,
  url: string,
  run: (sql: string) => Promise<unknown>,
  server: number | null = null,
): Promise<void> {
  const migrating = await start(url);
  await migrating.store.close();
  const rows = await seed(run);
  const app = await start(url);
  const { port } = await app.start();
  const get = async (path: string): Promise<{ ms: number; cpu: number }> => {
    const begun = performance.now();
    const used = process.cpuUsage();
    const ofServer = server === null ? 0 : cpuOfTree(server);
    const headers = { authorization: "Bearer ana-token" };
    const answer = await fetch(`http://127.0.0.1:${port}/api/desk${path}`, { headers });
    await answer.json();
    if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
    const { user, system } = process.cpuUsage(used);
    const database = server === null ? 0 : cpuOfTree(server) - ofServer;
    return { ms: performance.now() - begun, cpu: (user + system + database) / 1_000 };
  };
  process.stdout.write(`${name}: ${talks} talks on ${days} days, ${rows} sums\n`);
  const spans = [29, 89, days - 1].flatMap((back) => views.map((view) => `${view}from=${dayOf(back)}&to=${dayOf(0)}`));
  for (const path of [...spans, "/orders"]) {
    const found: { ms: number; cpu: number }[] = [];
    for (let round = 0; round < rounds; round += 1) found.push(await get(path));
    const sorted = (of: "ms" | "cpu"): string[] =>
      found.map((one) => one[of].toFixed(0)).toSorted((a, b) => Number(a) - Number(b));
    const [times, cpu] = [sorted("ms"), sorted("cpu")];
    process.stdout.write(`${path}: median ${times[2]} ms, slowest ${times[4]} ms; of processor time ${cpu[2]} ms\n`);
  }
  await app.stop(2_000);
}

type Key = Partial<Record<"channel" | "language" | "article" | "item" | "device" | "status", string>> & {
  value?: number;
};

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

const names = ["kind", "article", "item", "value", "device", "status", "channel", "language"] as const;

/** Writes the sums of one day, copies them to all days, and adds these up; gives how many there are. */
async function seed(run: (sql: string) => Promise<unknown>): Promise<number> {
  const sums = sumsOfDay();
  const lines = sums.map(({ kind, key, n }) => {
    const cells = { value: 0, ...key, kind };
    return `('day', '', ${names.map((name) => `'${cells[name] ?? ""}'`).join(", ")}, ${Math.max(1, Math.round(n))})`;
  });
  await run("begin");
  for (let at = 0; at < lines.length; at += 500)
    await run(`insert into report_sums values ${lines.slice(at, at + 500).join(", ")}`);
  const copy = (span: string, day: string, times: number): Promise<unknown> =>
    run(`insert into report_sums select '${span}', '${day}', ${names.join(", ")}, n * ${times} from report_sums
      where span = 'day' and day = ''`);
  const all = Array.from({ length: days }, (_, back) => dayOf(back)).toReversed();
  for (const day of all) await copy("day", day, 1);
  const weeks = [...Map.groupBy(all, weekOf)].map(([day, of]) => ["week", day, of.length] as const);
  const long = [...Map.groupBy(all, fourWeeksOf)].map(([day, of]) => ["four-weeks", day, of.length] as const);
  for (const [span, day, times] of [...weeks, ...long]) await copy(span, day, times);
  await run("delete from report_sums where span = 'day' and day = ''");
  await run("commit");
  await run("analyze");
  return sums.length * (days + weeks.length + long.length);
}

const folder = mkdtempSync(join(tmpdir(), "report-sums-"));
try {
  const file = join(folder, "assistant.db");
  let embedded: DatabaseSync | undefined;
  await measure("SQLite", `sqlite:${file}`, async (sql) => {
    embedded ??= new DatabaseSync(file);
    embedded.exec(sql);
    if (sql === "analyze") embedded.close();
  });
} finally {
  rmSync(folder, { recursive: true });
}
const server = await startPostgres();
try {
  const url = await makeDatabaseOn(server.url);
  const client = new Client(url);
  await client.connect();
  await measure("PostgreSQL", url, (sql) => client.query(sql), server.pid());
  await client.end();
} finally {
  await server.end();
}
