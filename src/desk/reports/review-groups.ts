import type { ReviewReason, ReviewState, ReviewText } from "../../conversation/report-ports.ts";
import { clean } from "../../understanding/normalise/clean.ts";

/** Messages that say nearly the same. `text`: the most frequent; `texts`: all of them, as they were written. */
export type ReviewGroup = {
  text: string;
  texts: string[];
  count: number;
  why: Partial<Record<ReviewReason, number>>;
  /** What most of them were taken for; null where none was understood. */
  label: string | null;
  closest: string | null;
  /** "new" where messages came after a lead looked at the group. */
  state: ReviewState | "new";
  /** The conversations that they are from, the latest first. */
  talks: string[];
  latest: number;
};

/** Messages share this part of their words to be alike. */
const alikeFrom = 0.6;
/** Most groups in one list, and most texts and conversations that one of them names. */
const most = { groups: 200, texts: 50, talks: 5 };

/** The messages by likeness, the most frequent groups first. */
export function groupsOf(found: readonly ReviewText[]): ReviewGroup[] {
  const same = [...Map.groupBy(found, ({ text }) => clean(text))].toSorted(([, a], [, b]) => b.length - a.length);
  const groups: { words: ReadonlySet<string>; rows: ReviewText[] }[] = [];
  for (const [key, rows] of same) {
    const words = new Set(key.match(/[\p{L}\p{N}]+/gu) ?? [key]);
    const like = groups.find((group) => likeness(group.words, words) >= alikeFrom);
    if (like) like.rows.push(...rows);
    else groups.push({ words, rows: [...rows] });
  }
  return groups
    .map(({ rows }) => groupOf(rows))
    .toSorted((a, b) => b.count - a.count || b.latest - a.latest)
    .slice(0, most.groups);
}

/** The part of all words that both have (Jaccard index). */
function likeness(one: ReadonlySet<string>, other: ReadonlySet<string>): number {
  const shared = one.intersection(other).size;
  return shared / (one.size + other.size - shared);
}

function groupOf(rows: readonly ReviewText[]): ReviewGroup {
  const texts = frequent(rows.map(({ text }) => text));
  return {
    text: texts[0] ?? "",
    texts: texts.slice(0, most.texts),
    count: rows.length,
    why: Object.fromEntries([...Map.groupBy(rows, ({ why }) => why)].map(([why, some]) => [why, some.length])),
    label: frequent(rows.flatMap(({ label }) => label ?? []))[0] ?? null,
    closest: frequent(rows.flatMap(({ closest }) => closest ?? []))[0] ?? null,
    state: stateOf(rows),
    talks: [...new Set(rows.toSorted((a, b) => b.at - a.at).map(({ conversation }) => conversation))].slice(
      0,
      most.talks,
    ),
    latest: Math.max(...rows.map(({ at }) => at)),
  };
}

/** What is ignored or has its label stays so when it is written again; what was only seen is new again. */
function stateOf(rows: readonly ReviewText[]): ReviewGroup["state"] {
  const states = new Set(rows.map(({ reviewed }) => reviewed));
  for (const lasting of ["used", "ignored"] as const) if (states.has(lasting)) return lasting;
  return states.has(null) ? "new" : "seen";
}

/** The values, the most frequent first. */
function frequent(values: readonly string[]): string[] {
  return [...Map.groupBy(values, (value) => value)]
    .toSorted(([, a], [, b]) => b.length - a.length)
    .map(([value]) => value);
}
