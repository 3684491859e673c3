import { resolve } from "node:path";
import { parseArgs } from "node:util";

import { createVitest, type TestSpecification, type Vitest } from "vitest/node";

/**
 * A process that runs test files again and again, for one set of sources in the folder where it starts. Its parent sends a `Round` and gets a
 * `Result` back; a round that hangs is ended by ending the process.
 */

/** `changed`: the files that changed since the last round. */
export type Round = { files: readonly string[]; changed: readonly string[] };
/** `failed`: the test that failed first; null where all went well. */
export type Result = { failed: string | null };

/** What needs longer than this is judged by its parent. */
const testTimeout = 30_000;

const { values } = parseArgs({ options: { postgres: { type: "boolean", default: false }, only: { type: "string" } } });

async function open(): Promise<Vitest> {
  const vitest = await createVitest({
    config: false,
    watch: false,
    pool: "forks",
    maxWorkers: 2,
    include: ["test/**/*.test.ts"],
    globalSetup: values.postgres ? ["test/support/shared-postgres.ts"] : [],
    ...(values.only !== undefined && { testNamePattern: values.only }),
    testTimeout,
    hookTimeout: testTimeout,
    restoreMocks: true,
    unstubEnvs: true,
    bail: 1,
    // Nothing of a mutant's own failures is to be printed.
    reporters: [{}],
    silent: true,
  });
  await vitest.standalone();
  return vitest;
}

async function run(vitest: Vitest, { files, changed }: Round): Promise<Result> {
  for (const path of changed) vitest.invalidateFile(resolve(path));
  const [project] = vitest.projects;
  const specifications: TestSpecification[] = files.map((file) => project!.createSpecification(resolve(file)));
  const { testModules, unhandledErrors } = await vitest.runTestSpecifications(specifications);
  for (const module of testModules) {
    for (const test of module.children.allTests("failed")) return { failed: test.fullName };
    if (!module.ok()) return { failed: module.relativeModuleId };
  }
  return { failed: unhandledErrors.length > 0 ? "an error that no test awaited" : null };
}

const opened = open();
process.on("message", (round: Round) => {
  void opened
    .then((vitest) => run(vitest, round))
    .then((result) => process.send?.(result))
    .catch((cause: unknown) => process.send?.({ failed: `the run itself: ${String(cause)}` }));
});
process.on("disconnect", () => void opened.then((vitest) => vitest.close()).finally(() => process.exit(0)));
