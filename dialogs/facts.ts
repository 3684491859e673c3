import type { Device, Evidence } from "../knowledge/article.ts";
import { orderFor } from "./next-step.ts";
import type { Context, ConversationMemory } from "./context.ts";
import { statusOf } from "./context.ts";
import type { TriedStep } from "./effects.ts";
import type { NoteEvent, StepResult } from "./events.ts";
import { articleWithStep, stepOf } from "./guides.ts";

/** The facts of a conversation, from all its messages: devices with their roles, steps, and evidence. */

/** Evidence that contradicts other evidence: the latest is kept. */
const contradictions: Partial<Record<Evidence, Evidence>> = {
  "status-outage": "status-fine",
  "status-fine": "status-outage",
  "plays-on-other-network": "fails-on-other-network",
  "fails-on-other-network": "plays-on-other-network",
};

function mergedDevices({ devices }: ConversationMemory, note: NoteEvent): ConversationMemory["devices"] {
  const named = new Set(note.devices.map(({ device }) => device));
  return [...devices.filter(({ device }) => !named.has(device)), ...note.devices];
}

/**
 * The device that the steps are for, once this is known: the one that fails. A device that works is never it; several
 * that fail leave the choice to the person.
 */
export function deviceAfter(memory: Pick<ConversationMemory, "device" | "devices">, note: NoteEvent): Device | null {
  const fails = note.devices.filter(({ role }) => role === "fails").map(({ device }) => device);
  const unclear = note.devices.filter(({ role }) => role === "unclear").map(({ device }) => device);
  const works = new Set(note.devices.filter(({ role }) => role === "works").map(({ device }) => device));
  const candidates = fails.length > 0 ? fails : unclear;
  if (memory.device !== null && candidates.includes(memory.device)) return memory.device;
  // The one at hand plays: the steps go on for the only other that fails.
  const left = memory.devices.filter(({ device, role }) => role === "fails" && !works.has(device));
  if (memory.device !== null && works.has(memory.device) && candidates.length === 0 && left.length === 1)
    return left[0]?.device ?? memory.device;
  if (candidates.length === 1 && (memory.device === null || works.has(memory.device))) return candidates[0] ?? null;
  // Where several fail, the guide begins on the first that shows its instructions best: what is known is not asked again.
  if (memory.device === null && fails.length > 1) return fails.find((one) => one !== "other") ?? fails[0] ?? null;
  return memory.device;
}

function evidenceAfter(memory: ConversationMemory, note: NoteEvent): Evidence[] {
  const devices = mergedDevices(memory, note);
  // Only what one message says together: two devices named one after the other may be a correction.
  const fails = note.devices.filter(({ role }) => role === "fails").length;
  const reported: Evidence[] = [
    ...note.evidence,
    ...(fails > 1 ? (["several-devices-fail"] as const) : []),
    ...(fails > 0 && devices.some(({ role }) => role === "works") ? (["plays-on-other-device"] as const) : []),
  ];
  const refuted = new Set(reported.map((one) => contradictions[one]));
  return [...new Set([...memory.evidence.filter((one) => !refuted.has(one)), ...reported])];
}

/** The memory with this note. A result of the guide itself is kept. */
export function withNote(context: Context, note: NoteEvent): Partial<ConversationMemory> {
  const { memory, guides, turnContext } = context;
  // Before an error is named, a step of any article counts.
  const article = guides.article(memory.article);
  const exists = (id: string): boolean => stepOf(article ?? articleWithStep(guides, null, id), id) !== undefined;
  const seen = new Set(
    memory.tried.filter(({ result }) => result === "not-fixed" || result === "fixed").map(({ step }) => step),
  );
  const done = [...new Set(note.tried)].filter((id) => exists(id) && !seen.has(id));
  const refused = [...new Set(note.cannot)].filter((id) => exists(id) && !seen.has(id) && !done.includes(id));
  const changed = new Set([...done, ...refused, ...(note.undone ?? [])]);
  const others = memory.tried.filter(({ step }) => !changed.has(step));
  return {
    devices: mergedDevices(memory, note),
    evidence: evidenceAfter(memory, note),
    device: deviceAfter(memory, note),
    // Done while the guide rests: it goes on with the next one.
    ...(!context.inGuide && memory.step !== null && done.includes(memory.step) ? { step: null } : {}),
    tried: [
      ...others,
      ...done.map((step) => ({ step, result: "already" as const, at: turnContext.now })),
      ...refused.map((step) => ({ step, result: "skipped" as const, at: turnContext.now })),
    ],
  };
}

/** Several devices of this person have the trouble. */
export const severalFail = ({ memory }: Context): boolean => memory.evidence.includes("several-devices-fail");

/** Steps that new evidence of this note brings to the front, and that are not done. */
function broughtForward({ memory, guides }: Context, note: NoteEvent): string[] {
  const done = new Set([...memory.tried.map(({ step }) => step), ...note.tried, ...note.cannot]);
  const isNew = (when: Evidence): boolean => !memory.evidence.includes(when);
  const bends = guides.article(memory.article)?.order ?? [];
  return bends
    .filter(({ when }) => isNew(when) && evidenceAfter(memory, note).includes(when))
    .flatMap(({ front }) => front.filter((step) => !done.has(step)));
}

/** Whether new evidence of this note is a reason for the step on screen. */
export const bringsForward = (context: Context, note: NoteEvent): boolean =>
  broughtForward(context, note).includes(context.memory.step ?? "");

/**
 * Whether this note ends the current step: it reports on it, or its evidence leaves it out or brings others that are
 * not done before it.
 */
export function leavesStep(context: Context, note: NoteEvent): boolean {
  const { memory, guides } = context;
  const article = guides.article(memory.article);
  if (!article || memory.step === null) return false;
  if (note.tried.includes(memory.step) || note.cannot.includes(memory.step)) return true;
  const forward = broughtForward(context, note);
  if (forward.length > 0) return !forward.includes(memory.step);
  const before = orderFor(article, { evidence: memory.evidence, status: statusOf(context) });
  const after = orderFor(article, { evidence: evidenceAfter(memory, note), status: statusOf(context) });
  const has = (steps: typeof before): boolean => steps.some(({ id }) => id === memory.step);
  return has(before) && !has(after);
}

/** The steps of the memory, these with this result. */
export function markedTried(context: Context, steps: readonly string[], result: StepResult): TriedStep[] {
  const others = context.memory.tried.filter((one) => !steps.includes(one.step));
  return [...others, ...steps.map((step) => ({ step, result, at: context.turnContext.now }))];
}

/**
 * What a person says was done before is noted once, only for steps there are, and never over a result the guide saw
 * itself.
 */
export function newlyReported(context: Context, reported: readonly string[]): string[] {
  const article = context.guides.article(context.memory.article);
  const isNew = (id: string) =>
    stepOf(article, id) !== undefined && !context.memory.tried.some((one) => one.step === id);
  return [...new Set(reported)].filter(isNew);
}

/** What was told of steps before the error was named, as far as this article has them. */
export function triedOf(context: Context, article: string | null): TriedStep[] {
  return context.memory.tried.filter(({ step }) => stepOf(context.guides.article(article), step) !== undefined);
}

/**
 * What was noted last of a step. `inPassing`: it is still ahead of the step on screen, so nobody was asked about it.
 */
export function lastTried({ memory, guides }: Context): (TriedStep & { inPassing: boolean }) | null {
  const last = memory.tried.at(-1);
  const steps = guides.article(memory.article)?.steps.map(({ id }) => id) ?? [];
  if (!last || !steps.includes(last.step)) return null;
  const isReport = last.result === "already" || last.result === "skipped";
  return { ...last, inPassing: isReport && steps.indexOf(last.step) > steps.indexOf(memory.step ?? "") };
}

/** The memory without what was noted last, and without what was seen there. */
export function withoutLastTried(context: Context): Partial<ConversationMemory> {
  const { memory, guides } = context;
  const last = lastTried(context);
  if (!last) return {};
  const { observation } = stepOf(guides.article(memory.article), last.step) ?? {};
  const seen = new Set(observation?.answers.map(({ evidence }) => evidence));
  return {
    tried: memory.tried.slice(0, -1),
    evidence: memory.evidence.filter((one) => !seen.has(one)),
    ...(last.inPassing ? {} : { step: last.step }),
  };
}

/** What the answer of the diagnostic step on screen says; null for an answer it does not have. */
export function evidenceOf(context: Context, answer: string): Evidence | null {
  const step = stepOf(context.guides.article(context.memory.article), context.memory.step);
  return step?.observation?.answers.find(({ id }) => id === answer)?.evidence ?? null;
}

/** The step to thank: the one named; else the one on screen, unless it only looks at something. */
export function creditOf(context: Context, named: string | null | undefined): string | null {
  const article = context.guides.article(context.memory.article);
  if (named !== undefined) return stepOf(article, named) ? named : null;
  return stepOf(article, context.memory.step)?.observation ? null : context.memory.step;
}
