import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { type ArticleFinding, finding } from "./finding.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));
/** Where the tests of an article lie, named after its id. */
const folders = ["test/knowledge", "test/conversations"];

/** Runs the tests named after the article (`ID.test.ts`, `ID-….test.ts`), where the installation has them. */
export function runArticleTests(id: string): ArticleFinding {
  const vitest = join(root, "node_modules/vitest/vitest.mjs");
  if (!existsSync(join(root, "test")) || !existsSync(vitest))
    return finding("tests", "not checked", "no development files");
  const files = folders.flatMap((folder) =>
    readdirSync(join(root, folder))
      .filter((name) => name.endsWith(".test.ts") && (name === `${id}.test.ts` || name.startsWith(`${id}-`)))
      .map((name) => `${folder}/${name}`),
  );
  if (files.length === 0)
    return finding(
      "tests",
      "not checked",
      `there are none: ${folders.map((one) => `${one}/${id}.test.ts`).join(" or ")}`,
    );
  const run = spawnSync(process.execPath, [vitest, "run", ...files, "--reporter=dot", "--no-color"], {
    cwd: root,
    encoding: "utf8",
  });
  const counts = /Tests\s+(.*)/.exec(run.stdout)?.[1] ?? `vitest ended with ${run.status}`;
  const details = run.stdout
    .split("\n")
    .filter((line) => /^\s*(FAIL|×)/.test(line))
    .map((line) => line.trim());
  return finding("tests", run.status === 0 ? "ok" : "failed", counts, details);
}
