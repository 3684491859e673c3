import { once } from "node:events";
import { parseArgs } from "node:util";

import { makeDatabaseOn } from "../storage/support/make-database.ts";
import { startPostgres } from "../storage/support/postgres-server.ts";
import type { Answers, Flood } from "./flood/flooder.ts";
import { gather, type Waited } from "./flood/people.ts";
import { spawnPinned } from "./start-pinned.ts";
import { startService } from "./start-service.ts";

/**
 * `npm run check:flood [-- --seconds 30 --people 40 --flood 400]`: people write to two nodes on one PostgreSQL, first
 * alone, then while one address
 * floods both with so many messages a second. A table, then one line of JSON; ends with 1 where anybody else was
 * refused, or the flooder was not by both.
 */
const { values } = parseArgs({
  options: {
    seconds: { type: "string", default: "30" },
    people: { type: "string", default: "40" },
    flood: { type: "string", default: "400" },
  },
});
const [seconds, people, perSecond] = [values.seconds, values.people, values.flood].map(Number) as [
  number,
  number,
  number,
];
const say = (line: string): void => void process.stdout.write(`${line}\n`);

const busy = async (): Promise<number> =>
  (await Promise.all(nodes.map((node) => node.usage()))).reduce((sum, { cpu }) => sum + cpu, 0);
/** What people waited, and how much of a core both nodes took meanwhile, in percent. */
async function measured(): Promise<Waited & { cpu: number }> {
  const before = await busy();
  const waited = await crowd.write(seconds);
  return { ...waited, cpu: Math.round(((await busy()) - before) / seconds / 10_000) };
}

/** Starts the flooder, lets `meanwhile` run, and gives what the flooder was answered. */
async function during<Found>(
  flood: Flood,
  meanwhile: () => Promise<Found>,
): Promise<{ found: Found; answers: Answers }> {
  const child = spawnPinned({ script: "test/bench/flood/flooder.ts", core: 1 }, "ignore");
  await once(child, "message");
  child.send(flood);
  const found = await meanwhile();
  const answered = once(child, "message");
  child.send("stop");
  const [answers] = (await answered) as [Answers];
  child.kill("SIGKILL");
  return { found, answers };
}

const row = (what: string, { turns, refused, p50, p99, cpu }: Waited & { cpu: number }): string =>
  [what.padEnd(16), ...[turns, refused, p50, p99, cpu].map((value) => value.toFixed(0).padStart(8))].join(" ");

const postgres = await startPostgres();
const databaseUrl = await makeDatabaseOn(postgres.url);
const nodes = [
  await startService({ databaseUrl, core: 0, limited: true }),
  await startService({ databaseUrl, core: 1, limited: true }),
];
const urls = nodes.map(({ url }) => url);
const crowd = await gather({ urls, people, everyMs: 1_000, names: "flood" });
await crowd.write(5);
const alone = await measured();
const { found: flooded, answers } = await during({ urls, perSecond, from: "203.0.113.66" }, measured);
crowd.leave();
await Promise.all(nodes.map((node) => node.stop()));
say(`${people} people, a message a second each, two nodes on PostgreSQL; then ${perSecond} a second from one address`);
say("                    turns  refused   p50 ms   p99 ms    CPU %");
say(row("without a flood", alone));
say(row("with it", flooded));
for (const [node, statuses] of answers.entries())
  say(`the flooder at node ${node + 1}: ${statuses[200] ?? 0} taken, ${statuses[429] ?? 0} refused with 429`);
const held =
  alone.refused + flooded.refused === 0 &&
  answers.every((statuses) => (statuses[429] ?? 0) > 0 && !statuses[500] && !statuses[503]);
say(JSON.stringify({ flood: { held, people, perSecond, seconds, alone, flooded, flooder: answers } }));
await postgres.end();
// The embedded PostgreSQL's package ends the process with 0 whatever its exit code is set to: it has to be said
// outright.
process.stdout.write("", () => process.exit(held ? 0 : 1));
