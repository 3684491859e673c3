import { randomInt } from "node:crypto";
import { availableParallelism, totalmem } from "node:os";
import { parseArgs } from "node:util";

import type { LegResult } from "./leg.ts";
import { chaosOnPostgres, chaosOnSqlite } from "./run.ts";

/**
 * `npm run chaos [-- --users 200 --seed N --short]`: people hold whole conversations while everything below them dies and comes back. Prints
 * what befalls them, a table, what was wrong, and last one line of JSON; ends with 1 when anything was lost, doubled or out of order.
 */
const { values } = parseArgs({ options: { users: { type: "string" }, seed: { type: "string" }, short: { type: "boolean", default: false } } });
const users = Number(values.users ?? (values.short ? 12 : 200));
const seed = Number(values.seed ?? randomInt(2 ** 31));
const size = values.short ? { messages: 8, thinkMs: 600, every: 1_000, within: 120_000 } : { messages: 20, thinkMs: 4_000, every: 3_000, within: 600_000 };
const say = (line: string): void => void process.stdout.write(`${line}\n`);

function row({ leg, conversations, turns, acknowledged, lost, doubled, outOfOrder, differing, repeats, seconds }: LegResult): string {
  return [leg, conversations, acknowledged, turns, lost, doubled, outOfOrder, differing, repeats, `${seconds} s`].join(" | ");
}

say(`seed ${seed}, ${users} users a leg`);
const options = { users, seed, ...size, tell: say };
const legs = [await chaosOnPostgres(options), await chaosOnSqlite(options)];
for (const { violations } of legs) for (const violation of violations.slice(0, 20)) say(`WRONG ${violation}`);
say("leg | conversations | acknowledged | turns | lost | doubled | out of order | other than the statechart | repeated deliveries | took");
for (const leg of legs) say(row(leg));
const held = legs.every(({ violations }) => violations.length === 0);
const machine = { cores: availableParallelism(), memoryGiB: Math.round(totalmem() / 2 ** 30) };
say(JSON.stringify({ held, seed, users, machine, legs: legs.map((leg) => ({ ...leg, violations: leg.violations.length })) }));
process.exitCode = held ? 0 : 1;
