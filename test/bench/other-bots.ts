import type { LabelledText } from "../../src/understanding/evaluation/train-and-test.ts";

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
