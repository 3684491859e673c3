import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { loadKnowledge } from "../../knowledge/load.ts";
import { accuracyOf, trainOn, type LabelledText } from "../../src/understanding/evaluation/train-and-test.ts";
import { openEncoder, openMessageReader, openPredictor, transformerFile } from "../../src/understanding/load-models.ts";
import { createTransformerClassifier } from "../../src/understanding/transformer/transformer-classifier.ts";
import { median } from "./measure.ts";
import { miniSearchLabeller, nlpJsLabeller } from "./other-bots.ts";

/**
 * Our classifier beside nlp.js and MiniSearch, on the same phrasings and the same unseen lines in the same run, and how
 * fast it answers and learns. `n-grams + vectors` is the bare classifier; then comes the whole reader with its rules,
 * and with its transformer.
 */

export type Row = {
  what: string;
  accuracy?: number;
  medianMs?: number;
  p99Ms?: number;
  seconds?: number;
  times?: number;
};

/**
 * The row as people read it; `times` is how much longer learning took, where at most the growth of the lines is asked.
 */
export function lineOf({ what, accuracy, medianMs, p99Ms, seconds, times }: Row): string {
  if (times !== undefined) return `${what.padEnd(28)} takes ${times.toFixed(2)} × the time to learn`;
  const query = `median ${medianMs?.toFixed(3) ?? "-"} ms  p99 ${p99Ms?.toFixed(3) ?? "-"} ms`;
  return `${what.padEnd(28)} accuracy ${accuracy?.toFixed(3) ?? "-"}  ${query}  ready in ${seconds?.toFixed(1) ?? "-"} s`;
}

type Labeller = (text: string) => string | Promise<string>;
type Line = LabelledText & { awaiting: "idle" };

const ownDev = fileURLToPath(new URL("../understanding/own-dev.jsonl", import.meta.url));

function unseenLines(): Line[] {
  const lines = readFileSync(ownDev, "utf8").trim().split("\n");
  return lines.map((line) => JSON.parse(line) as Line);
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

/**
 * One row an approach, on our labels; lines that are out of scope and answers of one word by place are left to the
 * reader.
 */
export async function benchUnderstanding(): Promise<Row[]> {
  const { articles, phrasings } = loadKnowledge();
  const training: LabelledText[] = [...phrasings].flatMap(([label, lines]) => lines.map((text) => ({ text, label })));
  const unseen = unseenLines();
  const ours = unseen.filter(({ label }) => label !== "none");
  const texts = unseen.map(({ text }) => text);
  const rows: Row[] = [];
  const approaches: Record<string, () => Labeller | Promise<Labeller>> = {
    "n-grams + vectors": () => trainOn(training, openEncoder()),
    "n-grams alone": () => trainOn(training, null),
    MiniSearch: () => miniSearchLabeller(training),
    "nlp.js": () => nlpJsLabeller(training),
  };
  for (const [what, make] of Object.entries(approaches)) {
    const { result: label, seconds } = await timed(make);
    rows.push({ what, accuracy: await accuracyAsync(label, ours), seconds, ...(await speedOf(label, texts)) });
  }
  const { result: read, seconds } = await timed(() => openPredictor({ articles }));
  const right = unseen.filter(({ text, label, awaiting }) => read(text, awaiting).label === label).length;
  rows.push({
    what: "the reader, none included",
    accuracy: right / unseen.length,
    seconds,
    ...(await speedOf((text) => read(text, "idle"), texts)),
  });
  return [...rows, await rowOfBoth(unseen), ...(await benchGrowth())];
}

/** The reader with its transformer, as the service has it; `ready` is how long the thread takes to start. */
async function rowOfBoth(unseen: readonly Line[]): Promise<Row> {
  const transformer = createTransformerClassifier({ file: transformerFile, timeoutMs: 60_000 });
  const { seconds } = await timed(transformer.start);
  const readMessage = openMessageReader({ articles: loadKnowledge().articles, score: transformer.score });
  const consider = async (text: string, asked: Line["awaiting"]) =>
    (await readMessage(text, { asked, step: null })).prediction;
  let right = 0;
  for (const { text, label, awaiting } of unseen) right += (await consider(text, awaiting)).label === label ? 1 : 0;
  const texts = unseen.map(({ text }) => text);
  const row = {
    what: "… with its transformer",
    accuracy: right / unseen.length,
    seconds,
    ...(await speedOf((text) => consider(text, "idle"), texts)),
  };
  await transformer.stop();
  return row;
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

async function accuracyAsync(label: Labeller, lines: readonly LabelledText[]): Promise<number> {
  const read = new Map<string, string>();
  for (const { text } of lines) read.set(text, await label(text));
  return accuracyOf((text) => read.get(text) ?? "", lines);
}

if (import.meta.main) {
  const rows = await benchUnderstanding();
  for (const row of rows) process.stdout.write(`${lineOf(row)}\n`);
  process.stdout.write(`${JSON.stringify(rows)}\n`);
}
