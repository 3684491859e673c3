import { devices } from "./article.ts";
import type { Path } from "./yaml-file.ts";

/**
 * The short form of an article written out: texts of `all`, `computer` and `phone` for each device, evidence inherited
 * from the step or the article, and steps shared by articles put in by `use:`. The full form passes unchanged, and what
 * is wrong with either is left for the schema to name.
 */

/** Names under `on` that stand for several devices, the general ones first: later ones override them field by field. */
export const deviceGroups = {
  all: devices,
  computer: ["windows", "macos", "linux"],
  phone: ["ios", "android"],
} as const satisfies Record<string, readonly (typeof devices)[number][]>;

type Fields = Record<string, unknown>;

/** Steps of `knowledge/steps`, by name. */
export type SharedSteps = ReadonlyMap<string, unknown>;

const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const evidenceFields = ["source", "verifiedOn"] as const;

/** The fields with the evidence that they do not give themselves. */
function withEvidence(fields: unknown, above: Fields): unknown {
  if (!isFields(fields)) return fields;
  const inherited = evidenceFields.filter((name) => !(name in fields) && name in above);
  return inherited.length === 0
    ? fields
    : { ...fields, ...Object.fromEntries(inherited.map((name) => [name, above[name]])) };
}

/** Fields that only a device has that can do the step. */
const ofDoable = ["instructions", "note", "replaces"];

/** What a device overrides; one that gives only a reason cannot do the step, and `null` takes a field away. */
function overridden(general: unknown, own: unknown): unknown {
  if (!isFields(own)) return own === undefined ? general : own;
  if (!isFields(general)) return own;
  const cannot = "reason" in own && !ofDoable.some((name) => name in own);
  const base = cannot
    ? Object.fromEntries(Object.entries(general).filter(([name]) => !ofDoable.includes(name)))
    : general;
  // A device that does the step itself needs no reason of the general form, which said why it is replaced or left out.
  const does = "instructions" in own && !("reason" in own) && !("replaces" in own) && !("instructions" in general);
  const kept = does ? Object.fromEntries(Object.entries(base).filter(([name]) => name !== "reason")) : base;
  return Object.fromEntries(Object.entries({ ...kept, ...own }).filter(([, value]) => value !== null));
}

/** The groups written out, of which nothing is left where no device of them needs it. */
function expandedDevices(on: unknown): unknown {
  if (!isFields(on) || !Object.keys(deviceGroups).some((name) => name in on)) return on;
  const groups = Object.entries(deviceGroups) as [string, readonly string[]][];
  const known = new Set<string>([...devices, ...Object.keys(deviceGroups)]);
  const strange = Object.entries(on).filter(([name]) => !known.has(name));
  return {
    ...Object.fromEntries(
      devices.flatMap((device) => {
        const layers = [
          ...groups.filter(([, members]) => members.includes(device)).map(([name]) => on[name]),
          on[device],
        ];
        const merged = layers.reduce(overridden, undefined);
        return merged === undefined ? [] : [[device, merged]];
      }),
    ),
    ...Object.fromEntries(strange),
  };
}

/** Devices of a shared step with those that the article overrides. */
function mergedDevices(shared: unknown, own: unknown): unknown {
  const general = expandedDevices(shared);
  if (!isFields(general) || !isFields(own)) return own === undefined ? general : expandedDevices(own);
  const groups = Object.entries(deviceGroups) as [string, readonly string[]][];
  return Object.fromEntries(
    devices.flatMap((device) => {
      const layers = groups.filter(([, members]) => members.includes(device)).map(([name]) => own[name]);
      const merged = [...layers, own[device]].reduce(overridden, general[device]);
      return merged === undefined ? [] : [[device, merged]];
    }),
  );
}

const withoutPhrasings = ({ phrasings: _, ...step }: Fields): Fields => step;

/** The full form of a step. `above`: the article's fields, whose evidence it inherits. */
export function expandStep(step: unknown, above: Fields, shared: SharedSteps): unknown {
  if (!isFields(step)) return step;
  const { use, ...own } = step;
  const base = typeof use === "string" ? shared.get(use) : undefined;
  // Only the name is at fault then, not that the fields are missing.
  if (use !== undefined && base === undefined) return use;
  const joined = isFields(base)
    ? { ...withoutPhrasings(base), ...own, on: mergedDevices(base["on"], own["on"]) }
    : { ...step, on: expandedDevices(step["on"]) };
  const evident = withEvidence(joined, above);
  if (!isFields(evident) || !isFields(evident["on"])) return evident;
  const on = Object.entries(evident["on"]).map(([device, how]) => [device, withEvidence(how, evident)]);
  return { ...evident, on: Object.fromEntries(on) as Fields };
}

/** The full form of what an article's file says. */
export function expandArticle(value: unknown, shared: SharedSteps): unknown {
  if (!isFields(value)) return value;
  const { source, verifiedOn, ...rest } = value;
  const above: Fields = {
    ...(source === undefined ? {} : { source }),
    ...(verifiedOn === undefined ? {} : { verifiedOn }),
  };
  const sections = ["identity", "facts", "status"].filter((name) => name in rest);
  return {
    ...rest,
    ...Object.fromEntries(sections.map((name) => [name, withEvidence(rest[name], above)])),
    ...(Array.isArray(rest["steps"]) ? { steps: rest["steps"].map((step) => expandStep(step, above, shared)) } : {}),
    ...(Array.isArray(rest["answers"])
      ? { answers: rest["answers"].map((answer) => withEvidence(answer, above)) }
      : {}),
  };
}

/** What stands at this place of the file; undefined where nothing does. */
const written = (value: unknown, path: Path): unknown =>
  path.reduce<unknown>(
    (here, segment) => (typeof here === "object" && here !== null ? (here as Fields)[String(segment)] : undefined),
    value,
  );

/** How many parts of the path there are in the file. */
const depthOf = (value: unknown, path: Path): number =>
  path.findLastIndex((_, at) => written(value, path.slice(0, at + 1)) !== undefined) + 1;

/** The place in the file of what has this place in the full form: a device's text may stand under several devices' name. */
export function writtenPath(value: unknown, path: Path): Path {
  const [steps, at, on, device, ...rest] = path;
  if (steps !== "steps" || at === undefined || on !== "on" || device === undefined) return path;
  const groups = Object.entries(deviceGroups).filter(([, members]) => members.some((one) => one === device));
  const places = groups.toReversed().map(([name]) => [steps, at, on, name, ...rest]);
  return places.reduce<Path>((best, place) => (depthOf(value, place) > depthOf(value, best) ? place : best), path);
}

/** Whether it comes from a shared step, whose own file is the place to mend it. */
export function isShared(value: unknown, path: Path): boolean {
  const [steps, at] = path;
  if (steps !== "steps" || at === undefined || written(value, [steps, at, "use"]) === undefined) return false;
  return written(value, writtenPath(value, path)) === undefined;
}
