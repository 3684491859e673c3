import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import type { Article, SharedStep } from "./article.ts";
import { articleSchema, sharedStepSchema } from "./article.ts";
import { completeLanguages } from "./languages.ts";
import { expandArticle, expandStep, type SharedSteps, writtenPath } from "./expand.ts";
import type { Fault } from "./faults.ts";
import { KnowledgeFaults } from "./faults.ts";
import { schemaFaults } from "./schema-faults.ts";
import type { YamlFile } from "./yaml-file.ts";
import { parseYamlFile } from "./yaml-file.ts";

/** All that the assistant knows, read once at start. */
export type Knowledge = {
  readonly articles: readonly Article[];
  /** What people say, by the label it means: "nav:back" → "one step back", … */
  readonly phrasings: ReadonlyMap<string, readonly string[]>;
  /** What people say that means none of the labels. */
  readonly background: readonly string[];
  /** The articles whose own file holds a line, by label and line. */
  readonly ownedBy: ReadonlyMap<string, ReadonlyMap<string, string>>;
};

/** A file whose shape is right, with what it says. */
export type ParsedFile<Content> = { readonly source: YamlFile; readonly content: Content };
export type Phrasings = Readonly<Record<string, readonly string[]>>;

/** What a reading of the directory brought: the files in good shape, and the faults of all others. */
export type KnowledgeFiles = {
  readonly articles: readonly ParsedFile<Article>[];
  /** Steps that articles share. */
  readonly steps: readonly ParsedFile<SharedStep>[];
  readonly phrasings: readonly ParsedFile<Phrasings>[];
  readonly background: readonly ParsedFile<Phrasings>[];
  readonly faults: readonly Fault[];
};

/** The directory this file stands in: articles and phrasings lie beside it. */
export const knowledgeDirectory = fileURLToPath(new URL(".", import.meta.url));

const lines = z.array(z.string().trim().min(1, "must not be empty"));
const phrasingsSchema = z.record(z.string(), lines.min(1));
const backgroundSchema = z.strictObject({ near: lines, far: lines });

/** Reads every article and phrasing. Throws `KnowledgeFaults` with all faults at once, and nothing else. */
export function loadKnowledge(directory: string = knowledgeDirectory): Knowledge {
  const reading = readKnowledge(directory);
  if (reading.faults.length > 0) throw new KnowledgeFaults(reading.faults);
  const messages = readMessages(directory);
  const known = new Set(["none", ...reading.phrasings.flatMap(({ content }) => Object.keys(content))]);
  const misspelt = messages.filter(({ label }) => !known.has(label));
  if (misspelt.length > 0) throw new KnowledgeFaults(misspelt.map(unknownLabel));
  const labelled = Object.entries(Object.groupBy(messages, ({ label }) => label)).map(
    ([label, same = []]) => [label, same.map(({ text }) => text)] as const,
  );
  return {
    articles: referenceFirst(
      reading.articles.map(({ content }) => content),
      directory,
    ),
    phrasings: mergePhrasings([
      ...reading.phrasings.map(({ content }) => content),
      Object.fromEntries(labelled.filter(([label]) => label !== "none")),
    ]),
    ownedBy: ownersOf(reading),
    background: unique([
      ...reading.background.flatMap(({ content }) => Object.values(content).flat()),
      ...labelled.flatMap(([label, texts]) => (label === "none" ? texts : [])),
    ]),
  };
}

const unknownLabel = ({ text, label }: { text: string; label: string }): Fault => ({
  file: "messages",
  path: text.slice(0, 40),
  fault: `has the label '${label}', which no file of phrasings has`,
  fix: "name one that a file of phrasings has, or 'none'",
});

function ownersOf({ articles, phrasings }: KnowledgeFiles): Knowledge["ownedBy"] {
  const ids = new Map(articles.map(({ content: { id } }) => [`phrasings/${id}.yaml`, id]));
  const owned = phrasings.flatMap(({ source, content }) => {
    const id = ids.get(source.file);
    return id === undefined ? [] : Object.entries(content).map(([label, said]) => ({ label, said, id }));
  });
  const byLabel = Map.groupBy(owned, ({ label }) => label);
  return new Map(
    [...byLabel].map(([label, files]) => {
      // Of two articles with the same line the first counts.
      const owners = files.toReversed().flatMap(({ said, id }) => said.map((text) => [text, id] as const));
      return [label, new Map(owners)];
    }),
  );
}

/** A whole message as people write it, with its label; its facts are for the training of the transformer alone. */
const messageSchema = z.object({ text: z.string().trim().min(1), label: z.string(), awaiting: z.string() });

/** "yes" and "no" after a step are its result. */
const asResult: Readonly<Record<string, string>> = { yes: "nav:fixed", no: "nav:not-fixed" };

/** The messages of `messages/*.jsonl`, one file an author; none where there is no such folder. */
function readMessages(directory: string): { text: string; label: string }[] {
  const folder = join(directory, "messages");
  const names = attempt(() => readdirSync(folder).toSorted()) ?? [];
  return names
    .filter((name) => name.endsWith(".jsonl"))
    .flatMap((name) => readFileSync(join(folder, name), "utf8").split("\n"))
    .filter((line) => line.trim() !== "")
    .map((line) => {
      const { text, label, awaiting } = messageSchema.parse(JSON.parse(line));
      return { text, label: awaiting === "step-result" ? (asResult[label] ?? label) : label };
    });
}

/**
 * Reads the articles alone, for the service: the phrasings are for training, and reading them takes longer than all the
 * rest of a start.
 */
export function loadArticles(directory: string = knowledgeDirectory): readonly Article[] {
  const faults: Fault[] = [];
  const articles = readArticles(directory, faults);
  if (faults.length > 0) throw new KnowledgeFaults(faults);
  return referenceFirst(
    articles.map(({ content }) => completeLanguages(content)),
    directory,
  );
}

const referenceSchema = z.strictObject({ version: z.literal(1), article: z.string() });

/** The id of the article that the models have learned most of; null where the directory names none. */
export function referenceId(directory: string): string | null {
  const file = join(directory, "reference.yaml");
  if (!existsSync(file)) return null;
  const { value, faults } = parseYamlFile("reference.yaml", readFileSync(file, "utf8"), false);
  if (faults.length > 0) throw new KnowledgeFaults(faults);
  return referenceSchema.parse(value).article;
}

/** The best known article first, then those of its brand, then all others by name: lists and buttons begin with it. */
function referenceFirst(articles: readonly Article[], directory: string): readonly Article[] {
  const id = referenceId(directory);
  const brand = articles.find((article) => article.id === id)?.identity.brand;
  const rank = (article: Article): number =>
    article.id === id ? 0 : article.identity.brand === brand && brand !== undefined ? 1 : 2;
  return articles.toSorted((a, b) => rank(a) - rank(b));
}

/** The articles, short forms written out with the steps that they share. */
function readArticles(
  directory: string,
  faults: Fault[],
  steps: readonly ParsedFile<SharedStep>[] = readSharedSteps(directory, faults),
): ParsedFile<Article>[] {
  const shared: SharedSteps = new Map(
    steps.map(({ source }) => [source.file.slice("steps/".length, -".yaml".length), source.value]),
  );
  const expand = (value: unknown): unknown => expandArticle(value, shared);
  return readFolder(directory, "articles", faults).flatMap((text) =>
    readShape(text, articleSchema, { onlyText: false, expand }, faults),
  );
}

/** The steps of `steps/`; none where there is no such folder. */
function readSharedSteps(directory: string, faults: Fault[]): ParsedFile<SharedStep>[] {
  if (!existsSync(join(directory, "steps"))) return [];
  const expand = (value: unknown): unknown => expandStep(value, {}, new Map());
  return readFolder(directory, "steps", faults).flatMap((text) =>
    readShape(text, sharedStepSchema, { onlyText: false, expand }, faults),
  );
}

/** Reads what can be read; the faults of the rest are a list, so that an author hears of all of them in one go. */
export function readKnowledge(directory: string): KnowledgeFiles {
  const faults: Fault[] = [];
  const steps = readSharedSteps(directory, faults);
  const articles = readArticles(directory, faults, steps);
  const texts = readFolder(directory, "phrasings", faults);
  const isBackground = ({ file }: Text): boolean => file === "phrasings/background.yaml";
  const phrasings = texts
    .filter((text) => !isBackground(text))
    .flatMap((text) => readShape(text, phrasingsSchema, { onlyText: true }, faults));
  const background = texts
    .filter(isBackground)
    .flatMap((text) => readShape(text, backgroundSchema, { onlyText: true }, faults));
  const used = new Set(articles.flatMap(({ content }) => content.steps.map(({ id }) => id)));
  const ofSteps = phrasingsOfSteps(steps.filter(({ content }) => used.has(content.id)));
  return { articles, steps, phrasings: [...phrasings, ...ofSteps], background, faults };
}

/** The lines that lie with shared steps, for whichever article uses them. */
export function phrasingsOfSteps(steps: readonly ParsedFile<SharedStep>[]): ParsedFile<Phrasings>[] {
  return steps.flatMap(({ source, content: { id, phrasings } }) =>
    phrasings === undefined ? [] : [{ source, content: { [`step:${id}`]: phrasings } }],
  );
}

/** The lines of each label from all files: a question such as "how long" is asked of more than one article. */
export function mergePhrasings(files: readonly Phrasings[]): Map<string, readonly string[]> {
  const all = new Map<string, readonly string[]>();
  for (const [label, said] of files.flatMap((file) => Object.entries(file)))
    all.set(label, unique([...(all.get(label) ?? []), ...said]));
  return all;
}

type Text = { readonly file: string; readonly text: string };

function readFolder(directory: string, folder: string, faults: Fault[]): Text[] {
  const names = attempt(() => readdirSync(join(directory, folder)).toSorted());
  if (names === undefined) {
    faults.push({
      file: folder,
      path: "",
      fault: "this folder is missing or cannot be read",
      fix: "make it; knowledge/README.md says what belongs in it",
    });
    return [];
  }
  return names.flatMap((name) => readText(directory, `${folder}/${name}`, faults));
}

function readText(directory: string, file: string, faults: Fault[]): Text[] {
  if (file.endsWith(".yml"))
    faults.push({
      file,
      path: "",
      fault: "is not read, as its name ends in .yml",
      fix: "rename it so that it ends in .yaml",
    });
  if (!file.endsWith(".yaml")) return [];
  const text = attempt(() => new TextDecoder("utf-8", { fatal: true }).decode(readFileSync(join(directory, file))));
  if (text !== undefined) return [{ file, text }];
  faults.push({ file, path: "", fault: "cannot be read as text", fix: "save it as UTF-8" });
  return [];
}

function readShape<Content>(
  { file, text }: Text,
  schema: z.ZodType<Content>,
  { onlyText, expand = (value) => value }: { onlyText: boolean; expand?: (value: unknown) => unknown },
  faults: Fault[],
): ParsedFile<Content>[] {
  const parsed = parseYamlFile(file, text, onlyText);
  faults.push(...parsed.faults);
  if (parsed.faults.length > 0) return [];
  const faultAt: YamlFile["faultAt"] = (path, ...words) => parsed.faultAt(writtenPath(parsed.value, path), ...words);
  const source = { ...parsed, faultAt };
  const value = expand(source.value);
  const shaped = schema.safeParse(value);
  if (shaped.success) return [{ source, content: shaped.data }];
  faults.push(...schemaFaults({ ...source, value }, shaped.error.issues));
  return [];
}

function unique(said: readonly string[]): string[] {
  return [...new Set(said)];
}

function attempt<Result>(action: () => Result): Result | undefined {
  try {
    return action();
  } catch {
    return undefined;
  }
}
