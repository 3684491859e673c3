import type { DatabaseSync, StatementSync } from "node:sqlite";

import type { SqlValue, Written } from "../database.ts";
import { isStorageFailure } from "./failures.ts";

/** A batch as it crosses to the writer: `key` names a statement whose text was sent once. */
export type PlainBatch = readonly PlainStep[];
export type PlainStep = { key: number; values: readonly SqlValue[]; expect: number | undefined };
export type NewStatement = { key: number; sql: string; gives: boolean };

/** `refused`: this batch alone failed, for a reason in the batch itself. */
export type BatchResult = { written: Written } | { refused: unknown };

/**
 * Writes many batches in one transaction, so that one sync to disk pays for all of them. Each has a savepoint of its own: one
 * that fails takes nothing of the others along. Throws when the transaction as a whole could not be committed: then none is stored.
 */
export function createGroupCommit(options: { database: DatabaseSync }): {
  learn(statements: readonly NewStatement[]): void;
  commit(batches: readonly PlainBatch[]): BatchResult[];
} {
  const { database } = options;
  const { learn, run } = createRunner(database);
  const begin = database.prepare("begin immediate");
  const end = database.prepare("commit");
  const savepoint = database.prepare("savepoint batch");
  const undo = database.prepare("rollback to batch");
  const release = database.prepare("release batch");

  const runApart = (batch: PlainBatch): BatchResult => {
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

  return {
    learn,
    commit(batches) {
      begin.run();
      try {
        const results = batches.map(runApart);
        end.run();
        return results;
      } catch (error) {
        if (database.isTransaction) database.exec("rollback");
        throw error;
      }
    },
  };
}

/** Runs the steps of a batch, with each statement prepared when it is first met. */
function createRunner(database: DatabaseSync): { learn(news: readonly NewStatement[]): void; run(batch: PlainBatch): Written } {
  const texts = new Map<number, NewStatement>();
  const statements = new Map<number, StatementSync>();
  const statementOf = ({ key, sql }: NewStatement): StatementSync => {
    const known = statements.get(key);
    if (known) return known;
    const made = database.prepare(sql);
    statements.set(key, made);
    return made;
  };
  return {
    learn(news) {
      for (const each of news) texts.set(each.key, each);
    },
    run(batch) {
      const changes: number[] = [];
      const rows: unknown[][] = [];
      for (const [index, step] of batch.entries()) {
        const text = texts.get(step.key);
        if (!text) throw new Error(`Nobody sent the text of statement ${step.key}.`);
        const statement = statementOf(text);
        const given = text.gives ? statement.all(...step.values) : [];
        const changed = text.gives ? given.length : Number(statement.run(...step.values).changes);
        if (step.expect !== undefined && changed !== step.expect) return { failed: index, repeated: false, changes: [], rows: [] };
        changes.push(changed);
        rows.push(given);
      }
      return { failed: null, repeated: false, changes, rows };
    },
  };
}
