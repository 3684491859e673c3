import type { StoredEntry } from "../conversation/outbox-ports.ts";

/** Entries of one lane that wait in memory, in order and each once. */
export type EntryQueue = {
  /** Adds what a commit left, in the order of positions. Null: there is some, in the store only. */
  add(entries: readonly StoredEntry[] | null): void;
  /**
   * To be called just before reading the store; what commits leave until `addRead` or `forget` comes after what is
   * read.
   */
  reading(): void;
  /**
   * Adds what was read from the store, in the order of positions. What is missing in between is there no more: a
   * person's data was deleted.
   */
  addRead(entries: readonly StoredEntry[]): void;
  /**
   * Forgets what is here, for the lane is another node's. What came since the store was asked is read from there, from
   * the beginning.
   */
  forget(): void;
  head(): StoredEntry | undefined;
  /**
   * Puts the same entry, tried once more, in the place of the head; `null` takes it away. Nothing happens where it is
   * the head no more.
   */
  replaceHead(entry: StoredEntry, by: StoredEntry | null): void;
  /** True when the store must be read before anything else is delivered. */
  mustRead(): boolean;
  /** Position of the newest entry that is or was here; 0 before the first. */
  newest(): number;
};

/** An empty queue, which does not ask for the store to be read. */
export function createEntryQueue(): EntryQueue {
  const line = createLine();
  let mustRead = false;
  let meanwhile: StoredEntry[] | null = null;
  const take = (entry: StoredEntry): void => {
    const isAnew = line.isAnew(entry);
    if (isAnew) line.empty();
    // A gap means that another node stored entries in between, and those go first.
    if (isAnew || (line.newest() > 0 && entry.position > line.newest() + 1)) mustRead = true;
    if (!mustRead) line.push(entry);
  };
  return {
    add(more) {
      if (more === null) mustRead = true;
      for (const entry of more ?? []) {
        if (meanwhile) meanwhile.push(entry);
        else take(entry);
      }
    },
    reading() {
      mustRead = false;
      meanwhile = [];
    },
    addRead(stored) {
      for (const entry of stored) line.push(entry);
      const left = meanwhile ?? [];
      meanwhile = null;
      for (const entry of left) take(entry);
    },
    forget() {
      mustRead ||= (meanwhile ?? []).length > 0;
      meanwhile = null;
      line.empty();
    },
    head: line.head,
    replaceHead: line.replaceHead,
    mustRead: () => mustRead,
    newest: line.newest,
  };
}

type Line = Pick<EntryQueue, "head" | "replaceHead" | "newest"> & {
  /** Does nothing with an entry that is or was here. */
  push(entry: StoredEntry): void;
  /**
   * True for an entry whose conversation was deleted and begun anew since the others were made: its entries count from
   * 1 again.
   */
  isAnew(entry: StoredEntry): boolean;
  empty(): void;
};

function createLine(): Line {
  const entries: StoredEntry[] = [];
  /** When each entry that is or was here was made, by its position. */
  const seen = new Map<number, number>();
  let newest = 0;
  return {
    head: () => entries[0],
    replaceHead(entry, by) {
      if (entries[0] === entry) entries.splice(0, 1, ...(by ? [by] : []));
    },
    newest: () => newest,
    push(entry) {
      if (entry.position <= newest) return;
      entries.push(entry);
      seen.set(entry.position, entry.createdAt);
      newest = entry.position;
    },
    // An older position that was never here is of the new life, too: whatever this node stores in its own lane comes
    // here, by commit or by reading.
    isAnew: ({ position, createdAt }) => position <= newest && seen.get(position) !== createdAt,
    empty() {
      entries.splice(0);
      seen.clear();
      newest = 0;
    },
  };
}
