/**
 * What every store uses: reads, and writes in batches that happen as a whole or not at all. No transaction is ever held
 * open across an `await`: every condition of a batch is in its SQL and in `expect`.
 */
export type Database = {
  readonly dialect: Dialect;
  /**
   * Rows of one query, including every write acknowledged before. Throws an `AppError`; `StoreUnavailable` while the
   * database cannot be reached.
   */
  read<Row>(query: Query<Row>): Promise<readonly Row[]>;
  /**
   * Runs the batch's steps in one transaction, in the order of the object's keys. Resolves once the batch is durable or
   * one of its expectations failed. Throws an `AppError`; then nothing of the batch is acknowledged. `independent`: no
   * step reads or changes a row that another one changes, so that they may become one statement.
   */
  write<B extends Batch>(batch: B, options?: { independent?: boolean }): Promise<Written<B>>;
  health(): Promise<Health>;
  /** Missing where the server looks after its files itself. */
  integrity?: IntegrityCheck;
  /** Finishes running writes, then closes the files or connections. */
  close(): Promise<void>;
};

/** Looks for damage in an embedded database's file. */
export type IntegrityCheck = {
  /** Takes its time, and none of the event loop's. What it finds is reported by `health` from then on. */
  isWhole(): Promise<boolean>;
  /** When something was last written; 0: not since the start. */
  lastWriteAt(): number;
};

/** The two kinds of SQL in use; they differ in types and in locking. */
export type Dialect = "sqlite" | "postgres";

/** What both databases take and return alike. Times and flags are numbers, everything structured is JSON text. */
export type SqlValue = string | number | Uint8Array | null;

/** A query whose text was compiled once; `values` are in the order of its placeholders. */
export type Query<Row = unknown> = { readonly prepared: Prepared<Row>; readonly values: readonly SqlValue[] };

/** The text of a query, compiled once and run often. */
export type Prepared<Row = unknown> = {
  /** Its number in the store it was compiled for. */
  readonly key: number;
  readonly sql: string;
  /** True for selects and for writes with `returning`. */
  readonly returnsRows: boolean;
  /** Never set: it carries the type of a row. */
  readonly row?: Row;
};

/** `expect`: how many rows must change; with any other number the whole batch is rolled back. */
export type Step<Row = unknown> = { readonly query: Query<Row>; readonly expect?: number };

/** The steps of one transaction by name; a name may stand for several steps, or for none. */
export type Batch = Readonly<Record<string, Step | readonly Step[] | undefined>>;

/**
 * The outcome of a batch. `failed` names the step whose expectation failed; then nothing was written. `repeated`: the
 * connection broke during the commit and the batch ran a second time, so the first run may be what is stored and a
 * failed expectation may be of our own making.
 */
export type Written<B extends Batch> =
  | { readonly stored: true; readonly repeated: boolean; readonly results: Results<B> }
  | { readonly stored: false; readonly repeated: boolean; readonly failed: keyof B & string };

/** The results of a batch under the names of its steps. */
export type Results<B extends Batch> = { readonly [Name in keyof B]: ResultOf<B[Name]> };

/** What one step did: how many rows it changed, and the rows it returned. */
export type StepResult<Row = unknown> = { readonly changed: number; readonly rows: readonly Row[] };

type ResultOf<S> =
  S extends Step<infer Row> ? StepResult<Row> : S extends readonly Step<infer Row>[] ? readonly StepResult<Row>[] : S;

/** `reason` is for operators: it names the failure, never what people wrote. */
export type Health = { ok: true } | { ok: false; reason: string };

/** The write of one database engine: the steps in order; `runBatch` gives them their names. */
export type WriteSteps = (steps: readonly Step[], independent: boolean) => Promise<StepsWritten>;

/** The outcome of steps in order. `failed`: the index of the step whose expectation failed, with no results then. */
export type StepsWritten = {
  readonly failed: number | null;
  readonly repeated: boolean;
  readonly results: readonly StepResult[];
};

/** Runs a batch of named steps on an engine. */
export function runBatch(writeSteps: WriteSteps): Database["write"] {
  return async <B extends Batch>(batch: B, { independent = false } = {}): Promise<Written<B>> => {
    const steps: Step[] = [];
    const names: (keyof B & string)[] = [];
    for (const name in batch)
      for (const step of stepsUnder(batch[name])) {
        steps.push(step);
        names.push(name);
      }
    const { failed, repeated, results } = await writeSteps(steps, independent);
    if (failed !== null) {
      const name = names[failed];
      if (name === undefined) throw new Error(`The batch has no step ${failed}.`);
      return { stored: false, repeated, failed: name };
    }
    return { stored: true, repeated, results: resultsByName(batch, results) };
  };
}

function stepsUnder(part: Batch[string]): readonly Step[] {
  if (part === undefined) return [];
  return isStep(part) ? [part] : part;
}

function isStep(part: Step | readonly Step[]): part is Step {
  return "query" in part;
}

/** The only place that joins results to names: the order is that of `runBatch`. */
function resultsByName<B extends Batch>(batch: B, results: readonly StepResult[]): Results<B> {
  let next = 0;
  const entries = Object.entries(batch).map(([name, part]) => {
    if (part === undefined) return [name, undefined];
    if (isStep(part)) return [name, results[next++]];
    return [name, results.slice(next, (next += part.length))];
  });
  return Object.fromEntries(entries) as Results<B>;
}
