import { flushCompileCache } from "node:module";
import { parentPort, receiveMessageOnPort } from "node:worker_threads";
import type { DatabaseSync } from "node:sqlite";

import { openWriting } from "./sqlite-connection.ts";
import { resultCode } from "./sqlite-failures.ts";
import { type BatchResult, createGroupCommit, type GroupCommit, type PlainBatch } from "./group-commit.ts";
import type { FromWriter, PlainError, ToWriter, WriterSettings } from "./writer-protocol.ts";

/**
 * The thread that writes to the SQLite file: everything waiting when it looks goes into one transaction, so the wait
 * for the disk is paid once for all and never on the event loop.
 */
if (!parentPort) throw new Error("This file runs in a thread of its own.");
const port = parentPort;
port.once("message", open);

function open({ path, synchronous }: WriterSettings): void {
  const database = openWriting(path, synchronous);
  const group = createGroupCommit({ database });
  port.on("message", (message: ToWriter) => {
    const messages = [message, ...waiting()];
    const writes = messages.filter((each) => each.type === "write");
    if (writes.length > 0) commit(group, writes);
    for (const each of messages) if (each.type === "truncateLog") truncateLog(database);
    if (messages.some(({ type }) => type === "close")) {
      database.close();
      port.close();
    }
  });
  send({ type: "ready" });
  // Else what Node made of the sources is kept only where the thread ends in order.
  flushCompileCache();
}

function waiting(): ToWriter[] {
  const messages: ToWriter[] = [];
  for (let next = receiveMessageOnPort(port); next; next = receiveMessageOnPort(port))
    messages.push(next.message as ToWriter);
  return messages;
}

function commit(group: GroupCommit, writes: readonly Extract<ToWriter, { type: "write" }>[]): void {
  const first = writes[0]?.first ?? 0;
  const batches: PlainBatch[] = writes.flatMap((write) => write.batches);
  try {
    for (const write of writes) group.register(write.statements);
    send({ type: "done", first, results: group.commit(batches).map(plainResult) });
  } catch (error) {
    send({ type: "failed", first, count: batches.length, error: plain(error) });
  }
}

/**
 * Not inside a transaction, and after what was written before. A reader in the way leaves the rest for the next time.
 */
function truncateLog(database: DatabaseSync): void {
  try {
    database.exec("pragma wal_checkpoint(truncate)");
  } finally {
    send({ type: "logTruncated" });
  }
}

function plainResult(result: BatchResult): BatchResult {
  return "refused" in result ? { refused: plain(result.refused) } : result;
}

function plain(error: unknown): PlainError {
  return { message: String(error), errcode: resultCode(error) };
}

function send(message: FromWriter): void {
  port.postMessage(message);
}
