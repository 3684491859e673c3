import { once } from "node:events";
import { parseArgs } from "node:util";

import { median } from "./measure.ts";
import { type Attack, type AttackKind, attackKinds, type Statuses } from "./flood/attacker.ts";
import { gather, type Waited } from "./flood/people.ts";
import { spawnPinned } from "./start-pinned.ts";
import { benchFolder, startService } from "./start-service.ts";

/**
 * `npm run check:attacks [-- --seconds 10 --people 20 --rounds 3 --only "large files"]`: what people who write to one node with SQLite wait while one
 * address sends it sizes: forms of many parts, parts with many headers, large files, long texts, streams. Each attack comes
 * right after as long a time without one, because the speed of a machine varies; the medians of all rounds are
 * compared. How
 * late the service's event loop is and the processor time it takes say whose fault it is where others wait. A table,
 * then one line of JSON; ends with 1 where anybody else was refused, or half of them waited more than twice as long.
 */
const { values } = parseArgs({
  options: {
    seconds: { type: "string", default: "10" },
    people: { type: "string", default: "20" },
    rounds: { type: "string", default: "3" },
    only: { type: "string", default: "" },
  },
});
const [seconds, people, rounds] = [Number(values.seconds), Number(values.people), Number(values.rounds)];
const mostTimes = 2;

/** Attacks while people write; gives what they waited and what the attacker was answered. */
async function during(attack: Attack): Promise<{ waited: Waited; statuses: Statuses }> {
  const child = spawnPinned({ script: "test/bench/flood/attacker.ts", core: 1 }, "ignore");
  await once(child, "message");
  child.send(attack);
  const waited = await crowd.write(seconds);
  const answered = once(child, "message");
  child.send("stop");
  const [statuses] = (await answered) as [Statuses];
  child.kill("SIGKILL");
  return { waited, statuses };
}

const folder = benchFolder();
const service = await startService({ databaseUrl: `sqlite:${folder.path}/attacks.db`, limited: true });
const crowd = await gather({ urls: [service.url], people, everyMs: 1_000, names: "attacks" });
await crowd.write(5);

/**
 * `loop`: how late the event loop is in one of a hundred times, ms; `cpu`: share of a core. Without the attack and with
 * it.
 */
type Row = Record<"quiet" | "under" | "p99" | "loopQuiet" | "loopUnder" | "cpuQuiet" | "cpuUnder", number[]> & {
  refused: number;
  statuses: Record<number, number>;
};
const emptyRow = (): Row => ({
  quiet: [],
  under: [],
  p99: [],
  loopQuiet: [],
  loopUnder: [],
  cpuQuiet: [],
  cpuUnder: [],
  refused: 0,
  statuses: {},
});

/** Runs it, and gives what the service took of a core meanwhile, and how late its event loop was. */
async function watched<Result>(run: () => Promise<Result>): Promise<{ result: Result; cpu: number; loop: number }> {
  await service.loopDelay();
  const [before, began] = [await service.usage(), performance.now()];
  const result = await run();
  const { cpu } = await service.usage();
  const { p99: loop } = await service.loopDelay();
  return { result, cpu: (cpu - before.cpu) / 1_000 / (performance.now() - began), loop };
}

const rows = new Map<AttackKind, Row>(
  attackKinds.filter((kind) => kind.includes(values.only)).map((kind) => [kind, emptyRow()]),
);
for (let round = 0; round < rounds; round += 1)
  for (const [at, [kind, row]] of [...rows].entries()) {
    const { result: quiet, cpu: cpuQuiet, loop: loopQuiet } = await watched(() => crowd.write(seconds));
    // An address that nobody used before: the limits of the last attack are not this one's.
    const from = `203.0.${113 + round}.${at + 1}`;
    const { result, cpu: cpuUnder, loop: loopUnder } = await watched(() => during({ kind, url: service.url, from }));
    const { waited, statuses } = result;
    for (const [name, value] of Object.entries({ cpuQuiet, loopQuiet, cpuUnder, loopUnder }))
      row[name as "cpuQuiet"].push(value);
    row.quiet.push(quiet.p50);
    row.under.push(waited.p50);
    row.p99.push(waited.p99);
    row.refused += quiet.refused + waited.refused;
    for (const [status, count] of Object.entries(statuses))
      row.statuses[Number(status)] = (row.statuses[Number(status)] ?? 0) + count;
  }
crowd.leave();
await service.stop();
folder.remove();

const say = (line: string): void => void process.stdout.write(`${line}\n`);
say(
  `${people} people, a message a second each, one node on SQLite; ${rounds} times ${seconds} s without and with each attack`,
);
say(
  "p50, p99: ms that people waited; loop: ms that the event loop was late, p99; cpu: of a core. Quiet → under attack",
);
say("                       p50     times       p99      loop       cpu   refused  the attacker was answered");
const results = [...rows].map(([kind, { refused, statuses, ...numbers }]) => {
  const [quiet, under] = [median(numbers.quiet), median(numbers.under)];
  const rest = Object.entries(numbers).map(([name, of]) => [name, median(of)] as const);
  return {
    kind,
    ...(Object.fromEntries(rest) as Record<keyof typeof numbers, number>),
    times: under / quiet,
    refused,
    statuses,
  };
});
for (const { kind, statuses, ...row } of results) {
  const numbers = [
    `${row.quiet.toFixed(0)} → ${row.under.toFixed(0)}`,
    row.times.toFixed(2),
    row.p99.toFixed(0),
    `${row.loopQuiet.toFixed(0)} → ${row.loopUnder.toFixed(0)}`,
    `${row.cpuQuiet.toFixed(2)} → ${row.cpuUnder.toFixed(2)}`,
    String(row.refused),
  ];
  const answered = Object.entries(statuses).map(([status, count]) => `${count} × ${status}`);
  say([kind.padEnd(16), ...numbers.map((text) => text.padStart(9)), `  ${answered.join(", ")}`].join(" "));
}
const held = results.every(({ times, refused }) => times <= mostTimes && refused === 0);
say(JSON.stringify({ attacks: { held, people, seconds, rounds, results } }));
process.exitCode = held ? 0 : 1;
