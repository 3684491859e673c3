import type { BatchResult, NewStatement, PlainBatch } from "./group-commit.ts";

/** The first message to the writing thread. */
export type WriterSettings = { path: string; synchronous: "full" | "normal" };

/**
 * What the main thread says to the writing thread once that has the file; one message carries everything that gathered
 * meanwhile.
 */
export type ToWriter =
  | { type: "write"; first: number; statements: readonly NewStatement[]; batches: readonly PlainBatch[] }
  | { type: "truncateLog" }
  | { type: "close" };

/** An error made plain, because SQLite's result code does not survive the way between threads. */
export type PlainError = { message: string; errcode: number };

/** The writing thread's answers; `ready` comes once and first. */
export type FromWriter =
  | { type: "ready" }
  /** The log is emptied into the database. */
  | { type: "logTruncated" }
  /** Results of the batches from number `first` on, in order. */
  | { type: "done"; first: number; results: readonly BatchResult[] }
  /** None of these batches is stored. */
  | { type: "failed"; first: number; count: number; error: PlainError };
