import { articleLabels } from "../../../knowledge/labels.ts";
import { loadArticles } from "../../../knowledge/load.ts";
import type { MissedText } from "../../storage/conversations.ts";
import { groupsOf } from "../../desk/reports/review-groups.ts";
import { clean } from "../../understanding/normalise/clean.ts";
import { CommandError } from "../command-error.ts";
import { runOnStore } from "../run-on-database.ts";
import { tableOf } from "../text-table.ts";

/** One text, however often and with whatever punctuation it was written. */
type Group = { count: number; text: string; awaiting: readonly string[]; closest: string };

const newestByDefault = 1_000;

export type MissedOptions = { newest?: string; json?: boolean; all?: boolean };

/** Prints what was not understood, grouped: a table, or a JSON object a line. */
export function missedLines(id: string | undefined, options: MissedOptions): Promise<void> {
  if (options.all) return reviewed(options);
  const newest = Number(options.newest ?? newestByDefault);
  if (!Number.isInteger(newest) || newest < 1) throw new CommandError(2, "error: --newest takes a number from 1 on");
  const labels = id === undefined ? null : labelsOf(id);
  return runOnStore(async (store) => {
    const groups = grouped(await store.missedTexts.newest(newest));
    const shown = groups.filter(({ closest }) => labels === null || labels.includes(closest));
    if (options.json) return shown.map((group) => `${JSON.stringify(group)}\n`).join("");
    return shown.length === 0 ? "Everything was understood.\n" : tableFor(shown);
  });
}

/** What leads see at the desk: also what was only guessed, voted down or taken back. */
function reviewed({ json }: MissedOptions): Promise<void> {
  return runOnStore(async (store) => {
    const groups = groupsOf(await store.review.texts({ from: 0, before: Number.MAX_SAFE_INTEGER }));
    if (json) return groups.map((group) => `${JSON.stringify(group)}\n`).join("");
    const open = groups.filter(({ state }) => state === "new" || state === "seen");
    const rows = open.map(({ count, why, label, closest, text, state }) => [
      String(count),
      Object.keys(why).join(", "),
      label ?? "–",
      closest ?? "–",
      state,
      text.replaceAll(/\s+/g, " "),
    ]);
    if (rows.length === 0) return "Nothing is to be reviewed.\n";
    return tableOf(["times", "why", "taken for", "closest", "state", "text"], rows);
  });
}

function labelsOf(id: string): string[] {
  const article = loadArticles().find((one) => one.id === id);
  if (!article) throw new CommandError(1, `There is no article ${id}.`);
  return articleLabels(article);
}

function grouped(texts: readonly MissedText[]): Group[] {
  return [...Map.groupBy(texts, ({ text }) => clean(text)).values()]
    .map((same) => ({
      count: same.length,
      text: same[0]?.text ?? "",
      awaiting: [...new Set(same.map(({ awaiting }) => awaiting))],
      closest: same[0]?.alternatives[0]?.label ?? "none",
    }))
    .toSorted((a, b) => b.count - a.count);
}

function tableFor(groups: readonly Group[]): string {
  const rows = groups.map(({ count, awaiting, closest, text }) => [
    String(count),
    awaiting.join(", "),
    closest,
    text.replaceAll(/\s+/g, " "),
  ]);
  return tableOf(["times", "after", "closest", "text"], rows);
}
