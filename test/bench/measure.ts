import { setTimeout as sleep } from "node:timers/promises";

import type { Task } from "./load/load.ts";
import type { Load } from "./load/start-load.ts";
import type { Started } from "./start-pinned.ts";

/** One way of talking to one server, or to several nodes of it. */
export type Scenario = { name: string; servers: readonly Started[]; as: Task["as"] };
/**
 * `cpu`: microseconds a turn, all threads of all nodes; `p50` and `p99` in milliseconds from a message to its answer.
 */
export type Measured = { cpu: number; turnsPerSecond: number; p50: number; p99: number };
/** `warmUp`: so many turns before anything counts; `turns`: those of a round. */
export type Effort = { rounds: number; turns: number; users: number; warmUp: number };

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
  for (const scenario of scenarios) await once(load, scenario, { ...effort, turns: effort.warmUp });
  const all = new Map<string, Measured[]>(scenarios.map(({ name }) => [name, []]));
  for (let round = 0; round < effort.rounds; round += 1) {
    for (const scenario of scenarios) all.get(scenario.name)?.push(await once(load, scenario, effort));
  }
  return new Map([...all].map(([name, rounds]) => [name, medians(rounds)]));
}

async function once(load: Load, { servers, as }: Scenario, { turns, users }: Effort): Promise<Measured> {
  const before = await used(servers);
  const seen = await load.run({ as, urls: servers.map(({ url }) => url), turns, users });
  await sleep(settling);
  const cpu = (await used(servers)) - before;
  return { cpu: cpu / seen.turns, turnsPerSecond: seen.turns / seen.seconds, p50: seen.p50, p99: seen.p99 };
}

async function used(servers: readonly Started[]): Promise<number> {
  const usages = await Promise.all(servers.map((server) => server.usage()));
  return usages.reduce((sum, { cpu }) => sum + cpu, 0);
}

function medians(rounds: readonly Measured[]): Measured {
  const of = (key: keyof Measured): number => median(rounds.map((round) => round[key]));
  return { cpu: of("cpu"), turnsPerSecond: of("turnsPerSecond"), p50: of("p50"), p99: of("p99") };
}

/** The middle value; of an even number the upper one of the two. */
export function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN;
}
