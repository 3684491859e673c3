import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";

import { errorGuide } from "../support/error-guide.ts";
import { copyOfProject } from "../support/project-copy.ts";

const readme = readFileSync(new URL("../../knowledge/README.md", import.meta.url), "utf8");
/** The commands of the tutorial that are shown with their output, in their order. */
const shown = [...readme.matchAll(/^```\n\$ npx assistant (.*)\n([^`]*)```$/gmu)].map(
  ([, command = "", output = ""]) => ({ command, output }),
);
/** What takes a minute has its rows compared elsewhere. */
const isQuick = ({ command }: { command: string }): boolean => !command.startsWith("article check");

const wordsOf = (command: string): string[] =>
  [...command.matchAll(/"([^"]*)"|(\S+)/gu)].map(([, quoted, bare]) => quoted ?? bare ?? "");

test("the commands of the authors' tutorial give what it shows", { timeout: 60_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), "tutorial-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const project = copyOfProject(folder, "project");
  writeFileSync(join(project, "page.html"), errorGuide);
  const quick = shown.filter(isQuick);
  expect(quick.map(({ command }) => command.split(" ")[1])).toEqual(["new", "import", "use-as"]);
  for (const { command, output } of quick) {
    const run = spawnSync(process.execPath, ["bin/assistant.mjs", ...wordsOf(command)], {
      cwd: project,
      encoding: "utf8",
    });
    expect(`${run.stdout}${run.stderr}`, command).toBe(output);
  }
});
