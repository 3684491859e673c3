import type { Article, Device } from "../../../knowledge/article.ts";

/**
 * Worlds to try an order of steps in: who has which cause on which device, what cures it, and what ends by itself. They
 * know nothing of how an order is learned.
 */

/** `chance` among the causes; `cures`: for each step, how likely it ends this cause. An outage only ends by itself. */
export type Cause = { chance: number; cures: Readonly<Record<string, number>>; endsByItself?: { minutes: number } };

export type World = {
  name: string;
  says: string;
  /** The causes after so many talks. */
  causes(device: Device, talk: number): readonly Cause[];
};

export const simulatedDevices: readonly Device[] = ["ios", "android", "windows"];

/** The worlds for an article; `random` from 0 to 1. */
export function worldsFor(article: Pick<Article, "steps">, random: () => number): World[] {
  const steps = article.steps.filter(({ observation }) => observation === undefined).map(({ id }) => id);
  const safe = article.steps.filter((step) => !step.observation && !step.asksFirst).map(({ id }) => id);
  const falling = steps.map((_, at) => 0.7 ** at);
  const rising = falling.toReversed();
  const late = (share: number, of: readonly string[]): number[] =>
    steps.map((step) => (step === of.at(-1) ? share : (1 - share) / (steps.length - 1)));
  const drawn = steps.map(() => -Math.log(Math.max(random(), 1e-9)));
  const byDevice = new Map(simulatedDevices.map((device, at) => [device, safe.slice(0, safe.length - 2 * at)]));
  return [
    world("as written", "causes as the article has them", () => single(steps, falling)),
    world("reversed", "the last steps cure most", () => single(steps, rising)),
    world("one cause", "six in ten are cured by one late step", () => single(steps, late(0.6, safe))),
    world("by device", "another late step cures on each device", (device) =>
      single(steps, late(0.6, byDevice.get(device) ?? safe)),
    ),
    world("overlapping", "two steps cure each cause, one of them better", () => overlapping(steps, rising)),
    world("outages", "half are outages that end by themselves", () => withOutages(single(steps, falling), 0.5)),
    world("outages, reversed", "the same, and the last steps cure most of the others", () =>
      withOutages(single(steps, rising), 0.5),
    ),
    world("drawn", "causes drawn at random", () => single(steps, drawn)),
    world("changing", "as written at first, reversed from talk 1,000 on", (_device, talk) =>
      single(steps, talk < 1_000 ? falling : rising),
    ),
  ];
}

function world(name: string, says: string, causes: World["causes"]): World {
  return { name, says, causes };
}

/** One cause for each step, and one in ten that nothing cures. */
function single(steps: readonly string[], shares: readonly number[]): Cause[] {
  const sum = shares.reduce((all, share) => all + share, 0);
  return [
    ...steps.map((step, at) => ({ chance: (0.9 * (shares[at] ?? 0)) / sum, cures: { [step]: 0.92 } })),
    { chance: 0.1, cures: {} },
  ];
}

/** Each cause is also cured, less often, by the step before. */
function overlapping(steps: readonly string[], shares: readonly number[]): Cause[] {
  return single(steps, shares).map((cause, at) => {
    const other = steps[at - 1];
    return other === undefined ? cause : { ...cause, cures: { ...cause.cures, [other]: 0.35 } };
  });
}

function withOutages(causes: readonly Cause[], part: number): Cause[] {
  return [
    ...causes.map((cause) => ({ ...cause, chance: cause.chance * (1 - part) })),
    { chance: part, cures: {}, endsByItself: { minutes: 25 } },
  ];
}
