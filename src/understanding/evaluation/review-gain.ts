import { clean } from "../normalise/clean.ts";
import type { LabelledText } from "./train-and-test.ts";

/** Phrasings by label. */
export type Phrasings = ReadonlyMap<string, readonly string[]>;

/** How many of the reviewed lines are read right by a model that has learned none of them, and by one that has learned the others. */
export type ReviewGain = {
  lines: number;
  rightWithout: number;
  rightWith: number;
  /** Read right only with the others, and only without them. */
  gained: readonly LabelledText[];
  lost: readonly LabelledText[];
};

/** Each line is asked of a model that has learned the other halves, never of one that has learned it. */
const parts = 2;

/**
 * Measures what lines added by review are worth on lines that were left out: the reviewed lines are taken out of the phrasings,
 * one model learns the rest, and for each half of them another one learns the rest and the other half.
 */
export async function measureReviewGain(options: {
  phrasings: Phrasings;
  reviewed: readonly LabelledText[];
  /** Trains on phrasings, and returns how to label a text. */
  train: (phrasings: Phrasings) => (text: string) => string | Promise<string>;
}): Promise<ReviewGain> {
  const { train } = options;
  const reviewed = [...new Map(options.reviewed.map((line) => [clean(line.text), line])).values()];
  const rest = leaveOut(options.phrasings, new Set(reviewed.map(({ text }) => clean(text))));
  const isRight = async (label: (text: string) => string | Promise<string>, line: LabelledText): Promise<boolean> =>
    (await label(line.text)) === line.label;

  const withoutAny = train(rest);
  const read: { line: LabelledText; without: boolean; with: boolean }[] = [];
  for (let part = 0; part < parts; part += 1) {
    const withOthers = train(
      addLines(
        rest,
        reviewed.filter((_, at) => at % parts !== part),
      ),
    );
    for (const line of reviewed.filter((_, at) => at % parts === part))
      read.push({ line, without: await isRight(withoutAny, line), with: await isRight(withOthers, line) });
  }
  return {
    lines: reviewed.length,
    rightWithout: read.filter((one) => one.without).length,
    rightWith: read.filter((one) => one.with).length,
    gained: read.filter((one) => one.with && !one.without).map(({ line }) => line),
    lost: read.filter((one) => one.without && !one.with).map(({ line }) => line),
  };
}

/** The reviewed texts that stand in the phrasings, with the label under which they were put. */
export function labelsOfReviewed(phrasings: Phrasings, texts: readonly string[]): LabelledText[] {
  const labels = new Map(
    [...phrasings].flatMap(([label, lines]) => lines.map((line) => [clean(line), label] as const)),
  );
  return texts.flatMap((text) => {
    const label = labels.get(clean(text));
    return label === undefined ? [] : [{ text, label }];
  });
}

function leaveOut(phrasings: Phrasings, texts: ReadonlySet<string>): Phrasings {
  return new Map([...phrasings].map(([label, lines]) => [label, lines.filter((line) => !texts.has(clean(line)))]));
}

function addLines(phrasings: Phrasings, lines: readonly LabelledText[]): Phrasings {
  const added = new Map(phrasings);
  for (const { label, text } of lines) added.set(label, [...(added.get(label) ?? []), text]);
  return added;
}
