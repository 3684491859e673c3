import { randomInt } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";

import { openWriting } from "./sqlite-connection.ts";

/**
 * How a command beside the service tells it that something was deleted: the number that SQLite keeps for its users in
 * the file's head is another one then. Nothing else is in it, and looking at it costs microseconds.
 */

const lookEvery = 1_000;

/** Tells a service on the same file. */
export function markDeletion(path: string): void {
  const database = openWriting(path, "full");
  try {
    database.exec(`pragma user_version = ${randomInt(1, 2 ** 31)}`);
  } finally {
    database.close();
  }
}

/**
 * What a service looks at deletions with; `onTrouble` hears of looks that failed, each is followed by another. Returns
 * the way to stop.
 */
export type DeletionWatch = {
  reading: DatabaseSync;
  deleted: () => void;
  onTrouble: (what: string, cause: unknown) => void;
};

/** Looks every second whether somebody else has deleted something. */
export function watchDeletions({ reading, deleted, onTrouble }: DeletionWatch): () => void {
  const mark = reading.prepare("pragma user_version");
  const now = (): unknown => mark.get()?.["user_version"];
  let known = now();
  const look = (): void => {
    try {
      const found = now();
      if (found === known) return;
      known = found;
      deleted();
    } catch (cause) {
      onTrouble("It could not be seen whether something was deleted from outside; it is looked at again.", cause);
    }
  };
  const timer = setInterval(look, lookEvery).unref();
  return () => clearInterval(timer);
}
