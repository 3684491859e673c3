import { randomInt } from "node:crypto";
import { availableParallelism, totalmem } from "node:os";
import { parseArgs } from "node:util";

import { showProgress } from "../../src/cli/progress-bar.ts";
import type { LegResult } from "./checker.ts";
import { legs as allLegs } from "./run.ts";

/**
 * `npm run chaos [-- --users 200 --seed N --short --leg sqlite]`: people hold whole conversations, with the assistant
 * and with agents, while everything below and around them dies and comes back. Prints what befalls them, a table, what
 * was wrong, and last one line of JSON; ends with 1 when anything was lost, doubled, out of order or not deleted, or
 * when the desk shows another delivery than there was. `--away 5`: in the leg `channel` the channel is also away for so
 * many minutes of true time. `--plant` claims a message that nobody sent: then it must end
 * with 1.
 */
const { values } = parseArgs({
  options: {
    users: { type: "string" },
    seed: { type: "string" },
    short: { type: "boolean", default: false },
    leg: { type: "string", default: Object.keys(allLegs).join() },
    away: { type: "string", default: "0" },
    plant: { type: "boolean", default: false },
  },
});
const users = Number(values.users ?? (values.short ? 12 : 200));
const seed = Number(values.seed ?? randomInt(2 ** 31));
const size = values.short
  ? { messages: 8, thinkMs: 600, every: 1_000, mostFaults: 5 }
  : { messages: 20, thinkMs: 4_000, every: 3_000, mostFaults: 200 };
/** Ends what hangs; judges no speed. */
const within = 1_200_000;
const awayMs = Number(values.away) * 60_000;
const names = values.leg.split(",");
const progress = showProgress("Conversations", users * names.length);
let talked = 0;
const onPersonDone = (): void => progress.show((talked += 1));
const say = (line: string): void => progress.around(() => process.stdout.write(`${line}\n`));

function row({
  leg,
  conversations,
  turns,
  acknowledged,
  cases,
  agents,
  erased,
  leftovers,
  seconds,
  ...found
}: LegResult): string {
  const { lost, doubled, outOfOrder, differing, repeats, hubRepeats, failed } = found;
  const talk = [leg, conversations, acknowledged, turns, cases, agents["acknowledged"] ?? 0, erased];
  return [...talk, lost, doubled, outOfOrder, differing, leftovers, failed, repeats, hubRepeats, `${seconds} s`].join(
    " | ",
  );
}

/** Said outright: embedded PostgreSQL's package ends the process at an error that nobody caught, without a word. */
function brokeOff(cause: unknown): never {
  say(`BROKE OFF ${cause instanceof Error ? cause.stack : String(cause)}`);
  throw cause;
}

say(`seed ${seed}, ${users} users a leg`);
const options = { users, seed, within, awayMs, ...size, tell: say, plant: values.plant, onPersonDone };
const legs: LegResult[] = [];
for (const name of names) {
  const run = allLegs[name];
  if (!run) throw new Error(`There is no leg ${name}; there are ${Object.keys(allLegs).join(", ")}.`);
  const result = await run(options).catch(brokeOff);
  if (result) legs.push(result);
}
progress.end();
for (const { violations } of legs) for (const violation of violations.slice(0, 20)) say(`WRONG ${violation}`);
say(
  "leg | conversations | acknowledged | turns | cases | agents' commands | erased | lost | doubled | out of order | other than the statechart | not deleted | refused for good, and shown so at the desk | deliveries repeated | hub calls repeated | took",
);
for (const leg of legs) say(row(leg));
const held = legs.every(({ violations }) => violations.length === 0);
const machine = { cores: availableParallelism(), memoryGiB: Math.round(totalmem() / 2 ** 30) };
say(
  JSON.stringify({
    held,
    seed,
    users,
    machine,
    legs: legs.map((leg) => ({ ...leg, violations: leg.violations.length })),
  }),
);
// The embedded PostgreSQL's package ends the process with 0 whatever its exit code is set to: it has to be said
// outright.
process.stdout.write("", () => process.exit(held ? 0 : 1));
