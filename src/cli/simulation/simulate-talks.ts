import type { Article, Device, Step } from "../../../knowledge/article.ts";
import { type Cause, simulatedDevices, type World } from "./worlds.ts";

/** One talk as it went, step by step. `claimed`: the person said that it plays. */
export type SimulatedTalk = {
  device: Device;
  tried: readonly { step: string; minutes: number; claimed: boolean }[];
  /** What it cost the person: the time, and half an hour more where the music never played. */
  cost: number;
};

/** Numbers from 0 to 1. */
export type Random = () => number;

/** Chances of what people do: leaving before a step, and answering wrongly. */
const leaves = 0.04;
const saysCuredWrongly = 0.01;
const missesCure = 0.04;
const unsolvedMinutes = 30;

/** A person with a cause goes through the steps in this order until it plays, they leave, or nothing is left. */
export function simulateTalk(options: {
  world: World;
  article: Pick<Article, "steps">;
  orderFor: (device: Device) => readonly string[];
  talk: number;
  random: Random;
}): SimulatedTalk {
  const { world, article, orderFor, talk, random } = options;
  const device = simulatedDevices[Math.floor(random() * simulatedDevices.length)] ?? "other";
  const cause = drawCause(world.causes(device, talk), random);
  const pace = Math.exp(0.35 * normal(random));
  const healsAfter = cause.endsByItself ? -cause.endsByItself.minutes * Math.log(Math.max(random(), 1e-9)) : Infinity;
  // Drawn for each step before any is tried, so that two orders meet the same person.
  const fates = new Map(article.steps.map((step) => [step.id, fateOf(step, cause, pace, random)]));
  const tried: { step: string; minutes: number; claimed: boolean }[] = [];
  let minutes = 0;
  for (const step of orderFor(device)) {
    const fate = fates.get(step);
    if (!fate || !fate.doable.includes(device)) continue;
    if (fate.leaves) break;
    minutes += fate.minutes;
    const plays = fate.cures || minutes >= healsAfter;
    const claimed = plays ? !fate.missesCure : fate.saysCured;
    tried.push({ step, minutes: fate.minutes, claimed });
    if (claimed) return { device, tried, cost: minutes + (plays ? 0 : unsolvedMinutes) };
  }
  return { device, tried, cost: minutes + unsolvedMinutes };
}

function fateOf(step: Step, cause: Cause, pace: number, random: Random) {
  return {
    doable: simulatedDevices.filter((device) => "instructions" in step.on[device]),
    minutes: step.minutes * pace * Math.exp(0.25 * normal(random)),
    cures: random() < (cause.cures[step.id] ?? 0),
    leaves: random() < leaves,
    saysCured: random() < saysCuredWrongly,
    missesCure: random() < missesCure,
  };
}

function drawCause(causes: readonly Cause[], random: Random): Cause {
  let at = random() * causes.reduce((sum, { chance }) => sum + chance, 0);
  const found = causes.find(({ chance }) => (at -= chance) < 0);
  return found ?? { chance: 1, cures: {} };
}

/** A normally distributed number (Box and Muller). */
function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(Math.max(random(), 1e-12))) * Math.cos(2 * Math.PI * random());
}

/** Numbers from 0 to 1, the same for the same seed (sfc32). */
export function randomFrom(seed: number): Random {
  let [a, b, c, counter] = [seed | 0, 0x9e3779b9 | 0, (seed * 7_919) | 0, 1];
  const next = (): number => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return (sum >>> 0) / 2 ** 32;
  };
  for (let warm = 0; warm < 12; warm += 1) next();
  return next;
}
