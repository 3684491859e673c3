import { once } from "node:events";
import { Worker } from "node:worker_threads";

import { AppError } from "../../../common/errors.ts";
import type { Prepared, Step, StepsWritten } from "../database.ts";
import type { BatchResult, NewStatement, PlainBatch } from "./group-commit.ts";
import type { FromWriter, WriterSettings } from "./writer-protocol.ts";

/** The main thread's end of the writing thread. */
export type Writer = {
  /** Resolves after the commit; rejects with what SQLite said, and then nothing of the batch is stored. */
  write(steps: readonly Step[]): Promise<StepsWritten>;
  /** Empties the log into the database, after all writes given before. */
  truncateLog(): Promise<void>;
  close(): Promise<void>;
};

type Waiting = { resolve(written: StepsWritten): void; reject(error: unknown): void };

/** A writing thread that loads its sources while the tables are brought up to date. */
export type StartingWriter = {
  /** Has it open the file, and waits until it has. Rejects with what SQLite said. */
  open(settings: WriterSettings): Promise<Writer>;
  /** Ends it where the file is not to be written to. */
  terminate(): Promise<unknown>;
};

/** Starts the writing thread, which does not touch the file yet. */
export function startWriter(): StartingWriter {
  const worker = new Worker(new URL("./writer-thread.ts", import.meta.url));
  return {
    async open(settings) {
      worker.postMessage({ type: "open", ...settings });
      await once(worker, "message");
      return writerOn(worker);
    },
    terminate: () => worker.terminate(),
  };
}

/** Writes of the same tick travel in one message. */
function writerOn(worker: Worker): Writer {
  const waiting = new Map<number, Waiting>();
  const outgoing = createOutgoing((message) => worker.postMessage(message));
  const truncating: (() => void)[] = [];
  let gone: AppError | null = null;

  worker.on("message", (message: FromWriter) => {
    if (message.type === "done" || message.type === "failed") outgoing.free();
    if (message.type === "done") {
      for (const [index, result] of message.results.entries()) settle(take(waiting, message.first + index), result);
    }
    if (message.type === "logTruncated") truncating.shift()?.();
    if (message.type === "failed") {
      for (let index = 0; index < message.count; index++) take(waiting, message.first + index)?.reject(message.error);
    }
  });
  const abandon = (reason: unknown): void => {
    gone = new AppError("StoreUnavailable", "The thread that writes to the database has ended.", {
      remedy: "Restart the service.",
      cause: reason,
    });
    for (const each of waiting.values()) each.reject(gone);
    waiting.clear();
    for (const done of truncating.splice(0)) done();
  };
  worker.on("error", abandon);
  worker.on("exit", abandon);

  return {
    write: (steps) =>
      gone
        ? Promise.reject(gone)
        : new Promise((resolve, reject) => waiting.set(outgoing.add(steps), { resolve, reject })),
    truncateLog() {
      if (gone) return Promise.resolve();
      outgoing.flush();
      worker.postMessage({ type: "truncateLog" });
      return new Promise((resolve) => truncating.push(resolve));
    },
    async close() {
      if (gone) return;
      outgoing.flush();
      worker.postMessage({ type: "close" });
      await once(worker, "exit");
    },
  };
}

type Outgoing = {
  add(steps: readonly Step[]): number;
  /** Sends what has gathered, whatever the thread does. */
  flush(): void;
  /** The thread is done with what it was sent. */
  free(): void;
};

/**
 * Milliseconds that a batch waits for company while others write as well. The pages that all batches touch are then
 * written once for more of them, and nobody feels it: an answer takes ten times as long.
 */
const batchDelayMs = 3;

/**
 * Gathers batches and sends them together, with the text of each statement the first time it is used. While the thread
 * waits for the disk nothing is sent: it could not begin, and a message for every batch cost more than all of SQLite's
 * work on it. Group commit adapts to the load: a batch that follows one that went alone does not wait, since nobody else
 * writes.
 */
function createOutgoing(send: (message: unknown) => void): Outgoing {
  const newTexts = createStatementTexts();
  let statements: NewStatement[] = [];
  let batches: PlainBatch[] = [];
  let next = 0;
  let underWay = false;
  let due = false;
  let hadCompany = false;

  const flush = (): void => {
    due = false;
    if (batches.length === 0) return;
    underWay = true;
    hadCompany = batches.length > 1;
    send({ type: "write", first: next - batches.length, statements, batches });
    statements = [];
    batches = [];
  };
  const onDue = (): void => {
    due = true;
    if (!underWay) flush();
  };
  return {
    add(steps) {
      for (const step of steps) statements.push(...newTexts(step.query.prepared));
      if (batches.push(plainBatch(steps)) === 1) {
        if (hadCompany) setTimeout(onDue, batchDelayMs);
        else setImmediate(onDue);
      }
      return next++;
    },
    flush,
    free() {
      // Messages that were drained together are answered together.
      underWay = false;
      if (due) flush();
    },
  };
}

/** The text of a statement that was not asked for before. */
function createStatementTexts(): (prepared: Prepared) => NewStatement[] {
  const sent = new Set<number>();
  return ({ key, sql, returnsRows }) => {
    if (sent.has(key)) return [];
    sent.add(key);
    return [{ key, sql, returnsRows }];
  };
}

/** The batch as the group commit takes it. */
export function plainBatch(steps: readonly Step[]): PlainBatch {
  return steps.map(({ query, expect }) => ({ key: query.prepared.key, values: query.values, expect }));
}

/** Nobody waits any more once the thread was given up as gone. */
function take(waiting: Map<number, Waiting>, number: number): Waiting | undefined {
  const found = waiting.get(number);
  waiting.delete(number);
  return found;
}

function settle(waiting: Waiting | undefined, result: BatchResult): void {
  if ("refused" in result) waiting?.reject(result.refused);
  else waiting?.resolve(result.written);
}
