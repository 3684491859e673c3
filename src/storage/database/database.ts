/**
 * What every store stands on: reads, and writes in batches that happen as a whole or not at all. No transaction is ever
 * held open across an `await` of ours: all conditions of a batch are in its SQL and in `expect`.
 */
export type Database = {
  readonly dialect: Dialect;
  /**
   * Rows of one query, read after every write that was acknowledged before. Throws a `Fault`, `StoreUnavailable` when
   * the database is away.
   */
  read<Row>(query: Query<Row>): Promise<readonly Row[]>;
  /**
   * Resolves when the batch is durable or one of its expectations failed. Throws a `Fault`; then nothing of the batch
   * is acknowledged.
   */
  write(steps: readonly Step[]): Promise<Written>;
  health(): Promise<Health>;
  /** Finishes the writes under way, then lets go of the files or connections. */
  close(): Promise<void>;
};

/** The two kinds of SQL we write; they differ in types and in locking. */
export type Dialect = "sqlite" | "postgres";

/** What both databases take and give alike. Times and flags are numbers, everything with a shape is JSON text. */
export type SqlValue = string | number | null;

/** A query whose text was made once; `values` are in the order of its placeholders. */
export type Query<Row = unknown> = { readonly prepared: Prepared<Row>; readonly values: readonly SqlValue[] };

/** The text of a query, made once and run often. */
export type Prepared<Row = unknown> = {
  /** Its number in the store it was made for. */
  readonly key: number;
  readonly sql: string;
  /** True where rows come back: selects and writes with `returning`. */
  readonly gives: boolean;
  /** Never set: it carries the type of a row. */
  readonly row?: Row;
};

/** `expect`: how many rows must change; with another number the whole batch is rolled back. */
export type Step = { readonly query: Query; readonly expect?: number };

/** What became of a batch. */
export type Written = {
  /** The index of the first step whose expectation failed: nothing was written. Null: all of it was. */
  readonly failed: number | null;
  /**
   * True where the connection broke during a commit and the batch was run a second time: the first run may be what is
   * stored, so a failed expectation may be our own doing.
   */
  readonly repeated: boolean;
  /** Rows changed, by step. */
  readonly changes: readonly number[];
  /** Rows given back, by step. */
  readonly rows: readonly (readonly unknown[])[];
};

/** `reason` is for operators: it names the trouble, never what people wrote. */
export type Health = { ok: true } | { ok: false; reason: string };
