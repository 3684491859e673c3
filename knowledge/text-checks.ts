import type { Article, Step } from "./article.ts";
import { isShared } from "./expand.ts";
import type { Fault } from "./faults.ts";
import type { ParsedFile } from "./load.ts";
import type { Path } from "./yaml-file.ts";

/** Short enough to read on a phone while the other hand is at the router. */
const longest = { title: 60, instruction: 220, note: 300, reason: 120, answer: 600 };
const sentencesInAnswer = { least: 2, most: 4 };

type Said = { readonly path: Path; readonly text: string };
type Law = { readonly holds: (text: string) => boolean; readonly fault: string; readonly mend: string };

const finished: Law = {
  holds: (text) => !/\b(TODO|TBD|FIXME|XXX)\b/.test(text),
  fault: "is not finished yet",
  mend: "write the text in place of the reminder",
};
const everywhere: readonly Law[] = [
  { holds: (text) => !/ {2,}/.test(text), fault: "has two spaces in a row", mend: "take one out" },
  {
    holds: (text) => !text.includes("!"),
    fault: "has an exclamation mark",
    mend: "end the sentence with a dot; the reader is not in the mood for cheer",
  },
];
const inTitles: readonly Law[] = [
  noLongerThan(longest.title),
  {
    holds: (text) => !text.endsWith("."),
    fault: "ends with a dot",
    mend: "take the dot away: titles are joined with other words",
  },
];
const inReasons: readonly Law[] = [
  noLongerThan(longest.reason),
  {
    holds: (text) => !text.endsWith("."),
    fault: "ends with a dot",
    mend: "take the dot away: a reason is half a sentence",
  },
];
const inAnswers: readonly Law[] = [
  noLongerThan(longest.answer),
  {
    holds: (text) => sentences(text) >= sentencesInAnswer.least && sentences(text) <= sentencesInAnswer.most,
    fault: `must have ${sentencesInAnswer.least} to ${sentencesInAnswer.most} sentences`,
    mend: "split, join or shorten them",
  },
];
const byField: Readonly<Record<string, readonly Law[]>> = {
  title: inTitles,
  reason: inReasons,
  instructions: [noLongerThan(longest.instruction)],
  note: [noLongerThan(longest.note)],
  warning: [noLongerThan(longest.note)],
  text: inAnswers,
};

/** Behind a sentence of a page in a draft, until somebody said it in their own words. */
export const toRewrite = "# to be rewritten";

/** Sentences of a page that nobody has said in other words, by the text of a file. */
export function borrowedFaults(file: string, text: string): Fault[] {
  return text.split("\n").flatMap((written, at) => {
    if (!written.trimEnd().endsWith(toRewrite)) return [];
    const fix = "say it in your own words, then take the mark away";
    return [{ file, path: `line ${at + 1}`, line: at + 1, fault: "is marked as a sentence of a page", fix }];
  });
}

/** Every text is finished, and one that a reader sees is plain and short. */
export function textFaults({ source, content }: ParsedFile<Article | Step>): Fault[] {
  const faultsIn = (path: Path, text: string, laws: readonly Law[]): Fault[] =>
    isShared(source.value, path)
      ? []
      : laws.filter((law) => !law.holds(text)).map((law) => source.faultAt(path, law.fault, law.mend));
  return [
    ...textsIn(content, []).flatMap(({ path, text }) => faultsIn(path, text, [finished])),
    ...saidIn(content, []).flatMap(({ path, text }) => faultsIn(path, text, [...everywhere, ...lawsOf(path)])),
  ];
}

function noLongerThan(most: number): Law {
  return {
    holds: (text) => text.length <= most,
    fault: `is longer than ${most} characters`,
    mend: "shorten it or split it",
  };
}

/** The field is the name above the language: `instructions` in steps.x.on.ios.instructions.en.2. */
function lawsOf(path: Path): readonly Law[] {
  const field = path.findLast(
    (segment, index) => typeof segment === "string" && index < path.findLastIndex((part) => typeof part === "string"),
  );
  return byField[String(field)] ?? [];
}

/** Whatever has English is a text for readers, wherever in the article it stands. */
function saidIn(value: unknown, path: Path): Said[] {
  if (typeof value !== "object" || value === null) return [];
  if (!Object.hasOwn(value, "en")) return children(value).flatMap(([key, inner]) => saidIn(inner, [...path, key]));
  return Object.entries(value).flatMap(([locale, texts]) => saidInLocale(texts, [...path, locale]));
}

function saidInLocale(texts: unknown, path: Path): Said[] {
  if (typeof texts === "string") return [{ path, text: texts }];
  return Array.isArray(texts) ? texts.map((text, index) => ({ path: [...path, index], text: String(text) })) : [];
}

/** Whatever is a text, also names and addresses. */
function textsIn(value: unknown, path: Path): Said[] {
  if (typeof value === "string") return [{ path, text: value }];
  if (typeof value !== "object" || value === null) return [];
  return children(value).flatMap(([key, inner]) => textsIn(inner, [...path, key]));
}

function children(value: object): [PropertyKey, unknown][] {
  return Array.isArray(value) ? value.map((inner, index) => [index, inner]) : Object.entries(value);
}

function sentences(text: string): number {
  return text.split(/(?<=[.?]["')]?)\s+/).length;
}
