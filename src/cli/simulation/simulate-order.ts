import { learnOrder, type StepEstimate, type StepTries } from "../../../dialogs/step-learning.ts";
import type { Article, Device } from "../../../knowledge/article.ts";
import { bestOrder } from "./best-order.ts";
import { randomFrom, type SimulatedTalk, simulateTalk } from "./simulate-talks.ts";
import { simulatedDevices, type World, worldsFor } from "./worlds.ts";

/** Minutes a talk, on average over all seeds: in the article's order, the learned one, and that of who knows all. */
export type Simulated = {
  world: string;
  says: string;
  fixed: number;
  learned: number;
  best: number;
  /** The worst seed: what the learned order costs, as a part of the fixed one. */
  worst: number;
  /** Minutes a talk while it learns, block by block. */
  blocks: readonly { talks: number; fixed: number; learned: number; best: number }[];
};

const talks = 2_000;
const blockSize = 100;
const fresh = 600;
/** What a block leaves of the weight of those before: the world may have changed. */
const kept = 0.93;

/** Lets the learner work in each world with each seed; then tries what it learned on people it has not met. */
export function simulateOrder(article: Pick<Article, "steps">, seeds: number): Simulated[] {
  return worldsFor(article, randomFrom(1)).map(({ name }, index) => {
    const runs = Array.from({ length: seeds }, (_, seed) => {
      const world = worldsFor(article, randomFrom(seed + 1))[index];
      if (!world) throw new Error(`There is no world ${name}.`);
      return { world, run: runWorld(article, world, seed + 1) };
    });
    const mean = (of: (run: Run) => number): number => runs.reduce((sum, { run }) => sum + of(run), 0) / runs.length;
    return {
      world: name,
      says: runs[0]?.world.says ?? "",
      fixed: mean(({ after }) => after.fixed),
      learned: mean(({ after }) => after.learned),
      best: mean(({ after }) => after.best),
      worst: Math.max(...runs.map(({ run }) => run.after.learned / run.after.fixed)),
      blocks: Array.from({ length: talks / blockSize }, (_, block) => ({
        talks: (block + 1) * blockSize,
        fixed: mean(({ blocks }) => blocks[block]?.fixed ?? 0),
        learned: mean(({ blocks }) => blocks[block]?.learned ?? 0),
        best: mean(({ blocks }) => blocks[block]?.best ?? 0),
      })),
    };
  });
}

type Costs = { fixed: number; learned: number; best: number };
type Run = { after: Costs; blocks: readonly Costs[] };
type Orders = (device: Device) => readonly string[];

function runWorld(article: Pick<Article, "steps">, world: World, seed: number): Run {
  const usual = article.steps.map(({ id }) => id);
  const learner = createLearner(article);
  const blocks: Costs[] = [];
  for (let first = 0; first < talks; first += blockSize) {
    const best = knownOrders(article, world, first);
    const met = meet({ article, world, seed, first, count: blockSize }, [() => usual, learner.orderFor, best]);
    blocks.push(met.costs);
    learner.learn(met.talks[1] ?? []);
  }
  const best = knownOrders(article, world, talks);
  const { costs } = meet({ article, world, seed, first: talks, count: fresh }, [() => usual, learner.orderFor, best]);
  return { after: costs, blocks };
}

function knownOrders(article: Pick<Article, "steps">, world: World, talk: number): Orders {
  const orders = new Map(
    simulatedDevices.map((device) => [device, bestOrder(article, world.causes(device, talk), device)]),
  );
  return (device) => orders.get(device) ?? [];
}

type Meeting = { article: Pick<Article, "steps">; world: World; seed: number; first: number; count: number };

/** The same people meet each of the three orders. */
function meet({ article, world, seed, first, count }: Meeting, orders: readonly Orders[]) {
  const held = orders.map((orderFor) =>
    Array.from({ length: count }, (_, at) => {
      const talk = first + at;
      return simulateTalk({ world, article, orderFor, talk, random: randomFrom(seed * 100_003 + talk) });
    }),
  );
  const [fixed = 0, learned = 0, best = 0] = held.map((ones) => ones.reduce((sum, { cost }) => sum + cost, 0) / count);
  return { costs: { fixed, learned, best }, talks: held };
}

/** Keeps what talks gave, as the service would, and learns an order for each device from it. */
function createLearner(article: Pick<Article, "steps">) {
  const rows = new Map<string, StepTries & { device: Device }>();
  const checks = new Set(article.steps.filter(({ observation }) => observation).map(({ id }) => id));
  const waited = { healed: 0, minutes: 0 };
  let orders = new Map<Device, readonly string[]>();
  const usual = article.steps.map(({ id }) => id);
  const take = ({ device, tried }: SimulatedTalk): void => {
    const before: string[] = [];
    for (const { step, minutes, claimed } of tried) {
      if (checks.has(step)) {
        waited.healed += claimed ? 1 : 0;
        waited.minutes += minutes;
        continue;
      }
      const key = [device, ...before, step].join(" ");
      const row = rows.get(key) ?? { device, step, before: [...before], tries: 0, cures: 0, minutes: 0 };
      rows.set(key, row);
      row.tries += 1;
      row.cures += claimed ? 1 : 0;
      row.minutes += minutes;
      before.push(step);
    }
  };
  const fade = (): void => {
    for (const one of rows.values()) {
      one.tries *= kept;
      one.cures *= kept;
      one.minutes *= kept;
    }
    waited.healed *= kept;
    waited.minutes *= kept;
  };
  return {
    orderFor: (device: Device) => orders.get(device) ?? usual,
    learn(block: readonly SimulatedTalk[]): void {
      fade();
      for (const talk of block) take(talk);
      const all = [...rows.values()];
      const like: readonly StepEstimate[] = learnOrder({ article, rows: all, waited }).estimates;
      orders = new Map(
        simulatedDevices.map((device) => {
          const own = all.filter((row) => row.device === device);
          return [device, learnOrder({ article, rows: own, waited, like }).order];
        }),
      );
    },
  };
}
