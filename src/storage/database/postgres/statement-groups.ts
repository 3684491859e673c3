import type pg from "pg";

import type { StepsWritten } from "../database.ts";
import { type CombinedStatement, failedStep } from "./combined-statement.ts";
import type { AsSent } from "./write-steps.ts";
import { failureKind } from "./postgres-failures.ts";

/** What became of a statement. `sent`: it may have been stored although it failed, because nobody answered. */
export type Committed = { written: StepsWritten } | { error: unknown; sent: boolean };

/** Writes one statement, together with those of others. Never rejects. */
export type GroupCommit = (statement: CombinedStatement) => Promise<Committed>;

type Waiting = { statement: CombinedStatement; settle: (committed: Committed) => void };

/** So that one answer is not held up by hundreds of others. */
const maxGroup = 64;

/**
 * Commits statements together: one transaction, and one wait for the disk, for all that come while the one before is
 * under way. One that fails takes nothing of the others along: the whole group is rolled back then, and each runs by
 * itself. A statement that is alone needs no transaction block.
 */
export function createGroupCommit(pool: pg.Pool, asSent: AsSent): GroupCommit {
  const waiting: Waiting[] = [];
  let underWay = false;
  const run = async (): Promise<void> => {
    if (underWay) return;
    underWay = true;
    while (waiting.length > 0) await commitGroup(pool, waiting.splice(0, maxGroup), asSent);
    underWay = false;
  };
  return (statement) =>
    new Promise((settle) => {
      // Those of the same tick go together.
      if (waiting.push({ statement, settle }) === 1 && !underWay) setImmediate(() => void run());
    });
}

async function commitGroup(pool: pg.Pool, group: readonly Waiting[], asSent: AsSent): Promise<void> {
  let client: pg.PoolClient;
  try {
    client = await pool.connect();
  } catch (error) {
    for (const { settle } of group) settle({ error, sent: false });
    return;
  }
  const isBroken = group.length > 1 ? await runTogether(client, group, asSent) : await runEach(client, group, asSent);
  // The state of a broken connection is unknown: the next one takes its place.
  client.release(isBroken);
}

/** True if the connection broke. */
async function runTogether(client: pg.PoolClient, group: readonly Waiting[], asSent: AsSent): Promise<boolean> {
  const [, ...answers] = await Promise.allSettled([
    client.query("begin"),
    ...group.map(({ statement }) => client.query(asSent(statement.query))),
    client.query("commit"),
  ]);
  const failures = answers.flatMap((each) => (each.status === "rejected" ? [each.reason as unknown] : []));
  if (failures.length === 0) {
    for (const [index, { statement, settle }] of group.entries()) settle(outcomeOf(statement, answers[index]));
    return false;
  }
  const broken = failures.find((error) => failureKind(error) === "away");
  if (broken === undefined) return runEach(client, group, asSent);
  for (const { settle } of group) settle({ error: broken, sent: true });
  return true;
}

/** Each commits by itself. True if the connection broke. */
async function runEach(client: pg.PoolClient, group: readonly Waiting[], asSent: AsSent): Promise<boolean> {
  const answers = await Promise.allSettled(group.map(({ statement }) => client.query(asSent(statement.query))));
  const outcomes = group.map(({ statement }, index) => outcomeOf(statement, answers[index]));
  for (const [index, { settle }] of group.entries()) settle(outcomes[index] as Committed);
  return outcomes.some((outcome) => "error" in outcome && outcome.sent);
}

function outcomeOf(statement: CombinedStatement, answer: PromiseSettledResult<pg.QueryResult> | undefined): Committed {
  if (answer?.status === "fulfilled")
    return { written: { failed: null, repeated: false, results: statement.resultsOf(answer.value.rows[0]) } };
  const failed = failedStep(answer?.reason);
  if (failed !== null) return { written: { failed, repeated: false, results: [] } };
  return { error: answer?.reason, sent: failureKind(answer?.reason) === "away" };
}
