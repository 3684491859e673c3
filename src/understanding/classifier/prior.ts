import type { ExpectedInput } from "../../../dialogs/events.ts";

/**
 * How much more or less likely a meaning is after a given question, as factors on its probability; 1 where none is
 * given. Never 0: a hard mask would make the rare meaning unsayable.
 */
const groups: Readonly<Record<string, (label: string) => boolean>> = {
  fixed: (label) => label === "nav:fixed",
  failed: (label) => label === "nav:not-fixed",
  move: (label) => ["nav:skip", "nav:back", "nav:repeat", "nav:wait"].includes(label),
  guide: (label) => ["nav:restart", "nav:stop", "nav:list"].includes(label),
  resume: (label) => label === "nav:resume",
  device: (label) => label.startsWith("platform:"),
  problem: (label) => label.startsWith("problem:"),
  step: (label) => label.startsWith("step:"),
  answer: (label) => label === "yes" || label === "no",
  greeting: (label) => label === "greeting",
  ending: (label) => label === "thanks" || label === "goodbye",
  help: (label) => label === "help",
};

const factors: Readonly<Record<ExpectedInput, Readonly<Record<string, number>>>> = {
  idle: { fixed: 0.1, failed: 0.1, move: 0.1, guide: 0.3, device: 0.4, answer: 0.5 },
  platform: {
    fixed: 0.05,
    failed: 0.05,
    move: 0.15,
    guide: 0.4,
    resume: 0.3,
    device: 3,
    problem: 0.4,
    step: 0.5,
    answer: 0.4,
    help: 0.6,
  },
  "step-result": {
    fixed: 2,
    failed: 2,
    move: 2,
    guide: 1.5,
    resume: 0.3,
    device: 0.25,
    problem: 0.25,
    answer: 0.2,
    greeting: 0.3,
    help: 0.5,
    ending: 0.6,
  },
  resolved: {
    fixed: 0.15,
    failed: 0.6,
    move: 0.1,
    guide: 0.5,
    resume: 0.5,
    device: 0.2,
    problem: 1,
    step: 0.5,
    answer: 2,
    ending: 2,
    greeting: 0.6,
  },
  "offer-human": {
    fixed: 0.3,
    failed: 0.3,
    move: 0.15,
    guide: 0.6,
    resume: 0.5,
    device: 0.2,
    problem: 0.4,
    step: 0.5,
    answer: 4,
    greeting: 0.5,
  },
};

/** Factors by label, in the labels' order. */
export function priors(labels: readonly string[]): Readonly<Record<ExpectedInput, Float64Array>> {
  const factorOf = (awaiting: ExpectedInput, label: string): number => {
    const group = Object.keys(groups).find((name) => groups[name]?.(label));
    return group === undefined ? 1 : (factors[awaiting][group] ?? 1);
  };
  const row = (awaiting: ExpectedInput): Float64Array =>
    Float64Array.from(labels, (label) => factorOf(awaiting, label));
  return {
    idle: row("idle"),
    platform: row("platform"),
    "step-result": row("step-result"),
    resolved: row("resolved"),
    "offer-human": row("offer-human"),
  };
}
