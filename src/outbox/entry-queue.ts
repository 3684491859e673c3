import type { StoredEntry } from "../turn/outbox-store.ts";

/** Entries of one lane that wait in memory, in order and each once. */
export type EntryQueue = {
  /** Adds what a commit left, in the order of positions. Null: there is some, in the store only. */
  add(entries: readonly StoredEntry[] | null): void;
  /** Adds what was read from the store, in the order of positions. What is missing in between is there no more: a person's data was deleted. */
  addRead(entries: readonly StoredEntry[]): void;
  head(): StoredEntry | undefined;
  replaceHead(entry: StoredEntry): void;
  removeHead(): void;
  /** Forgets what is here, for the lane is another node's. What came since the store was asked is read from there, from the beginning. */
  forget(): void;
  /** True when the store must be read before anything else is delivered. */
  mustRead(): boolean;
  /** To be called just before reading the store. */
  reading(): void;
  /** Position of the newest entry that is or was here; 0 before the first. */
  newest(): number;
};

/** An empty queue, which does not ask for the store to be read. */
export function createEntryQueue(): EntryQueue {
  const entries: StoredEntry[] = [];
  let newest = 0;
  let newestAsked = 0;
  let mustRead = false;
  const push = (entry: StoredEntry): void => {
    if (entry.position > newest) entries.push(entry);
    newest = Math.max(newest, entry.position);
  };
  return {
    add(more) {
      if (more === null) mustRead = true;
      for (const entry of more ?? []) {
        // A gap means that another node stored entries in between, and those go first.
        if (newest > 0 && entry.position > newest + 1) mustRead = true;
        if (!mustRead) push(entry);
      }
    },
    addRead(stored) {
      for (const entry of stored) push(entry);
    },
    head: () => entries[0],
    replaceHead(entry) {
      entries[0] = entry;
    },
    removeHead() {
      entries.shift();
    },
    forget() {
      mustRead ||= newest > newestAsked;
      entries.splice(0);
      newest = 0;
    },
    mustRead: () => mustRead,
    reading() {
      newestAsked = newest;
      mustRead = false;
    },
    newest: () => newest,
  };
}
