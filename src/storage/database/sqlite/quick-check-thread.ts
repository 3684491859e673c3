import { parentPort, workerData } from "node:worker_threads";

import { openReading } from "./sqlite-connection.ts";
import { resultCode } from "./sqlite-failures.ts";
import type { QuickCheck } from "./quick-check.ts";

/** Looks through the whole file for damage, in a thread of its own: a large one takes minutes. */
parentPort?.postMessage(check(String(workerData)));

function check(path: string): QuickCheck {
  try {
    const database = openReading(path);
    try {
      return { whole: database.prepare("pragma quick_check(1)").get()?.["quick_check"] === "ok" };
    } finally {
      database.close();
    }
  } catch (error) {
    // An error that crosses to another thread loses SQLite's code.
    return { message: String(error), errcode: resultCode(error) };
  }
}
