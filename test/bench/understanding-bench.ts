import { fileURLToPath } from "node:url";

import { loadLexicon } from "../../knowledge/lexicon.ts";
import { loadKnowledge } from "../../knowledge/load.ts";
import { type LabelledLine, equivalentLabel, readLabelledFile } from "../../src/understanding/evaluation/labelled.ts";
import { trainOn, type LabelledText } from "../../src/understanding/evaluation/train-and-test.ts";
import { expectedAfter } from "../../src/understanding/facts/message-reader.ts";
import { openEncoder, openMessageReader, openPredictor, transformerFile } from "../../src/understanding/load-models.ts";
import { learnedLines } from "../../src/understanding/training/article-lines.ts";
import { createTransformerClassifier } from "../../src/understanding/transformer/transformer-classifier.ts";
import { type LayerTime, timeOfLayers } from "./layer-times.ts";
import { median } from "./measure.ts";
import { miniSearchLabeller, nlpJsLabeller, tfIdfLabeller } from "./other-bots.ts";

/**
 * Our classifier beside nlp.js, MiniSearch and a plain TF-IDF softmax: all learn the lines that ours learns and label
 * the same unseen lines in the same run. `n-grams + vectors` is the bare classifier; then comes the whole reader with
 * its rules, and with its transformer. Lines that are out of scope count for the two readers alone, since the others
 * have no such label.
 */

/** Share of right labels on clean lines (own-dev) and on lifelike ones (own-real, further right labels counted). */
export type Row = {
  what: string;
  clean?: number;
  lifelike?: number;
  medianMs?: number;
  p99Ms?: number;
  seconds?: number;
  times?: number;
  /** Processor time of a lifelike message in each layer. */
  layers?: readonly LayerTime[];
};

/**
 * The row as people read it; `times` is how much longer learning took, where at most the growth of the lines is asked.
 */
export function lineOf({ what, clean, lifelike, medianMs, p99Ms, seconds, times, layers }: Row): string {
  if (layers) return `${what}: ${layers.map(({ layer, microseconds }) => `${layer} ${microseconds} µs`).join(", ")}`;
  if (times !== undefined) return `${what.padEnd(28)} takes ${times.toFixed(2)} × the time to learn`;
  const query = `median ${medianMs?.toFixed(3) ?? "-"} ms  p99 ${p99Ms?.toFixed(3) ?? "-"} ms`;
  return `${what.padEnd(28)} right ${clean?.toFixed(3) ?? "-"} clean, ${lifelike?.toFixed(3) ?? "-"} lifelike  ${query}  ready in ${seconds?.toFixed(1) ?? "-"} s`;
}

type Labeller = (text: string) => string | Promise<string>;
type Reader = (line: LabelledLine) => string | Promise<string>;
type Sets = { clean: readonly LabelledLine[]; lifelike: readonly LabelledLine[] };

const ownSet = (name: string): LabelledLine[] =>
  readLabelledFile(fileURLToPath(new URL(`../understanding/${name}.jsonl`, import.meta.url)));

/** Share of lines whose label is right, or one of the further right ones. */
async function shareRight(read: Reader, lines: readonly LabelledLine[]): Promise<number> {
  let right = 0;
  for (const line of lines) {
    const label = equivalentLabel(await read(line), line.awaiting);
    const wanted = [line.label, ...line.also].map((one) => equivalentLabel(one, line.awaiting));
    right += wanted.includes(label) ? 1 : 0;
  }
  return right / lines.length;
}

async function accuracyOn({ clean, lifelike }: Sets, read: Reader): Promise<{ clean: number; lifelike: number }> {
  return { clean: await shareRight(read, clean), lifelike: await shareRight(read, lifelike) };
}

/** Median and 99th percentile of one call, in milliseconds, after a warm-up. */
async function speedOf(
  call: (text: string) => unknown,
  texts: readonly string[],
): Promise<{ medianMs: number; p99Ms: number }> {
  for (const text of texts.slice(0, 200)) await call(text);
  const times: number[] = [];
  for (const text of texts) {
    const start = performance.now();
    const answer = call(text);
    // Awaiting what is no promise would be measured as well.
    if (answer instanceof Promise) await answer;
    times.push(performance.now() - start);
  }
  const sorted = times.toSorted((a, b) => a - b);
  return { medianMs: sorted[Math.floor(sorted.length / 2)] ?? 0, p99Ms: sorted[Math.floor(sorted.length * 0.99)] ?? 0 };
}

async function timed<Result>(work: () => Result | Promise<Result>): Promise<{ result: Result; seconds: number }> {
  const start = performance.now();
  const result = await work();
  return { result, seconds: (performance.now() - start) / 1000 };
}

/**
 * Labels of an article collection far larger than ours: words drawn from a fixed sequence, so that lines of a label are
 * alike.
 */
export function manyLabels(labels: number, each: number): LabelledText[] {
  let state = 7;
  const next = (below: number): number => (state = (state * 48271) % 0x7fffffff) % below;
  return Array.from({ length: labels * each }, (_, at) => {
    const label = at % labels;
    const words = Array.from({ length: 6 }, (__, place) =>
      place < 3 ? `word${(label * 7 + next(5)) % 9001}` : `word${next(9001)}`,
    );
    return { text: words.join(" "), label: `label${label}` };
  });
}

/** One row an approach, then the readers, the time of the layers, and growth. */
export async function benchUnderstanding(): Promise<Row[]> {
  const knowledge = loadKnowledge();
  const { phrasings } = learnedLines(knowledge, loadLexicon());
  const training: LabelledText[] = [...phrasings].flatMap(([label, lines]) => lines.map((text) => ({ text, label })));
  const all: Sets = { clean: ownSet("own-dev"), lifelike: ownSet("own-real") };
  const inScope = (lines: readonly LabelledLine[]): LabelledLine[] => lines.filter(({ label }) => label !== "none");
  const labelled: Sets = { clean: inScope(all.clean), lifelike: inScope(all.lifelike) };
  const texts = all.lifelike.map(({ text }) => text);
  const rows: Row[] = [];
  const approaches: Record<string, () => Labeller | Promise<Labeller>> = {
    "n-grams + vectors": () => trainOn(training, openEncoder()),
    "n-grams alone": () => trainOn(training, null),
    "TF-IDF softmax": () => tfIdfLabeller(training),
    MiniSearch: () => miniSearchLabeller(training),
    "nlp.js": () => nlpJsLabeller(training),
  };
  for (const [what, make] of Object.entries(approaches)) {
    const { result: label, seconds } = await timed(make);
    const right = await accuracyOn(labelled, ({ text }) => label(text));
    rows.push({ what, ...right, seconds, ...(await speedOf(label, texts)) });
  }
  const { result: read, seconds } = await timed(() => openPredictor(knowledge));
  rows.push({
    what: "the reader, none included",
    ...(await accuracyOn(all, ({ text, awaiting }) => read(text, expectedAfter[awaiting]).label)),
    seconds,
    ...(await speedOf((text) => read(text, "idle"), texts)),
  });
  const layers = await timeOfLayers(openMessageReader(knowledge), all.lifelike);
  return [
    ...rows,
    await rowOfBoth(all),
    { what: "a lifelike message without the transformer", layers },
    ...(await benchGrowth()),
  ];
}

/** The reader with its transformer, as the service has it; `ready` is how long the thread takes to start. */
async function rowOfBoth(all: Sets): Promise<Row> {
  const transformer = createTransformerClassifier({ file: transformerFile, timeoutMs: 60_000 });
  const { seconds } = await timed(transformer.start);
  const readMessage = openMessageReader({ articles: loadKnowledge().articles, score: transformer.score });
  const labelOf = async ({ text, awaiting, step, article }: LabelledLine): Promise<string> =>
    (await readMessage(text, { asked: awaiting, step: step ?? null, article: article ?? null })).prediction.label;
  const right = await accuracyOn(all, labelOf);
  const texts = all.lifelike.map(({ text }) => text);
  // Texts that were read before would be remembered: these are new to it.
  const speed = await speedOf((text) => readMessage(`${text} `, { asked: "idle", step: null }), texts);
  await transformer.stop();
  return { what: "… with its transformer", ...right, seconds, ...speed };
}

/**
 * Learning and asking with many more labels than ours: the time to learn must grow no faster than the lines. Medians of
 * several rounds, since one round's times differ by as much as a fifth.
 */
async function benchGrowth(): Promise<Row[]> {
  const sizes = [500, 1000, 2000];
  const rounds: Row[][] = [];
  for (let round = 0; round < 3; round += 1) rounds.push(await growthRound(sizes));
  const rows = sizes.map((_, at) => ({
    ...rounds[0]![at]!,
    seconds: median(rounds.map((rowsOf) => rowsOf[at]?.seconds ?? Number.NaN)),
  }));
  return [...rows, { what: "growth, 4 × the lines", times: rows.at(-1)!.seconds / rows[0]!.seconds }];
}

async function growthRound(sizes: readonly number[]): Promise<Row[]> {
  const rows: Row[] = [];
  for (const labels of sizes) {
    const lines = manyLabels(labels, 50);
    const { result: label, seconds } = await timed(() => trainOn(lines, null));
    const asked = lines.slice(0, 1000).map(({ text }) => text);
    rows.push({ what: `${labels} labels of 50 lines`, seconds, ...(await speedOf(label, asked)) });
  }
  return rows;
}

if (import.meta.main) {
  const rows = await benchUnderstanding();
  for (const row of rows) process.stdout.write(`${lineOf(row)}\n`);
  process.stdout.write(`${JSON.stringify(rows)}\n`);
}
