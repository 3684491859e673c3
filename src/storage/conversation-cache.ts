import { LRUCache } from "lru-cache";

import type { ConversationState } from "../../dialogs/stored-state.ts";
import type { ReferenceRow } from "./conversations.ts";

/** A conversation as its latest turn left it, and as its next message meets it. */
export type CachedConversation = {
  saved: ConversationState;
  version: number;
  arrivals: number;
  positions: number;
  /** The `seq` of its last line. */
  lines: number;
  reference: ReferenceRow;
};

/** The latest turns that this process stored, so that the next message of a conversation need not read them again. */
export type ConversationCache = {
  get(conversation: string): CachedConversation | undefined;
  set(conversation: string, state: CachedConversation): void;
  delete(conversation: string): void;
  /** Whether the conversation is known to exist, for longer than its turn is kept. */
  exists(conversation: string): boolean;
  noteExisting(conversation: string): void;
  /** After an erasure: what was deleted must not stay in memory either, and it is not known whose it was. */
  clear(): void;
};

/** Conversations that go on at once, at some 8 kB each; others are read when their person comes back. */
const maxEntries = 500;
/** Ids that are known to exist, at some 100 bytes each. */
const maxExisting = 10_000;

/**
 * An LRU cache. Entries may be stale: the write that follows checks version and counters (optimistic locking), and a
 * message that meets a stale entry takes the way through the inbox, which reads. That is rare, because other nodes notify
 * this one of the conversations that they write to.
 */
export function createConversationCache(): ConversationCache {
  const entries = new LRUCache<string, CachedConversation>({ max: maxEntries });
  const existing = new LRUCache<string, true>({ max: maxExisting });
  return {
    get: (conversation) => entries.get(conversation),
    set: (conversation, state) => void entries.set(conversation, state),
    delete: (conversation) => void entries.delete(conversation),
    exists: (conversation) => existing.get(conversation) !== undefined,
    noteExisting: (conversation) => void existing.set(conversation, true),
    clear() {
      entries.clear();
      existing.clear();
    },
  };
}
