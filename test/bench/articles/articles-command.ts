import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";

import { tableOf } from "../../../src/cli/text-table.ts";
import { benchFolder } from "../start-service.ts";
import { copyOfProject } from "../../support/project-copy.ts";
import { keepLines, libraryOf } from "./library.ts";
import { type Line, linesAbout, openLibrary, type Share, startLibrary, trainLibrary } from "./measure-library.ts";

/**
 * `assistant growth`: what more articles cost and how well they are told apart (`--articles 1,11`), and how many
 * phrasings an article needs (`--phrasings 12,5`), measured on lines that were never learned. Prints tables. `--untrained`
 * leaves the training out: only steps of their own need it.
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
  const lines = reports.length > 0 ? [...reports, ...questions] : measuringLines();
  const { fast, together } = await library.readingMs(lines);
  const shares = [];
  for (const group of [reports, questions, steps]) {
    const { wrong, ...found } = await library.share(group);
    tellWrong(wrong);
    shares.push(share(found));
  }
  const { characters, buttons } = library.welcome;
  await library.close();
  return [
    String(count),
    ...shares,
    trained ? `${trained.cpuSeconds.toFixed(0)} CPU s, ${(trained.mostMb / 1024).toFixed(2)} GB` : "–",
    `${(started.startMs / 1000).toFixed(2)} s, ${started.rssMb.toFixed(0)} MB`,
    `${fast.toFixed(2)} / ${together.toFixed(2)} ms`,
    `${characters} / ${buttons}`,
  ];
}

/** Lines about the two articles beside the best known one, by nobody who wrote their phrasings. */
function measuringLines(): Line[] {
  const file = new URL("../../understanding/own-articles.jsonl", import.meta.url);
  return readFileSync(file, "utf8")
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Line);
}

async function phrasings(count: number): Promise<string[]> {
  const path = copyOfProject(folder.path, `phrasings-${count}`);
  keepLines(path, ["spotify-16", "apple-music-3"], count);
  await trainLibrary(path);
  const library = await openLibrary(path);
  const lines = measuringLines();
  const own = lines.filter(({ label }) =>
    /^(?:problem:(?:spotify-16|apple)|step:(?:allow|check-h|toggle|reset))/u.test(label),
  );
  const shares = [];
  for (const group of [lines, own]) {
    const { wrong, ...found } = await library.share(group);
    if (group === lines) tellWrong(wrong);
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
  const head = ["articles", "reports", "questions", "own steps", "training", "start", "reading", "welcome"];
  process.stdout.write(tableOf(head, await rowsOf(values.articles, growth)));
  if (values.phrasings)
    process.stdout.write(
      `\n${tableOf(["phrasings a label", "all lines", "own labels"], await rowsOf(values.phrasings, phrasings))}`,
    );
} finally {
  folder.remove();
}
process.exit(0);
