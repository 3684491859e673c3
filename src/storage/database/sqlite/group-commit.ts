import type { DatabaseSync, StatementSync } from "node:sqlite";

import type { SqlValue, StepResult, StepsWritten } from "../database.ts";
import { isStorageFailure } from "./sqlite-failures.ts";

/** A batch as it crosses to the writer: `key` names a statement whose text was sent once. */
export type PlainBatch = readonly PlainStep[];
export type PlainStep = { key: number; values: readonly SqlValue[]; expect: number | undefined };
export type NewStatement = { key: number; sql: string; returnsRows: boolean };

/** `refused`: this batch alone failed, for a reason in the batch itself. */
export type BatchResult = { written: StepsWritten } | { refused: unknown };

/** Writes batches; a statement is registered before the first batch that uses it. */
export type GroupCommit = {
  register(statements: readonly NewStatement[]): void;
  commit(batches: readonly PlainBatch[]): BatchResult[];
};

/**
 * Writes many batches in one transaction, so that one sync to disk pays for all of them. One that fails takes nothing
 * of the others along: nearly always all go through, so they are first tried without savepoints, which cost a tenth of
 * the writing; where one fails, all are undone and written again, each with a savepoint of its own. Throws when the
 * transaction as a whole could not be committed: then none is stored.
 */
export function createGroupCommit(options: { database: DatabaseSync }): GroupCommit {
  const { database } = options;
  const { register, run } = createRunner(database);
  const transact = createTransaction(database);
  const runSeparately = createSeparateRun(database, run);
  /** Null: one of them failed, and nothing is stored. */
  const together = (batches: readonly PlainBatch[]): BatchResult[] | null => {
    try {
      return transact(() => batches.map((batch) => ({ written: whole(run(batch)) })));
    } catch (error) {
      if (isStorageFailure(error)) throw error;
      return null;
    }
  };
  return { register, commit: (batches) => together(batches) ?? transact(() => batches.map(runSeparately)) };
}

type Run = (batch: PlainBatch) => StepsWritten;

/** Runs work in a transaction, which is undone where the work or the commit throws. */
function createTransaction(database: DatabaseSync): <T>(work: () => T) => T {
  const begin = database.prepare("begin immediate");
  const end = database.prepare("commit");
  return (work) => {
    begin.run();
    try {
      const result = work();
      end.run();
      return result;
    } catch (error) {
      if (database.isTransaction) database.exec("rollback");
      throw error;
    }
  };
}

/** Runs a batch in a savepoint: where it fails, it alone is undone. */
function createSeparateRun(database: DatabaseSync, run: Run): (batch: PlainBatch) => BatchResult {
  const savepoint = database.prepare("savepoint batch");
  const undo = database.prepare("rollback to batch");
  const release = database.prepare("release batch");
  return (batch) => {
    savepoint.run();
    try {
      const written = run(batch);
      if (written.failed !== null) undo.run();
      return { written };
    } catch (error) {
      if (isStorageFailure(error)) throw error;
      undo.run();
      return { refused: error };
    } finally {
      if (database.isTransaction) release.run();
    }
  };
}

/** Throws where an expectation failed: this way out of a transaction is the one that undoes it. */
function whole(written: StepsWritten): StepsWritten {
  if (written.failed !== null) throw new Error("an expectation failed");
  return written;
}

/** Shared by all steps without rows: it crosses to the other thread once. */
const none: [] = [];

/** Runs the steps of a batch, with each statement prepared when it is first met. */
function createRunner(database: DatabaseSync): {
  register(statements: readonly NewStatement[]): void;
  run(batch: PlainBatch): StepsWritten;
} {
  const texts = new Map<number, NewStatement>();
  const prepared = new Map<number, StatementSync>();
  const statementOf = ({ key, sql }: NewStatement): StatementSync => {
    const known = prepared.get(key);
    if (known) return known;
    const made = database.prepare(sql);
    prepared.set(key, made);
    return made;
  };
  return {
    register(statements) {
      for (const each of statements) texts.set(each.key, each);
    },
    run(batch) {
      const results: StepResult[] = [];
      for (const [index, step] of batch.entries()) {
        const text = texts.get(step.key);
        if (!text) throw new Error(`No text was sent for statement ${step.key}.`);
        const statement = statementOf(text);
        const rows = text.returnsRows ? statement.all(...step.values) : none;
        const changed = text.returnsRows ? rows.length : Number(statement.run(...step.values).changes);
        if (step.expect !== undefined && changed !== step.expect)
          return { failed: index, repeated: false, results: [] };
        results.push({ changed, rows });
      }
      return { failed: null, repeated: false, results };
    },
  };
}
