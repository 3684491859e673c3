import type { StoredEntry } from "../conversation/outbox-ports.ts";

/** The entries of one conversation that wait in memory, in order of position, each once. */
export type EntryQueue = {
  /** Adds entries of a commit, in order of position. Null: the entries are in the store only. */
  add(entries: readonly StoredEntry[] | null): void;
  /** Call just before a read: entries committed until `finishRead` or `clear` are queued after the ones read. */
  beginRead(): void;
  /** Adds entries read from the store, in order of position. Positions missing in between were erased. */
  finishRead(entries: readonly StoredEntry[]): void;
  /** Drops everything after the lease was lost. Entries committed during the read must be read from the store. */
  clear(): void;
  head(): StoredEntry | undefined;
  /** Replaces the head after a failed attempt; `null` removes it. No effect if the entry is no longer the head. */
  replaceHead(entry: StoredEntry, by: StoredEntry | null): void;
  /** True when the store must be read before the next delivery. */
  mustRead(): boolean;
  /** Position of the newest entry ever queued; 0 before the first. */
  newest(): number;
};

/** An empty queue that does not require a read. */
export function createEntryQueue(): EntryQueue {
  const ordered = createOrderedEntries();
  let mustRead = false;
  let addedDuringRead: StoredEntry[] | null = null;
  const append = (entry: StoredEntry): void => {
    const isRestarted = ordered.isRestarted(entry);
    if (isRestarted) ordered.clear();
    // A gap: another node committed entries in between, which come first.
    if (isRestarted || (ordered.newest() > 0 && entry.position > ordered.newest() + 1)) mustRead = true;
    if (!mustRead) ordered.push(entry);
  };
  return {
    add(entries) {
      if (entries === null) mustRead = true;
      for (const entry of entries ?? []) {
        if (addedDuringRead) addedDuringRead.push(entry);
        else append(entry);
      }
    },
    beginRead() {
      mustRead = false;
      addedDuringRead = [];
    },
    finishRead(stored) {
      for (const entry of stored) ordered.push(entry);
      const added = addedDuringRead ?? [];
      addedDuringRead = null;
      for (const entry of added) append(entry);
    },
    clear() {
      mustRead ||= (addedDuringRead ?? []).length > 0;
      addedDuringRead = null;
      ordered.clear();
    },
    head: ordered.head,
    replaceHead: ordered.replaceHead,
    mustRead: () => mustRead,
    newest: ordered.newest,
  };
}

type OrderedEntries = Pick<EntryQueue, "head" | "replaceHead" | "newest"> & {
  /** Ignores an entry that is or was queued. */
  push(entry: StoredEntry): void;
  /** True if the conversation was deleted and started again since the queued entries: its positions count from 1 again. */
  isRestarted(entry: StoredEntry): boolean;
  clear(): void;
};

function createOrderedEntries(): OrderedEntries {
  const entries: StoredEntry[] = [];
  /** `createdAt` of every entry ever queued, by position. */
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
    // An older position that was never queued belongs to the new conversation, too: everything this node commits while
    // it holds the lease is queued, by commit or by reading.
    isRestarted: ({ position, createdAt }) => position <= newest && seen.get(position) !== createdAt,
    clear() {
      entries.splice(0);
      seen.clear();
      newest = 0;
    },
  };
}
