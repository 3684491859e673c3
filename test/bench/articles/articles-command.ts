import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";

import { tableOf } from "../../../src/cli/text-table.ts";
import { benchFolder } from "../start-service.ts";
import { copyOfProject } from "../../support/project-copy.ts";
import { keepLines, libraryOf } from "./library.ts";
import { type Line, linesAbout, openLibrary, type Share, startLibrary, trainLibrary } from "./measure-library.ts";

/**
 * `assistant growth`: what more articles cost and how well they are told apart (`--articles 1,11`), and how many
 * phrasings an article needs (`--phrasings 12,5`), measured on lines that were never learned. Both tables say how well
 * the first article is understood beside them. `--untrained` leaves the training out: only steps of their own need it.
 */
const { values } = parseArgs({
  options: {
    articles: { type: "string", default: "1,11" },
    phrasings: { type: "string", default: "" },
    untrained: { type: "boolean" },
    wrong: { type: "boolean" },
  },
});
const numbers = (list: string): number[] => list.split(",").map(Number).filter(Boolean);
const folder = benchFolder();
const share = ({ right, of }: Share): string => (of === 0 ? "–" : `${(right / of).toFixed(3)} (${of})`);
const tellWrong = (wrong: readonly string[]): void => {
  if (values.wrong) for (const line of wrong) process.stderr.write(`${line}\n`);
};

async function growth(count: number): Promise<string[]> {
  const { path, made } = libraryOf(folder.path, count);
  const trained = values.untrained ? null : await trainLibrary(path);
  const started = await startLibrary(path);
  const library = await openLibrary(path);
  const { reports, questions, steps } = linesAbout(made);
  const lines = reports.length > 0 ? [...reports, ...questions] : firstArticleLines();
  const { fast, together } = await library.readingMs(lines);
  const shares = [];
  for (const group of [reports, questions, steps, firstArticleLines()]) {
    const { wrong, ...found } = await library.share(group);
    tellWrong(wrong);
    shares.push(share(found));
  }
  const { characters, buttons } = library.welcome;
  await library.close();
  return [
    String(count),
    ...shares,
    trained ? trainingOf(trained) : "–",
    `${(started.startMs / 1000).toFixed(2)} s, ${started.rssMb.toFixed(0)} MB`,
    `${fast.toFixed(2)} / ${together.toFixed(2)} ms`,
    `${characters} / ${buttons}`,
  ];
}

const trainingOf = ({ cpuSeconds, seconds, mostMb }: Awaited<ReturnType<typeof trainLibrary>>): string =>
  `${cpuSeconds.toFixed(0)} CPU s, ${seconds.toFixed(0)} s, ${(mostMb / 1024).toFixed(2)} GB`;

const linesOf = (name: string): Line[] =>
  readFileSync(new URL(`../../understanding/${name}.jsonl`, import.meta.url), "utf8")
    .split("\n")
    .filter(Boolean)
    .map((line) => ({ about: null, ...(JSON.parse(line) as Omit<Line, "about">) }));

/** Lines about the best known article, and about the two beside it; nobody who wrote their phrasings wrote the second set. */
const firstArticleLines = (): Line[] => linesOf("own-dev");
const measuringSets = ["own-articles", "own-articles-2"];

async function phrasings(count: number): Promise<string[]> {
  const path = copyOfProject(folder.path, `phrasings-${count}`);
  keepLines(path, ["spotify-16", "apple-music-3"], count);
  await trainLibrary(path);
  const library = await openLibrary(path);
  const isOwn = ({ label }: Line): boolean =>
    /^(?:problem:(?:spotify-16|apple)|step:(?:allow|check-h|toggle|reset))/u.test(label);
  const sets = measuringSets.map(linesOf);
  const shares = [];
  for (const lines of [...sets, ...sets.map((set) => set.filter(isOwn)), firstArticleLines()]) {
    const { wrong, ...found } = await library.share(lines);
    if (sets.includes(lines)) tellWrong(wrong);
    shares.push(share(found));
  }
  await library.close();
  return [String(count), ...shares];
}

const rowsOf = async (list: string, rowOf: (count: number) => Promise<string[]>): Promise<string[][]> => {
  const rows = [];
  for (const count of numbers(list)) rows.push(await rowOf(count));
  return rows;
};

try {
  const head = [
    "articles",
    "reports",
    "questions",
    "own steps",
    "first article",
    "training",
    "start",
    "reading",
    "welcome",
  ];
  if (values.articles) process.stdout.write(tableOf(head, await rowsOf(values.articles, growth)));
  const columns = [...measuringSets, ...measuringSets.map((name) => `${name}, own labels`), "first article"];
  if (values.phrasings)
    process.stdout.write(`\n${tableOf(["phrasings a label", ...columns], await rowsOf(values.phrasings, phrasings))}`);
} finally {
  folder.remove();
}
process.exit(0);
