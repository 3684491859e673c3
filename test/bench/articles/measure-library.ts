import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import type * as ModelsModule from "../../../src/understanding/load-models.ts";
import type * as LoadModule from "../../../knowledge/load.ts";
import type * as TransformerModule from "../../../src/understanding/transformer/transformer-classifier.ts";
import { guidesOf } from "../../../dialogs/guides.ts";
import { equivalentLabel } from "../../../src/understanding/evaluation/labelled.ts";
import { silence, turn } from "../../dialogs/talk.ts";
import type { MadeUp } from "./library.ts";

/** What a library costs and how well it is read, by the commands and modules of its own copy. */

const flags = ["--max-semi-space-size=16", "--disable-warning=ExperimentalWarning"];

const megabytes = (pid: number, field: "VmHWM" | "VmRSS"): number =>
  Number(new RegExp(`${field}:\\s+(\\d+)`).exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) / 1024;

/** Seconds of all threads; the clock ticks a hundred times a second. */
const cpuOf = (pid: number): number => {
  const [, rest = ""] = /\) (.*)/.exec(readFileSync(`/proc/${pid}/stat`, "utf8")) ?? [];
  const fields = rest.split(" ");
  return (Number(fields[11]) + Number(fields[12])) / 100;
};

/** Runs `assistant train` in the library. */
export async function trainLibrary(path: string): Promise<{ cpuSeconds: number; seconds: number; mostMb: number }> {
  const began = performance.now();
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", "bin/assistant.mjs", "train"], {
    cwd: path,
    stdio: ["ignore", "ignore", "inherit"],
  });
  let [mostMb, cpuSeconds] = [0, 0];
  const watch = setInterval(() => {
    if (child.exitCode !== null || !child.pid) return;
    mostMb = Math.max(mostMb, megabytes(child.pid, "VmHWM"));
    cpuSeconds = cpuOf(child.pid);
  }, 250);
  const [code] = (await once(child, "exit")) as [number | null];
  clearInterval(watch);
  if (code !== 0) throw new Error(`assistant train ended with ${code} in ${path}`);
  return { cpuSeconds, seconds: (performance.now() - began) / 1_000, mostMb };
}

/** Starts the service of the library; the first start compiles, and of the others the quickest counts. */
export async function startLibrary(path: string): Promise<{ startMs: number; rssMb: number }> {
  await startOnce(path);
  const starts = [];
  for (let at = 0; at < 4; at += 1) starts.push(await startOnce(path));
  return { startMs: Math.min(...starts.map((one) => one.startMs)), rssMb: Math.max(...starts.map((one) => one.rssMb)) };
}

async function startOnce(path: string): Promise<{ startMs: number; rssMb: number }> {
  const began = performance.now();
  const env = { PATH: process.env["PATH"], PORT: "0", STATUS_FEED: "off", DATABASE_URL: "sqlite::memory:" };
  const child = spawn(process.execPath, [...flags, "src/main.ts"], {
    cwd: path,
    env,
    stdio: ["ignore", "pipe", "inherit"],
  });
  try {
    let printed = "";
    for await (const chunk of child.stdout) if ((printed += String(chunk)).includes("Chat page")) break;
    return { startMs: performance.now() - began, rssMb: megabytes(child.pid ?? 0, "VmRSS") };
  } finally {
    child.kill("SIGKILL");
  }
}

/** A line, where it is said, and what it must be read as. `about`: the article meant; null where none is named. */
export type Line = { text: string; label: string; about: string | null; article?: string; awaiting?: string };
export type Share = { right: number; of: number };

const asks = [
  "what does {b} {c} mean",
  "how long does {b} error {c} last",
  "is {b} {c} my fault",
  "how bad is {b} {c}",
];
const askLabels = ["faq:what-it-means", "faq:how-long", "faq:whose-fault", "faq:severity"];
const reports = [
  "{b} {c}",
  "hi, my {b} app shows error {c} since today",
  "error {c} in {b} again",
  "{b} keeps saying code {c}",
];

const filled = (template: string, { brand, code }: MadeUp): string =>
  template.replace("{b}", brand.toLowerCase()).replace("{c}", code);

/** Lines about the made-up articles, in other words than those that are learned. */
export function linesAbout(made: readonly MadeUp[]): { reports: Line[]; questions: Line[]; steps: Line[] } {
  return {
    reports: made.flatMap((one) =>
      reports.map((template) => ({ text: filled(template, one), label: `problem:${one.id}`, about: one.id })),
    ),
    questions: made.flatMap((one) =>
      asks.map((template, at) => ({ text: filled(template, one), label: askLabels[at] ?? "", about: one.id })),
    ),
    steps: made.flatMap(({ id: article, steps }) =>
      steps.map(({ id, title }) => ({
        text: `could you explain how one would ${title.toLowerCase().replace(" the ", " that ")}`,
        label: `step:${id}`,
        about: article,
        article,
        awaiting: "step-result",
      })),
    ),
  };
}

export type LibraryReader = {
  /** How many lines are read as their label, about the article meant. */
  share(lines: readonly Line[]): Promise<Share & { wrong: readonly string[] }>;
  /** Mean milliseconds to read a line without the transformer, and with it. */
  readingMs(lines: readonly Line[]): Promise<{ fast: number; together: number }>;
  welcome: { characters: number; buttons: number };
  close(): Promise<void>;
};

const onlyOf = (ids: readonly string[] = []): string | undefined => (ids.length === 1 ? ids[0] : undefined);

/** Reads with the modules and models of the library. */
export async function openLibrary(path: string): Promise<LibraryReader> {
  const load = async <Loaded>(file: string): Promise<Loaded> =>
    (await import(pathToFileURL(join(path, file)).href)) as Loaded;
  const { loadArticles } = await load<typeof LoadModule>("knowledge/load.ts");
  const models = await load<typeof ModelsModule>("src/understanding/load-models.ts");
  const { createTransformerClassifier } = await load<typeof TransformerModule>(
    "src/understanding/transformer/transformer-classifier.ts",
  );
  const articles = loadArticles();
  const transformer = createTransformerClassifier({ file: models.transformerFile, timeoutMs: 60_000 });
  await transformer.start();
  const fast = models.openMessageReader({ articles });
  const together = models.openMessageReader({ articles, score: transformer.score });
  type Asked = Parameters<typeof together>[1]["asked"];
  const contextOf = ({ article, awaiting = "idle" }: Line) => ({
    asked: awaiting as Asked,
    step: article ? "restart-app" : null,
    article: article ?? null,
  });
  const timed = async (read: typeof fast, lines: readonly Line[]): Promise<number> => {
    for (const line of lines.slice(0, 20)) await read(line.text, contextOf(line));
    const began = performance.now();
    for (const line of lines) await read(line.text, contextOf(line));
    return (performance.now() - began) / Math.max(1, lines.length);
  };
  const { reply } = turn(guidesOf(articles), silence, [{ type: "conversation.opened" }]);
  return {
    async share(lines) {
      const wrong: string[] = [];
      for (const line of lines) {
        const { prediction, facts, about } = await together(line.text, contextOf(line));
        const named = about?.named ?? facts.articles;
        const reported = /^problem:(?!other|unspecified)(.*)/u.exec(prediction.label)?.[1];
        const meant = reported ?? named[0] ?? onlyOf(about?.byBrand) ?? line.article ?? null;
        const labelled = ({ label }: { label: string }): string => equivalentLabel(label, contextOf(line).asked);
        const isRight = labelled(prediction) === labelled(line) && (line.about === null || meant === line.about);
        if (!isRight) wrong.push(`${line.label} (${line.about}), read as ${prediction.label} (${meant}): ${line.text}`);
      }
      return { right: lines.length - wrong.length, of: lines.length, wrong };
    },
    readingMs: async (lines) => ({ fast: await timed(fast, lines), together: await timed(together, lines) }),
    welcome: { characters: reply?.text.length ?? 0, buttons: reply?.choices.length ?? 0 },
    close: () => transformer.stop(),
  };
}
