import { existsSync } from "node:fs";

/** Test files that are run together. `only`: those of their tests whose title holds this; `postgres`: they need a server. */
export type Tests = { files: readonly string[]; only?: string; postgres?: true };
/** Sources, and the tests that ought to notice when one of them is changed: the quick ones first, each later set for what was not noticed yet. Paths from the root. */
export type Target = { sources: readonly string[]; rounds: readonly Tests[] };

const understanding = "test/understanding";
const delivery = "test/delivery";
const desk = "test/desk";
const storage = "test/storage";

const onMemory = "SQLite in memory";
const onPostgres: Tests = {
  files: ["failing-remotes", "many-nodes", "slow-delivery"].map((name) => `${delivery}/${name}.test.ts`),
  postgres: true,
};

/** The one table of which tests hold which sources; when files move, it is changed here alone. */
export const targets: readonly Target[] = [
  {
    sources: ["src/common/retry-policy.ts", "src/common/semaphore.ts"],
    rounds: [
      { files: ["test/common/retry-policy.test.ts", "test/common/semaphore.test.ts"] },
      { files: [`${delivery}/outbox-dispatcher.test.ts`], only: onMemory },
    ],
  },
  {
    sources: ["src/delivery/conversation-queue.ts", "src/delivery/result-batcher.ts"],
    rounds: [
      { files: [`${delivery}/conversation-queue.test.ts`, `${delivery}/result-batcher.test.ts`] },
      { files: [`${delivery}/outbox-dispatcher.test.ts`], only: onMemory },
      { files: [`${delivery}/conversation-queue-model.test.ts`] },
      { files: [`${delivery}/long-outage.test.ts`], only: onMemory },
      onPostgres,
    ],
  },
  {
    sources: ["src/delivery/delivery-attempt.ts", "src/delivery/outbox-dispatcher.ts"],
    rounds: [
      { files: [`${delivery}/outbox-dispatcher.test.ts`], only: onMemory },
      { files: [`${delivery}/long-outage.test.ts`], only: onMemory },
      onPostgres,
    ],
  },
  {
    sources: ["src/delivery/wake-parked.ts"],
    rounds: [{ files: [`${delivery}/long-outage.test.ts`], only: onMemory }, onPostgres],
  },
  {
    sources: ["src/understanding/interpretation/prediction-rules.ts"],
    rounds: [
      { files: [`${understanding}/rules.test.ts`] },
      { files: [`${understanding}/named-device.test.ts`, `${understanding}/interpret.test.ts`] },
    ],
  },
  {
    sources: ["src/desk/business-hours.ts"],
    rounds: [{ files: [`${desk}/hours.test.ts`, `${desk}/clock-change.test.ts`] }],
  },
  {
    sources: ["src/desk/case-rules.ts"],
    rounds: [{ files: [`${desk}/case-rules.test.ts`] }, { files: [`${desk}/cases.test.ts`] }],
  },
  {
    sources: ["src/desk/jobs/abandoned-case-job.ts"],
    rounds: [{ files: [`${desk}/abandoned-case-job.test.ts`] }, { files: [`${desk}/notified-once.test.ts`] }],
  },
  {
    sources: ["src/desk/presence.ts"],
    rounds: [{ files: [`${desk}/presence.test.ts`] }, { files: [`${desk}/events.test.ts`, `${desk}/sign-in.test.ts`] }],
  },
  {
    sources: ["src/desk/sign-in-lockout.ts"],
    rounds: [{ files: [`${desk}/lock-out.test.ts`] }, { files: [`${desk}/sign-in.test.ts`] }],
  },
  {
    sources: [
      "src/storage/erasure.ts",
      "src/storage/privacy.ts",
      "src/storage/redaction.ts",
      "src/storage/retention.ts",
    ],
    rounds: [
      { files: [`${storage}/privacy.test.ts`], only: onMemory },
      { files: [`${storage}/retention-limits.test.ts`] },
      { files: [`${storage}/erasure.test.ts`, "test/conversations/privacy.test.ts"] },
    ],
  },
];

/** Files that the table names and that do not exist. */
export function missingIn(table: readonly Target[]): string[] {
  return table
    .flatMap(({ sources, rounds }) => [...sources, ...rounds.flatMap(({ files }) => files)])
    .filter((path) => !existsSync(path));
}
