import type { PoolClient, QueryResult } from "pg";

import type { Query, Step, StepResult, StepsWritten } from "../database.ts";
import { type CombineSteps, failedStep } from "./combined-statement.ts";

/** A query as `pg` takes it. */
export type PgQuery = { name?: string; text: string; values: unknown[] };

/** How queries go out: with their names, or behind a pooler without. */
export type AsSent = (query: PgQuery) => PgQuery;

/** Behind a pooler the next query may come to another connection, which does not know the name. */
export const withoutName: AsSent = ({ text, values }) => ({ text, values });

/** With a name, the server parses and plans a query once for each connection. */
export function named({ prepared, values }: Query): Required<PgQuery> {
  return { name: `q${prepared.key}`, text: prepared.sql, values: [...values] };
}

/**
 * Writes the steps of a batch, all or nothing, in one way there and back: one after the other down the pipeline, between
 * begin and commit. A step whose expectation fails raises an error, after which the commit rolls back.
 */
export async function writePipelined(
  client: PoolClient,
  steps: readonly Step[],
  { combine, asSent }: { combine: CombineSteps; asSent: AsSent },
): Promise<StepsWritten> {
  const run = steps.map((step) => prepareStep(step, combine));
  const [begun, ...settled] = await Promise.allSettled([
    client.query("begin"),
    ...run.map(({ query }) => client.query(asSent(query))),
    client.query("commit"),
  ]);
  // All steps after the first that failed are refused because of it.
  const broken = settled.findIndex((each) => each.status === "rejected");
  const reason = [begun, ...settled].find((each) => each.status === "rejected")?.reason as unknown;
  if (reason !== undefined) {
    if (failedStep(reason) === null) throw reason as Error;
    return { failed: broken, repeated: false, results: [] };
  }
  const results = run.map(({ resultOf }, index) => {
    const each = settled[index];
    return resultOf((each as PromiseFulfilledResult<QueryResult>).value);
  });
  return { failed: null, repeated: false, results };
}

type RunStep = { query: ReturnType<typeof named>; resultOf(result: QueryResult): StepResult };

/** A step that raises an error where its expectation fails. */
function prepareStep(step: Step, combine: CombineSteps): RunStep {
  const guarded = step.expect === undefined ? null : combine.one(step);
  if (guarded) return { query: guarded.query, resultOf: ({ rows }) => guarded.resultsOf(rows[0])[0] ?? nothing };
  return { query: named(step.query), resultOf: ({ rowCount, rows }) => ({ changed: rowCount ?? 0, rows }) };
}

const nothing: StepResult = { changed: 0, rows: [] };
