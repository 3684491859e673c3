import type { Article, Step } from "../knowledge/article.ts";

/**
 * An order of an article's steps learned from outcomes. Each step has a probability of being the cure of a person who
 * reports the fault, and a cost in minutes; trying first what cures most per minute costs least (the P/C rule: Kadane
 * and Simon 1977; Heckerman, Breese and Rommelse 1995). The article's order is the prior: without data it stays, and it
 * is left only where the data make a saving likely.
 */

/**
 * Tries of one step, summed up. `before`: the steps that had failed already; `minutes`: the time all tries took;
 * `cures` are claimed: some are of faults that ended by themselves.
 */
export type StepTries = { step: string; before: readonly string[]; tries: number; cures: number; minutes: number };

/** `healed`: claimed cures while nothing was done, and the minutes that passed in it: what waiting alone does. */
export type Waited = { healed: number; minutes: number };

/** `probability`: of being the cure; `minutes`: what one try takes; `weight`: how many people that rests on. */
export type StepEstimate = { step: string; probability: number; minutes: number; weight: number };

export type LearnedOrder = {
  order: readonly string[];
  /** Whether it differs from the article's. */
  isChanged: boolean;
  /** Expected minutes until it plays or all is tried, in the article's order and in this one. */
  minutes: { article: number; learned: number };
  estimates: readonly StepEstimate[];
};

/** People that the article's order weighs as much as. */
const priorPeople = 30;
/** How much less likely each step of the article is to cure, a minute, than the one before. */
const priorDecline = 0.9;
/** Of the people whom the prior imagines, those that some step cures. */
const priorCured = 0.7;
/** Tries after which measured minutes outweigh those that the article says. */
const priorTries = 5;
/** Minutes of waiting, without a cure, that are imagined before any are measured. */
const priorWaited = 60;
/** A changed order must save with this probability, and this part of the minutes. */
const needed = { probability: 0.9, part: 0.03 };
const draws = 200;

/** The learner's question: which order, for people of one kind. `like`: estimates of all people, as the prior. */
export type ToLearn = {
  article: Pick<Article, "steps">;
  rows: readonly StepTries[];
  waited: Waited;
  like?: readonly StepEstimate[] | undefined;
};

/** Learns the order for one kind of people. The same arguments give the same order. */
export function learnOrder({ article, rows, waited, like }: ToLearn): LearnedOrder {
  const curing = article.steps.filter(isCuring);
  const estimates = estimateSteps(curing, { rows, waited, like });
  const usual = article.steps.map(({ id }) => id);
  const learned = arrange(article.steps, estimates);
  const minutes = { article: expectedMinutes(usual, estimates), learned: expectedMinutes(learned, estimates) };
  const isWorth =
    minutes.learned < minutes.article * (1 - needed.part) && isLikelyBetter({ usual, learned, estimates });
  return {
    order: isWorth ? learned : usual,
    isChanged: isWorth,
    minutes: isWorth ? minutes : { article: minutes.article, learned: minutes.article },
    estimates,
  };
}

/** Looking at something cures nothing: such steps keep their place. */
function isCuring({ observation }: Step): boolean {
  return observation === undefined;
}

/**
 * The share of people that each step cures. `tries` at a place in an order are of those whom the steps before did not
 * cure, so they stand for more people; that depends on the estimates themselves, which are found by iteration.
 */
function estimateSteps(steps: readonly Step[], { rows, waited, like }: Omit<ToLearn, "article">): StepEstimate[] {
  const prior = like ? priorOf(like) : priorOfOrder(steps);
  const healing = waited.healed / (waited.minutes + priorWaited);
  const rowsOf = Map.groupBy(rows, ({ step }) => step);
  let found = new Map(prior);
  for (let round = 0; round < 25; round += 1) {
    const next = steps.map(({ id }): [string, number] => {
      const own = rowsOf.get(id) ?? [];
      const cures = own.reduce((sum, row) => sum + Math.max(0, row.cures - healing * row.minutes), 0);
      const people = own.reduce((sum, row) => sum + row.tries / remaining(row.before, found), 0);
      return [id, (priorPeople * (prior.get(id) ?? 0) + cures) / (priorPeople + people)];
    });
    found = normalised(next);
  }
  return steps.map(({ id, minutes }) => {
    const own = rowsOf.get(id) ?? [];
    const tries = own.reduce((sum, row) => sum + row.tries, 0);
    const taken = own.reduce((sum, row) => sum + row.minutes, 0);
    const people = own.reduce((sum, row) => sum + row.tries / remaining(row.before, found), 0);
    return {
      step: id,
      probability: found.get(id) ?? 0,
      minutes: (priorTries * minutes + taken) / (priorTries + tries),
      weight: priorPeople + people,
    };
  });
}

/** The part of all people whom these steps do not cure; never so small that a few tries stand for everybody. */
function remaining(before: readonly string[], found: ReadonlyMap<string, number>): number {
  return Math.max(0.05, 1 - before.reduce((sum, step) => sum + (found.get(step) ?? 0), 0));
}

/** Together the steps cure nearly everybody at most. */
function normalised(found: readonly (readonly [string, number])[]): Map<string, number> {
  const sum = found.reduce((all, [, probability]) => all + probability, 0);
  const part = sum > 0.98 ? 0.98 / sum : 1;
  return new Map(found.map(([step, probability]) => [step, probability * part]));
}

function priorOf(like: readonly StepEstimate[]): Map<string, number> {
  return new Map(like.map(({ step, probability }) => [step, probability]));
}

/** Probabilities with which the article's order is the best one. */
function priorOfOrder(steps: readonly Step[]): Map<string, number> {
  const shares = steps.map(({ minutes }, at) => minutes * priorDecline ** at);
  const sum = shares.reduce((all, share) => all + share, 0);
  return new Map(steps.map(({ id }, at) => [id, (priorCured * (shares[at] ?? 0)) / sum]));
}

/**
 * Most cured per minute first. Steps that look at something keep their place; a step that destroys something comes
 * after every step that the article has before it.
 */
function arrange(steps: readonly Step[], estimates: readonly StepEstimate[]): string[] {
  const rateOf = new Map(estimates.map(({ step, probability, minutes }) => [step, probability / minutes]));
  const left = steps.filter(isCuring);
  return steps.map((place) => {
    if (!isCuring(place)) return place.id;
    // What is left stands in the article's order: a destructive step may go once it is the first of these.
    const free = left.filter((step, at) => !step.asksFirst || at === 0);
    const best = free.reduce((one, other) => ((rateOf.get(other.id) ?? 0) > (rateOf.get(one.id) ?? 0) ? other : one));
    left.splice(left.indexOf(best), 1);
    return best.id;
  });
}

/** Minutes until it plays, or all steps are tried, on average. */
export function expectedMinutes(order: readonly string[], estimates: readonly StepEstimate[]): number {
  const of = new Map(estimates.map((one) => [one.step, one]));
  let minutes = 0;
  let broken = 1;
  for (const step of order) {
    const estimate = of.get(step);
    if (!estimate) continue;
    minutes += broken * estimate.minutes;
    broken -= estimate.probability;
  }
  return minutes;
}

type Compared = { usual: readonly string[]; learned: readonly string[]; estimates: readonly StepEstimate[] };

/** Whether the learned order is better in nearly all worlds that the data leave possible. */
function isLikelyBetter({ usual, learned, estimates }: Compared): boolean {
  const random = randomFrom(1);
  let better = 0;
  for (let draw = 0; draw < draws; draw += 1) {
    const possible = normalised(
      estimates.map(({ step, probability, weight }): [string, number] => {
        const spread = Math.sqrt((probability * (1 - probability)) / weight);
        return [step, Math.max(0, probability + spread * normal(random))];
      }),
    );
    const drawn = estimates.map((one) => ({ ...one, probability: possible.get(one.step) ?? 0 }));
    if (expectedMinutes(learned, drawn) < expectedMinutes(usual, drawn)) better += 1;
  }
  return better >= needed.probability * draws;
}

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** A normally distributed number (Box and Muller). */
function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(Math.max(random(), 1e-12))) * Math.cos(2 * Math.PI * random());
}
