/** Test files that are run together. `only`: those of their tests whose title holds this; `postgres`: they need a server. */
export type Tests = { files: readonly string[]; only?: string; postgres?: true };
/** Sources, and the tests that ought to notice when one of them is changed: the quick ones first, each later set for what was not noticed yet. Paths from the root. */
export type Target = { sources: readonly string[]; rounds: readonly Tests[] };

const understanding = "test/src/understanding";
const outbox = "test/src/outbox";
const desk = "test/src/desk";
const storage = "test/src/storage";

const onMemory = "SQLite in memory";
const onPostgres: Tests = { files: [`${outbox}/many-nodes.test.ts`, `${outbox}/slow-delivery.test.ts`], postgres: true };

/** The one table of which tests hold which sources; when files move, it is changed here alone. */
export const targets: readonly Target[] = [
  {
    sources: ["src/outbox/backoff.ts", "src/outbox/turnstile.ts"],
    rounds: [{ files: [`${outbox}/backoff.test.ts`] }, { files: [`${outbox}/outbox.test.ts`], only: onMemory }],
  },
  {
    sources: ["src/outbox/entry-queue.ts", "src/outbox/lane.ts", "src/outbox/marking.ts"],
    rounds: [
      { files: [`${outbox}/lane.test.ts`, `${outbox}/marking.test.ts`] },
      { files: [`${outbox}/outbox.test.ts`], only: onMemory },
      { files: [`${outbox}/lane-model.test.ts`] },
      onPostgres,
    ],
  },
  { sources: ["src/outbox/delivery.ts", "src/outbox/outbox.ts"], rounds: [{ files: [`${outbox}/outbox.test.ts`], only: onMemory }, onPostgres] },
  {
    sources: ["src/understanding/rules.ts"],
    rounds: [{ files: [`${understanding}/rules.test.ts`] }, { files: [`${understanding}/named-device.test.ts`, `${understanding}/understand.test.ts`] }],
  },
  { sources: ["src/desk/hours.ts"], rounds: [{ files: [`${desk}/hours.test.ts`, `${desk}/clock-change.test.ts`] }] },
  { sources: ["src/desk/case-rules.ts"], rounds: [{ files: [`${desk}/case-rules.test.ts`] }, { files: [`${desk}/cases.test.ts`] }] },
  { sources: ["src/desk/left-alone.ts"], rounds: [{ files: [`${desk}/left-alone.test.ts`] }, { files: [`${desk}/told-once.test.ts`] }] },
  { sources: ["src/desk/presence.ts"], rounds: [{ files: [`${desk}/presence.test.ts`] }, { files: [`${desk}/events.test.ts`, `${desk}/sign-in.test.ts`] }] },
  { sources: ["src/desk/lock-out.ts"], rounds: [{ files: [`${desk}/lock-out.test.ts`] }, { files: [`${desk}/sign-in.test.ts`] }] },
  {
    sources: ["src/storage/erasure-steps.ts", "src/storage/privacy.ts", "src/storage/redaction-steps.ts", "src/storage/retention.ts"],
    rounds: [
      { files: [`${storage}/privacy.test.ts`], only: onMemory },
      { files: [`${storage}/swept.test.ts`] },
      { files: [`${storage}/erased-completely.test.ts`, "test/conversations/privacy.test.ts"] },
    ],
  },
];
