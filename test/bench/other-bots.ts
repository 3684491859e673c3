import type { Sparse } from "../../src/understanding/classifier/softmax.ts";
import type { LabelledText } from "../../src/understanding/evaluation/train-and-test.ts";
import { fitSoftmax } from "../../src/understanding/training/fit-softmax.ts";

/** The others that are measured beside ours; packages of the benchmark alone, so their shapes are stated here. */

type Search = {
  addAll(documents: readonly { id: number; text: string }[]): void;
  search(text: string, options: object): { id: number; score: number }[];
};
type Nlp = {
  addLanguage(language: string): void;
  addDocument(language: string, text: string, label: string): void;
  train(): Promise<void>;
  process(language: string, text: string): Promise<{ intent: string }>;
};

const load = (name: string): Promise<unknown> => import(name);
/** How many of the nearest lines vote. */
const voters = 5;

/** MiniSearch over the lines, the five best voting with their scores. */
export async function miniSearchLabeller(lines: readonly LabelledText[]): Promise<(text: string) => string> {
  const { default: MiniSearch } = (await load("minisearch")) as { default: new (options: object) => Search };
  const search = new MiniSearch({ fields: ["text"] });
  search.addAll(lines.map(({ text }, id) => ({ id, text })));
  return (text) => {
    const votes = new Map<string, number>();
    for (const { id, score } of search.search(text, { fuzzy: 0.2, prefix: true }).slice(0, voters)) {
      const label = lines[id]?.label ?? "";
      votes.set(label, (votes.get(label) ?? 0) + score);
    }
    return [...votes].toSorted(([, a], [, b]) => b - a)[0]?.[0] ?? "";
  };
}

/** nlp.js with its neural classifier. */
export async function nlpJsLabeller(lines: readonly LabelledText[]): Promise<(text: string) => Promise<string>> {
  const { dockStart } = (await load("@nlpjs/basic")) as {
    dockStart: (options: object) => Promise<{ get(name: string): Nlp }>;
  };
  const dock = await dockStart({
    use: ["Basic", "LangEn"],
    settings: { nlp: { autoSave: false, nlu: { log: false } } },
  });
  const nlp = dock.get("nlp");
  nlp.addLanguage("en");
  for (const { text, label } of lines) nlp.addDocument("en", text, label);
  await nlp.train();
  return async (text) => (await nlp.process("en", text)).intent;
}

const wordsOf = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];

/** TF-IDF vectors of length one over single words, as they are written. */
function wordVectors(texts: readonly string[]): { size: number; vector: (text: string) => Sparse } {
  const documents = new Map<string, number>();
  for (const text of texts)
    for (const word of new Set(wordsOf(text))) documents.set(word, (documents.get(word) ?? 0) + 1);
  const places = new Map([...documents.keys()].map((word, place) => [word, place]));
  const idf = [...documents.values()].map((count) => Math.log((1 + texts.length) / (1 + count)) + 1);
  const vector = (text: string): Sparse => {
    const counts = new Map<number, number>();
    for (const word of wordsOf(text)) {
      const place = places.get(word);
      if (place !== undefined) counts.set(place, (counts.get(place) ?? 0) + 1);
    }
    const weights = [...counts].map(([place, count]) => count * idf[place]!);
    const length = Math.hypot(...weights) || 1;
    return { features: Uint32Array.from(counts.keys()), values: Float32Array.from(weights, (one) => one / length) };
  };
  return { size: places.size, vector };
}

/** A softmax over TF-IDF of single words: what one has after an afternoon without any library. */
export function tfIdfLabeller(lines: readonly LabelledText[]): (text: string) => string {
  const labels = [...new Set(lines.map(({ label }) => label))];
  const { size, vector } = wordVectors(lines.map(({ text }) => text));
  const examples = lines.map(({ text, label }) => ({ input: vector(text), label: labels.indexOf(label), weight: 1 }));
  const settings = { l2: 1e-5, smoothing: 0, maxIterations: 60 };
  const { weights, bias } = fitSoftmax(examples, { ...settings, features: size, labels: labels.length });
  return (text) => {
    const scores = Array.from(bias);
    const { features, values } = vector(text);
    for (const [at, feature] of features.entries())
      for (let label = 0; label < labels.length; label += 1)
        scores[label]! += weights[feature * labels.length + label]! * values[at]!;
    return labels[scores.indexOf(Math.max(...scores))] ?? "";
  };
}
