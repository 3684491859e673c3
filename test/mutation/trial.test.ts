import { readFileSync } from "node:fs";
import { onTestFinished, test, expect } from "vitest";

import { copyTree, openBench } from "./trial.ts";

test("a change of one source is gone when the next source is judged", { timeout: 120_000 }, async () => {
  const { folder, remove } = copyTree();
  onTestFinished(remove);
  const bench = openBench(folder, { files: ["test/common/semaphore.test.ts"] });
  onTestFinished(() => bench.close());
  await bench.measure();
  const judge = (path: string, change: (from: string) => string) => {
    const from = readFileSync(path, "utf8");
    return bench.judge(path, { from, to: change(from) });
  };
  const broken = await judge("src/common/semaphore.ts", (from) => from.replace("return {", "throw 1; return {"));
  const untouched = await judge("src/common/semaphore.ts", (from) => `${from}// The same.\n`);
  expect([broken.kind, untouched.kind]).toEqual(["killed", "survived"]);
});
