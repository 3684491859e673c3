import { parseArgs } from "node:util";

import { measureMessagePaths, type MessagePath, type MessagePaths } from "./message-path.ts";

/**
 * `node test/architecture/message-path-command.ts`: how many files and functions of the product one more message
 * passes, by folder, on Teams and over Direct Line. `--json` prints the same as one line of JSON.
 */
const { values } = parseArgs({ options: { json: { type: "boolean", default: false } } });

function tableOf({ teams, web }: MessagePaths): string {
  const folders = [...teams.folders, ...web.folders].map(({ folder }) => folder);
  const rows = [...new Set(folders)]
    .toSorted()
    .map((folder) => [folder, ...countsIn(teams, folder), ...countsIn(web, folder)]);
  const all = [
    ["folder", "Teams files", "functions", "web files", "functions"],
    ...rows,
    ["all", teams.files, teams.functions, web.files, web.functions],
  ];
  const widths = all[0]?.map((_, column) => Math.max(...all.map((row) => String(row[column]).length))) ?? [];
  const lineOf = (row: readonly (string | number)[]): string =>
    row
      .map((cell, column) =>
        column === 0 ? String(cell).padEnd(widths[column] ?? 0) : String(cell).padStart(widths[column] ?? 0),
      )
      .join("  ");
  return all.map(lineOf).join("\n");
}

function countsIn({ folders }: MessagePath, name: string): [number, number] {
  const found = folders.find(({ folder }) => folder === name);
  return [found?.files ?? 0, found?.functions ?? 0];
}

const paths = await measureMessagePaths();
process.stdout.write(`${values.json ? JSON.stringify(paths) : tableOf(paths)}\n`);
