import { existsSync } from "node:fs";
import { join } from "node:path";

import type { Article } from "../../../knowledge/article.ts";
import { checkKnowledge } from "../../../knowledge/check.ts";
import { describeFault } from "../../../knowledge/faults.ts";
import { articleLabels } from "../../../knowledge/labels.ts";
import { loadLexicon } from "../../../knowledge/lexicon.ts";
import { type Knowledge, knowledgeDirectory, loadKnowledge } from "../../../knowledge/load.ts";
import type { ReadMessage } from "../../understanding/facts/message-reader.ts";
import { namedReportSign } from "../../understanding/training/article-lines.ts";
import { CommandError } from "../command-error.ts";
import { showProgress } from "../progress-bar.ts";
import { tableOf } from "../text-table.ts";
import { type AuthorUnderstanding, withAuthorUnderstanding } from "./author-understanding.ts";
import { doubledLines, greedyAliases } from "./contradictions.ts";
import { type ArticleFinding, finding } from "./finding.ts";
import { languageFinding } from "./language-finding.ts";
import { readTalks, runTalks, talksFile } from "./talks.ts";
import { runArticleTests } from "./vitest-tests.ts";

/** Fewer of its own phrasings understood than this, and some of them speak against others. */
const minUnderstoodShare = 0.9;
/** More of the other phrasings taken by this article than this, and people who mean those end up here. */
const maxTakenShare = 0.01;
const maxDetails = 10;
/** Phrasings of others that are read at most: enough to see one in a hundred. */
const maxOthers = 1_000;

/** Prints what was found of the article; the process ends with 1 where anything failed. */
export async function checkArticle(id: string, { json }: { json?: boolean }): Promise<void> {
  requireArticle(id);
  const findings = await findingsOf(id);
  const isOk = findings.every(({ state }) => state !== "failed");
  process.stdout.write(json ? `${JSON.stringify({ article: id, ok: isOk, checks: findings })}\n` : linesFor(findings));
  process.exitCode = Number(!isOk);
}

/** Throws a `CommandError` where there is no such article. */
export function requireArticle(id: string): void {
  if (!existsSync(join(knowledgeDirectory, "articles", `${id}.yaml`)))
    throw new CommandError(1, `There is no article ${id}: knowledge/articles/${id}.yaml is missing.`);
}

async function findingsOf(id: string): Promise<readonly ArticleFinding[]> {
  const files = fileFindings(id);
  if (checkKnowledge(knowledgeDirectory).faults.length > 0) {
    const later = [
      "contradictions",
      "reports",
      "languages",
      "understood",
      "named",
      "talks",
      "tests",
      "other articles",
    ] as const;
    return [...files, ...later.map((check) => finding(check, "not checked", "first mend the files"))];
  }
  const knowledge = loadKnowledge();
  const article = knowledge.articles.find((one) => one.id === id);
  if (!article) throw new CommandError(1, `articles/${id}.yaml holds another article.`);
  const onTraining = (): void => void process.stderr.write("Learning the phrasings, which takes a minute or two …\n");
  return withAuthorUnderstanding(knowledge, onTraining, async (understanding) => [
    ...files,
    contradictionFinding(article, knowledge, understanding),
    reportsFinding(article, knowledge),
    languageFinding(article),
    ...(await understoodFindings(article, knowledge, understanding)),
    await talksFinding(article, knowledge.articles, understanding),
    runArticleTests(id),
  ]);
}

const plural = (count: number, one: string): string => `${count} ${one}${count === 1 ? "" : "s"}`;

/** Schema and content of its own files, and faults of other files that name it. */
function fileFindings(id: string): ArticleFinding[] {
  const { faults } = checkKnowledge(knowledgeDirectory);
  const own = [`articles/${id}.yaml`, `phrasings/${id}.yaml`];
  const named = new RegExp(`(?<![\\w-])${id}(?![\\w-])`);
  const groups = [
    ["article file", faults.filter(({ file }) => file === own[0])],
    ["phrasings file", faults.filter(({ file }) => file === own[1])],
    ["other files", faults.filter((fault) => !own.includes(fault.file) && named.test(describeFault(fault)))],
  ] as const;
  return groups.map(([check, found]) => {
    const result = found.length === 0 ? "no faults" : plural(found.length, "fault");
    return finding(check, found.length === 0 ? "ok" : "failed", result, found.map(describeFault));
  });
}

/** Lines under two labels and aliases that name too much are faults; lines of shared files are left out by themselves. */
function contradictionFinding(
  article: Article,
  knowledge: Knowledge,
  { leftOut }: AuthorUnderstanding,
): ArticleFinding {
  const faults = [...doubledLines(article, knowledge), ...greedyAliases(article, knowledge)];
  const lines = leftOut.filter((one) => one.article === article.id);
  const notes = lines.map(({ label, text, names }) => `not learned as ${label}, as it names the ${names}: ${text}`);
  const left = `${plural(lines.length, "shared line")} left out`;
  const result = faults.length === 0 ? `none; ${left}` : `${plural(faults.length, "fault")}; ${left}`;
  return finding("contradictions", faults.length === 0 ? "ok" : "failed", result, [...faults, ...shortened(notes)]);
}

/** Fewer reports that name neither brand nor code than this, and whoever leaves them out is not understood. */
const minReports = 5;

/** Reports that name the error are known without being learned, so only the others make it known by what it does. */
function reportsFinding(article: Article, knowledge: Knowledge): ArticleFinding {
  const label = `problem:${article.id}`;
  const isNamed = namedReportSign(knowledge, loadLexicon());
  const count = (knowledge.phrasings.get(label) ?? []).filter((text) => !isNamed(label, text)).length;
  const isEnough = count >= minReports;
  const result = `${plural(count, "phrasing")} of ${label} to learn from`;
  const details = isEnough
    ? []
    : [`write at least ${minReports}, better 12: what people see and hear, not what it's called`];
  return finding("reports", isEnough ? "ok" : "failed", result, details);
}

const shortened = (lines: readonly string[]): readonly string[] =>
  lines.length > maxDetails ? [...lines.slice(0, maxDetails), `and ${lines.length - maxDetails} more`] : lines;

/** A phrasing with the label that it stands under and the one that was read in it. */
export type ReadPhrasing = { text: string; label: string; read: string };

type Phrasing = Omit<ReadPhrasing, "read">;

/** The phrasings of the article's own labels, and those of all others. */
export function phrasingsFor(
  article: Article,
  phrasings: Knowledge["phrasings"],
): { own: readonly Phrasing[]; others: readonly Phrasing[] } {
  const labels = articleLabels(article);
  const lines = [...phrasings].flatMap(([label, texts]) => texts.map((text) => ({ text, label })));
  return {
    own: lines.filter(({ label }) => labels.includes(label)),
    others: lines.filter(({ label }) => !labels.includes(label)),
  };
}

/** Reads phrasings one after the other; in the guide `current`, but for reports of a problem. */
export async function readPhrasings(
  phrasings: readonly Phrasing[],
  {
    read,
    current,
    onRead = () => undefined,
  }: {
    read: ReadMessage;
    current: string | null;
    onRead?: (done: number, of: number) => void;
  },
): Promise<ReadPhrasing[]> {
  const done: ReadPhrasing[] = [];
  for (const { text, label } of phrasings) {
    const article = label.startsWith("problem:") ? null : current;
    const { prediction } = await read(text, { asked: "idle", step: null, article });
    done.push({ text, label, read: prediction.label });
    onRead(done.length, phrasings.length);
  }
  return done;
}

async function understoodFindings(
  article: Article,
  { phrasings }: Knowledge,
  understanding: AuthorUnderstanding,
): Promise<ArticleFinding[]> {
  const { own, others: all } = phrasingsFor(article, phrasings);
  const every = Math.max(1, Math.ceil(all.length / maxOthers));
  const progress = showProgress("Reading phrasings", 1);
  const options = { read: understanding.read, onRead: progress.show };
  const readOwn = await readPhrasings(own, { ...options, current: article.id });
  const others = all.filter((_, at) => at % every === 0);
  const readOthers = await readPhrasings(others, { ...options, current: null });
  const named = await readPhrasings(namedReports(article), { ...options, current: null });
  progress.end();
  const labels = articleLabels(article);
  return [understoodFinding(readOwn, understanding.stale), namedFinding(named), takenFinding(labels, readOthers)];
}

/** Reports that name brand and code: known without any phrasing. */
function namedReports({ id, identity: { brand, code } }: Article): Phrasing[] {
  const said = [`${brand} ${code}`, `${brand} error ${code}`, `${brand} says ${code}`, `error ${code} on ${brand}`];
  const more = [`${brand} keeps showing code ${code}`, `my ${brand} app shows error code ${code}`];
  return [...said, ...more, `${brand.toLowerCase()} ${code.toLowerCase()} again`].map((text) => ({
    text,
    label: `problem:${id}`,
  }));
}

/** Those that were read as something else than they stand under. */
export const wrongIn = (read: readonly ReadPhrasing[]): ReadPhrasing[] =>
  read.filter((line) => line.read !== line.label);

function understoodFinding(own: readonly ReadPhrasing[], stale: boolean): ArticleFinding {
  const wrong = wrongIn(own);
  const isEnough = wrong.length <= own.length * (1 - minUnderstoodShare);
  const written = stale ? "; npx assistant train keeps what was learned" : "";
  const result = `${own.length - wrong.length} of ${own.length} phrasings${written}`;
  return finding("understood", isEnough ? "ok" : "failed", result, detailsOf(wrong));
}

function namedFinding(named: readonly ReadPhrasing[]): ArticleFinding {
  const wrong = wrongIn(named);
  const result = `${named.length - wrong.length} of ${named.length} reports that name brand and code`;
  return finding("named", wrong.length === 0 ? "ok" : "failed", result, detailsOf(wrong));
}

function takenFinding(labels: readonly string[], others: readonly ReadPhrasing[]): ArticleFinding {
  const taken = others.filter((line) => labels.includes(line.read));
  const isFew = taken.length <= others.length * maxTakenShare;
  const result = `${taken.length} of ${others.length} other phrasings are taken for this article`;
  return finding("other articles", isFew ? "ok" : "failed", result, detailsOf(taken));
}

async function talksFinding(
  { id }: Article,
  articles: readonly Article[],
  { interpret }: AuthorUnderstanding,
): Promise<ArticleFinding> {
  const talks = readTalks(talksFile(knowledgeDirectory, id));
  if (talks === null) return finding("talks", "not checked", `there is no knowledge/articles/${id}.talks.md`);
  const faults = await runTalks(talks, { articles, understand: interpret });
  const details = faults.map(({ talk, line, fault }) => `line ${line} (${talk}): ${fault}`);
  const result = `${talks.length - faults.length} of ${talks.length} talks`;
  return finding("talks", faults.length === 0 ? "ok" : "failed", result, details);
}

function detailsOf(lines: readonly ReadPhrasing[]): readonly string[] {
  return shortened(lines.map(({ text, label, read }) => `${label}, read as ${read}: ${text}`));
}

function linesFor(findings: readonly ArticleFinding[]): string {
  const table = tableOf(
    ["check", "state", "result"],
    findings.map(({ check, state, result }) => [check, state, result]),
  );
  const details = findings.flatMap(({ check, details: lines }) => lines.map((line) => `${check}: ${line}\n`));
  return `${table}${details.length > 0 ? `\n${details.join("")}` : ""}`;
}
