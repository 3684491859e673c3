import { setTimeout as sleep } from "node:timers/promises";

import type { Task } from "./load/load.ts";
import type { Load } from "./load/start-load.ts";
import type { Started } from "./start-pinned.ts";

/** One way of talking to one server, or to several nodes of it. */
export type Scenario = {
  name: string;
  servers: readonly Started[];
  as: Task["as"];
  /** Different from those of the run: people at once, turns a round, what is said, an open loop. */
  users?: number;
  turns?: number;
  lines?: readonly string[];
  perSecond?: number;
  /** What was counted at the database so far, by name; reported for each turn. */
  counted?: () => Promise<Counts>;
  /** False where another scenario has warmed the server. */
  warmUp?: boolean;
};
export type Counts = Readonly<Record<string, number>>;
/** The quarter of the rounds below, and the quarter above. */
export type Spread = readonly [number, number];
type Round = { cpu: number; turnsPerSecond: number; p50: number; p99: number; counts: Counts };
/**
 * `cpu`: microseconds a turn, all threads of all nodes; `p50` and `p99` in milliseconds from a message to its answer.
 * Medians of the rounds; `spread` of each. `cpuOfRounds` in the order of the rounds, to compare scenarios round by round;
 * `cpuWithoutTransformer` the same without its thread, where it was counted.
 */
export type Measured = Round & {
  spread: Readonly<Record<"cpu" | "turnsPerSecond" | "p50" | "p99", Spread>>;
  cpuOfRounds: readonly number[];
  cpuWithoutTransformer: readonly number[];
};
/**
 * `warmUp`: so many turns before anything counts; `turns`: those of a round. `onRound` is called after each round, and
 * after warming up.
 */
export type Effort = { rounds: number; turns: number; users: number; warmUp: number; onRound?: () => void };

/**
 * What a turn leaves to be done after its answer (marks of deliveries, checkpoints) is counted as well: so long it may
 * take, in milliseconds.
 */
const settling = 400;

/**
 * Measures all scenarios in turns, round by round, so that whatever else the machine does meets all of them; gives
 * medians.
 */
export async function measure(
  load: Load,
  scenarios: readonly Scenario[],
  effort: Effort,
): Promise<Map<string, Measured>> {
  for (const { perSecond: _, turns: _turns, users: _users, ...scenario } of scenarios)
    if (scenario.warmUp !== false) await once(load, scenario, { ...effort, turns: effort.warmUp });
  effort.onRound?.();
  const all = new Map<string, Round[]>(scenarios.map(({ name }) => [name, []]));
  for (let round = 0; round < effort.rounds; round += 1) {
    for (const scenario of scenarios) all.get(scenario.name)?.push(await once(load, scenario, effort));
    effort.onRound?.();
  }
  return new Map([...all].map(([name, rounds]) => [name, medians(rounds)]));
}

const nothingCounted = async (): Promise<Counts> => ({});

async function once(load: Load, scenario: Scenario, effort: Effort): Promise<Round> {
  const { servers, as, lines, perSecond, counted = nothingCounted } = scenario;
  const { turns = effort.turns, users = effort.users } = scenario;
  const [before, countsBefore] = [await used(servers), await counted()];
  const seen = await load.run({ as, urls: servers.map(({ url }) => url), turns, users, lines, perSecond });
  await sleep(settling);
  const [cpu, after] = [(await used(servers)) - before, await counted()];
  const counts = Object.entries(after).map(([name, count]) => [name, (count - (countsBefore[name] ?? 0)) / seen.turns]);
  return {
    cpu: cpu / seen.turns,
    turnsPerSecond: seen.turns / seen.seconds,
    p50: seen.p50,
    p99: seen.p99,
    counts: Object.fromEntries(counts) as Counts,
  };
}

async function used(servers: readonly Started[]): Promise<number> {
  const usages = await Promise.all(servers.map((server) => server.usage()));
  return usages.reduce((sum, { cpu }) => sum + cpu, 0);
}

function medians(rounds: readonly Round[]): Measured {
  const names = ["cpu", "turnsPerSecond", "p50", "p99"] as const;
  const valuesOf = (name: (typeof names)[number]): number[] => rounds.map((round) => round[name]);
  const [cpu = 0, turnsPerSecond = 0, p50 = 0, p99 = 0] = names.map((name) => median(valuesOf(name)));
  const counted = Object.keys(rounds[0]?.counts ?? {});
  return {
    cpu,
    turnsPerSecond,
    p50,
    p99,
    counts: Object.fromEntries(counted.map((name) => [name, median(rounds.map(({ counts }) => counts[name] ?? 0))])),
    spread: Object.fromEntries(names.map((name) => [name, spreadOf(valuesOf(name))])) as Measured["spread"],
    cpuOfRounds: valuesOf("cpu"),
    cpuWithoutTransformer: rounds.map((round) => round.cpu - (round.counts["transformerCpu"] ?? 0)),
  };
}

/** The values that a quarter lies below, and a quarter above. */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((one, other) => one - other);
  const at = (share: number): number => sorted[Math.round((sorted.length - 1) * share)] ?? Number.NaN;
  return [at(0.25), at(0.75)];
}

/** The middle value; of an even number the upper one of the two. */
export function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN;
}
