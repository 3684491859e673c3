import type { Prepared, Step, StepResult } from "../database.ts";

/** Steps as one statement, which writes all of them or, where an expectation fails, nothing. */
export type CombinedStatement = {
  /** As `pg` takes it; with a name, the server parses and plans it once for each connection. */
  query: { name: string; text: string; values: unknown[] };
  /** The results of the steps, from the statement's only row. */
  resultsOf(row: unknown): StepResult[];
};

export type CombineSteps = {
  /** Combines steps, none of which may depend on what another one writes; null where there are too many of them. */
  all(steps: readonly Step[]): CombinedStatement | null;
  /** One step that raises an error where its expectation fails. */
  one(step: Step): CombinedStatement;
};

/** A turn has up to a dozen. */
const maxSteps = 20;
/** Each connection keeps the plan of each: turns differ in what they write besides their lines. */
const maxStatements = 200;
/** What PostgreSQL quotes in its error: the cast to a number of the text that names the step. */
const failedExpectation = /expectation-(\d+)-failed/;
const invalidTextCode = "22P02";

/**
 * Each step becomes a part of one `WITH` statement: one way there and back, and one commit, without a transaction block.
 * The parts run in the order of the steps, because the result asks for them in this order. The first that changes
 * another number of rows than expected raises an error, which undoes all of them.
 */
export function createCombineSteps(): CombineSteps {
  const texts = new Map<string, { name: string; text: string }>();
  const combine = (steps: readonly Step[], isLimited: boolean): CombinedStatement | null => {
    const shape = steps.map(({ query, expect }) => `${query.prepared.key}:${expect ?? ""}`).join(" ");
    let known = texts.get(shape);
    if (!known) {
      if (isLimited && (steps.length > maxSteps || texts.size >= maxStatements)) return null;
      known = { name: `c${texts.size}`, text: textOf(steps) };
      texts.set(shape, known);
    }
    const values = steps.flatMap(({ query }) => query.values);
    return { query: { ...known, values }, resultsOf: (row) => resultsOf(steps, row as CombinedRow) };
  };
  return {
    all: (steps) => combine(steps, true),
    // There are only so many statements.
    one: (step) => combine([step], false) as CombinedStatement,
  };
}

/** The index of the step whose expectation failed; null for any other error. */
export function failedStep(error: unknown): number | null {
  if (!(error instanceof Error) || !("code" in error) || error.code !== invalidTextCode) return null;
  const index = failedExpectation.exec(error.message)?.[1];
  return index === undefined ? null : Number(index);
}

/** `rows`: for each step that returns rows, its rows or null for none. */
type CombinedRow = { changed: readonly number[]; rows: readonly (readonly unknown[] | null)[] };

function resultsOf(steps: readonly Step[], { changed, rows }: CombinedRow): StepResult[] {
  let next = 0;
  return steps.map(({ query }, index) => ({
    changed: changed[index] ?? 0,
    rows: (query.prepared.returnsRows ? rows[next++] : null) ?? [],
  }));
}

function textOf(steps: readonly Step[]): string {
  let placeholders = 0;
  const parts = steps.map(({ query }, index) => {
    const text = renumbered(returning(query.prepared), placeholders);
    placeholders += query.values.length;
    return `s${index} as (${text})`;
  });
  const counts = steps.map((_, index) => `(select count(*) from s${index})`);
  const expectations = steps.flatMap(({ expect }, index) =>
    expect === undefined ? [] : [`when ${counts[index]} <> ${expect} then ${raised(index, counts[index] ?? "")}`],
  );
  const rows = steps.flatMap(({ query }, index) =>
    query.prepared.returnsRows ? [`(select json_agg(s${index}) from s${index})`] : [],
  );
  const checked = expectations.length > 0 ? `case ${expectations.join(" ")} else 0 end as checked, ` : "";
  const result = `json_build_array(${counts.join(", ")}) as changed, json_build_array(${rows.join(", ")}) as rows`;
  return `with ${parts.join(", ")} select ${checked}${result}`;
}

/** Not a constant, which PostgreSQL would cast before it runs anything. */
function raised(index: number, count: string): string {
  return `('expectation-${index}-failed' || left(${count}::text, 0))::integer`;
}

function returning({ sql, returnsRows }: Prepared): string {
  return returnsRows ? sql : `${sql} returning 1`;
}

/** Placeholders are numbered over the whole statement. */
function renumbered(sql: string, before: number): string {
  return sql.replaceAll(/\$(\d+)/g, (_, number) => `$${Number(number) + before}`);
}
