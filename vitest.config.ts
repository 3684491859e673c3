import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

/** The tests that use the run's PostgreSQL. It takes seconds to start, so all others go without. */
const withPostgres = [
  "test/http/flood-nodes.test.ts",
  "test/desk/integrations/on-postgres.test.ts",
  "test/desk/{clocks,failing-channel,reports/lead-reading,reports/reports}.test.ts",
  "test/browser/nodes.test.ts",
  "test/delivery/{failing-remotes,long-outage,many-nodes,outbox-dispatcher,slow-delivery}.test.ts",
  "test/storage/{accept-and-commit,attachment-contents,case-store,incidents,lost-commit,many-nodes,pgbouncer,privacy,report-sums,statements-of-a-turn,store-model,turn-store}.test.ts",
];

/**
 * Folders whose files share a worker's modules and models instead of loading them anew. Their tests start no service
 * and change nothing global; the others do.
 */
const readers = ["test/{conversations,dialogs,knowledge,understanding}/**/*.test.ts"];

/** Browser tests show the pages as they are built; those of one run share them. */
const builtPages = "test/support/built-pages.ts";

const shared = {
  pool: "forks",
  // Generous, because a slow machine is no fault: these end what hangs, they judge no speed.
  testTimeout: 30_000,
  hookTimeout: 60_000,
  restoreMocks: true,
  unstubEnvs: true,
} as const;

const [major = 0] = process.versions.node.split(".").map(Number);
if (major < 24) {
  throw new Error(
    `The tests run on Node 24, this is ${process.version}. Use \`npm test -- FILES\` or \`npx vitest\`: both take the Node that the project brings.`,
  );
}

export default defineConfig({
  test: {
    teardownTimeout: 10_000,
    // One less than the processors by default, which on two leaves one idle while tests wait for what they started.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    coverage: { include: ["src/**", "dialogs/**", "knowledge/**", "manifest/**"], reporter: ["text-summary", "html"] },
    projects: [
      {
        test: {
          ...shared,
          name: "plain",
          include: ["test/**/*.test.ts"],
          exclude: [...withPostgres, ...readers],
          globalSetup: builtPages,
        },
      },
      { test: { ...shared, name: "readers", include: readers, isolate: false } },
      { test: { ...shared, name: "postgres", include: withPostgres, globalSetup: "test/support/shared-postgres.ts" } },
    ],
  },
});
