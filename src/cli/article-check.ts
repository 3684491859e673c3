import { existsSync } from "node:fs";
import { join } from "node:path";

import type { Article } from "../../knowledge/article.ts";
import { checkKnowledge } from "../../knowledge/check.ts";
import { describeFault } from "../../knowledge/faults.ts";
import { articleLabels } from "../../knowledge/labels.ts";
import { knowledgeDirectory, loadKnowledge } from "../../knowledge/load.ts";
import type { ReadMessage } from "../understanding/facts/message-reader.ts";
import { runArticleTests } from "./article-tests.ts";
import { withClassifier } from "./with-classifier.ts";
import { CommandError } from "./command-error.ts";
import { showProgress } from "./progress-bar.ts";
import { tableOf } from "./text-table.ts";

/** One thing that was checked of an article. `details` has a line for each thing to look at. */
export type ArticleFinding = {
  check: "article file" | "phrasings file" | "other files" | "understood" | "tests" | "other articles";
  state: "ok" | "failed" | "not checked";
  result: string;
  details: readonly string[];
};

/** Fewer of its own phrasings understood than this, and the model was not trained with them. */
const minUnderstoodShare = 0.9;
/** More of the other phrasings taken by this article than this, and people who mean those end up here. */
const maxTakenShare = 0.01;
const maxDetails = 10;

/** Prints what was found of the article; the process ends with 1 where anything failed. */
export async function checkArticle(id: string, { json }: { json?: boolean }): Promise<void> {
  if (!existsSync(join(knowledgeDirectory, "articles", `${id}.yaml`)))
    throw new CommandError(1, `There is no article ${id}: knowledge/articles/${id}.yaml is missing.`);
  const findings = await findingsOf(id);
  const isOk = findings.every(({ state }) => state !== "failed");
  process.stdout.write(json ? `${JSON.stringify({ article: id, ok: isOk, checks: findings })}\n` : linesFor(findings));
  process.exitCode = Number(!isOk);
}

async function findingsOf(id: string): Promise<readonly ArticleFinding[]> {
  const files = fileFindings(id);
  if (checkKnowledge(knowledgeDirectory).faults.length > 0) {
    const result = "first mend the files";
    const later = (["understood", "tests", "other articles"] as const).map((check) => notChecked(check, result));
    return [...files, ...later];
  }
  const { articles, phrasings } = loadKnowledge();
  const article = articles.find((one) => one.id === id);
  if (!article) throw new CommandError(1, `articles/${id}.yaml holds another article.`);
  const progress = showProgress("Reading phrasings", 1);
  const read = await withClassifier((readMessage) => readPhrasings({ phrasings, readMessage, show: progress.show }));
  progress.end();
  return [...files, understoodFinding(article, read), runArticleTests(id), takenFinding(article, read)];
}

function notChecked(check: ArticleFinding["check"], result: string): ArticleFinding {
  return { check, state: "not checked", result, details: [] };
}

/** Schema and content of its own files, and faults of other files that name it: contradictions. */
function fileFindings(id: string): ArticleFinding[] {
  const { faults } = checkKnowledge(knowledgeDirectory);
  const own = [`articles/${id}.yaml`, `phrasings/${id}.yaml`];
  const named = new RegExp(`(?<![\\w-])${id}(?![\\w-])`);
  const groups = [
    ["article file", faults.filter(({ file }) => file === own[0])],
    ["phrasings file", faults.filter(({ file }) => file === own[1])],
    ["other files", faults.filter((fault) => !own.includes(fault.file) && named.test(describeFault(fault)))],
  ] as const;
  return groups.map(([check, found]) => ({
    check,
    state: found.length === 0 ? "ok" : "failed",
    result: found.length === 0 ? "no faults" : `${found.length} ${found.length === 1 ? "fault" : "faults"}`,
    details: found.map((fault) => describeFault(fault)),
  }));
}

/** A phrasing with the label that it stands under and the one that was read in it. */
type ReadPhrasing = { text: string; label: string; read: string };

async function readPhrasings(options: {
  phrasings: ReadonlyMap<string, readonly string[]>;
  readMessage: ReadMessage;
  show: (done: number, total: number) => void;
}): Promise<readonly ReadPhrasing[]> {
  const { phrasings, readMessage, show } = options;
  const lines = [...phrasings].flatMap(([label, texts]) => texts.map((text) => ({ text, label })));
  const read: ReadPhrasing[] = [];
  for (const { text, label } of lines) {
    read.push({ text, label, read: (await readMessage(text, { asked: "idle", step: null })).prediction.label });
    show(read.length, lines.length);
  }
  return read;
}

function understoodFinding(article: Article, read: readonly ReadPhrasing[]): ArticleFinding {
  const labels = articleLabels(article);
  const own = read.filter(({ label }) => labels.includes(label));
  const wrong = own.filter((line) => line.read !== line.label);
  const isEnough = wrong.length <= own.length * (1 - minUnderstoodShare);
  return {
    check: "understood",
    state: isEnough ? "ok" : "failed",
    result: `${own.length - wrong.length} of ${own.length} phrasings${isEnough ? "" : "; run npx assistant train"}`,
    details: detailsOf(wrong),
  };
}

function takenFinding(article: Article, read: readonly ReadPhrasing[]): ArticleFinding {
  const labels = articleLabels(article);
  const others = read.filter(({ label }) => !labels.includes(label));
  const taken = others.filter((line) => labels.includes(line.read));
  return {
    check: "other articles",
    state: taken.length <= others.length * maxTakenShare ? "ok" : "failed",
    result: `${taken.length} of ${others.length} other phrasings are taken for this article`,
    details: detailsOf(taken),
  };
}

function detailsOf(lines: readonly ReadPhrasing[]): string[] {
  const shown = lines.slice(0, maxDetails).map(({ text, label, read }) => `${label}, read as ${read}: ${text}`);
  return lines.length > maxDetails ? [...shown, `and ${lines.length - maxDetails} more`] : shown;
}

function linesFor(findings: readonly ArticleFinding[]): string {
  const table = tableOf(
    ["check", "state", "result"],
    findings.map(({ check, state, result }) => [check, state, result]),
  );
  const details = findings.flatMap(({ check, details: lines }) => lines.map((line) => `${check}: ${line}\n`));
  return `${table}${details.length > 0 ? `\n${details.join("")}` : ""}`;
}
