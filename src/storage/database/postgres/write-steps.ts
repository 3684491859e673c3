import type { PoolClient, QueryResult } from "pg";

import type { Query, Step, StepsWritten } from "../database.ts";

/** A query as `pg` takes it. */
export type ToPgQuery = (query: Query) => { name?: string; text: string; values: unknown[] };

/** With a name: the server parses and plans it once for each connection. */
export const named: ToPgQuery = ({ prepared, values }) => ({
  name: `q${prepared.key}`,
  text: prepared.sql,
  values: [...values],
});

/** Without one: behind a pooler the next query may come to another connection, which does not know the name. */
export const unnamed: ToPgQuery = ({ prepared, values }) => ({ text: prepared.sql, values: [...values] });

/**
 * `committing`: called right before the commit is sent; from then on, a broken connection leaves open whether it
 * happened.
 */
export async function writeSteps(
  client: PoolClient,
  steps: readonly Step[],
  committing: () => void,
  toPg: ToPgQuery,
): Promise<StepsWritten> {
  // Sent without waiting for each answer: one way there and back for all of it.
  const settled = await Promise.allSettled([
    client.query("begin"),
    ...steps.map(({ query }) => client.query(toPg(query))),
  ]);
  const failed = firstFailed(steps, settled.slice(1));
  const broken = settled.find((each) => each.status === "rejected");
  if (failed !== null || broken) await client.query("rollback");
  // A step may break only because the one before it changed nothing: then the expectation is the answer.
  if (failed !== null) return { failed, repeated: false, results: [] };
  if (broken) throw broken.reason;
  committing();
  await client.query("commit");
  const results = settled.slice(1).flatMap((each) => (each.status === "fulfilled" ? [each.value] : []));
  return {
    failed: null,
    repeated: false,
    results: results.map(({ rowCount, rows }) => ({ changed: rowCount ?? 0, rows })),
  };
}

/** The first step that changed another number of rows than expected, with every step before it well. */
function firstFailed(steps: readonly Step[], settled: readonly PromiseSettledResult<QueryResult>[]): number | null {
  for (const [index, each] of settled.entries()) {
    if (each.status === "rejected") return null;
    const expected = steps[index]?.expect;
    if (expected !== undefined && each.value.rowCount !== expected) return index;
  }
  return null;
}
