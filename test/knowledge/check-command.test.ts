import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { copyOfKnowledge } from "../support/knowledge-directory.ts";

const command = fileURLToPath(new URL("../../bin/assistant.mjs", import.meta.url));

/** What somebody at the command line gets to see. */
function check(...given: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [command, "knowledge", "check", ...given], (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr });
    });
  });
}

test("good knowledge is confirmed in one line", async () => {
  const { code, stdout, stderr } = await check();
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toMatch(/^The knowledge is sound\. Articles: \d+, steps: \d+ .*\n$/);
});

test("every fault of every file is named with file, path, fault and how to mend it", async () => {
  using knowledge = copyOfKnowledge();
  knowledge.change("articles/spotify-502.yaml", "severity: medium", "severity: dire");
  knowledge.change("articles/spotify-502.yaml", "difficulty: easy", "difficulty: tricky");
  knowledge.write("phrasings/background.yaml", "near: [\n");
  const { code, stdout, stderr } = await check(knowledge.directory);
  expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  const lines = stderr.trimEnd().split("\n");
  expect(lines).toEqual([
    expect.stringMatching(
      /articles\/spotify-502\.yaml: facts\.severity \(line \d+\): must be one of low, medium, high — \S/,
    ),
    expect.stringMatching(
      /articles\/spotify-502\.yaml: facts\.difficulty \(line \d+\): must be one of easy, medium, hard — \S/,
    ),
    expect.stringMatching(/phrasings\/background\.yaml: line \d+: has a text that begins with \[.* — \S/),
    "3 faults in the knowledge",
  ]);
});

test("a directory that is not there is a fault, not a stack trace", async () => {
  const { code, stderr } = await check("/nowhere/at/all");
  expect(code).toBe(1);
  expect(stderr).toMatch(/articles: all of it: this folder is missing/);
  expect(stderr).not.toMatch(/^\s+at /m);
});
