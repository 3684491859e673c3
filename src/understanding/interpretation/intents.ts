import type { DialogEvent, SpokenEvent } from "../../../dialogs/events.ts";
import type { Device } from "../../../knowledge/article.ts";

/** What else a message told, beside what it asks for. */
export type Told = { device: Device | null; tried: readonly string[]; doneBefore: boolean };

const fixedMeanings: Readonly<Record<string, SpokenEvent>> = {
  "problem:other": { type: "problem.other" },
  "nav:fixed": { type: "step.done", result: "fixed" },
  "nav:back": { type: "back" },
  "nav:repeat": { type: "repeat" },
  "nav:restart": { type: "restart" },
  "nav:stop": { type: "stop" },
  "nav:wait": { type: "wait" },
  "nav:resume": { type: "resume" },
  "nav:list": { type: "list" },
  human: { type: "human" },
  yes: { type: "yes" },
  no: { type: "no" },
  greeting: { type: "greeting" },
  thanks: { type: "thanks" },
  goodbye: { type: "goodbye" },
  help: { type: "help" },
};

const brought = ({ device, tried }: Told): { device?: Device; tried?: string[] } => ({
  ...(device === null ? {} : { device }),
  ...(tried.length === 0 ? {} : { tried: [...tried] }),
});

const byKind: Readonly<Record<string, (id: string, told: Told) => SpokenEvent>> = {
  problem: (article, told) =>
    article === "unspecified"
      ? { type: "problem.unspecified", ...brought(told) }
      : { type: "problem.known", article, ...brought(told) },
  faq: (answer) => ({ type: "ask", answer }),
  step: (step, { device }) => ({ type: "step.go", step, ...(device === null ? {} : { device }) }),
  platform: (device) => ({ type: "device", device: device as Device }),
  nav: (move, { tried, doneBefore }) => ({
    type: "step.done",
    result: move !== "skip" ? "not-fixed" : doneBefore ? "already" : "skipped",
    ...(tried.length === 0 ? {} : { tried: [...tried] }),
  }),
};

/** The event that a label stands for; null for `none`. */
export function eventOf(label: string, told: Told): SpokenEvent | null {
  const fixed = fixedMeanings[label];
  if (fixed) return fixed;
  const colon = label.indexOf(":");
  return byKind[label.slice(0, colon)]?.(label.slice(colon + 1), told) ?? null;
}

/** True where two events would do the same. */
export const sameEvent = (a: DialogEvent, b: DialogEvent): boolean => JSON.stringify(a) === JSON.stringify(b);
