import { LRUCache } from "lru-cache";

import type { ConversationState } from "../../dialogs/stored-state.ts";
import type { ReferenceRow } from "./conversations.ts";

/** A conversation as its latest turn left it, and as its next message meets it. */
export type CachedConversation = {
  saved: ConversationState;
  version: number;
  arrivals: number;
  positions: number;
  reference: ReferenceRow;
};

/** The latest turns that this process stored, so that the next message of a conversation need not read them again. */
export type ConversationCache = {
  get(conversation: string): CachedConversation | undefined;
  set(conversation: string, state: CachedConversation): void;
  delete(conversation: string): void;
  /** After an erasure: what was deleted must not stay in memory either, and it is not known whose it was. */
  clear(): void;
};

/** Conversations that go on at once, at some 8 kB each; others are read when their person comes back. */
const maxEntries = 500;

/**
 * An LRU cache. Entries may be stale: the write that follows checks version and arrival count (optimistic locking), and
 * a message that meets a stale entry takes the way through the inbox, which reads. So it helps where a single process
 * writes; with several nodes, among which people move, a wrong guess would cost more than a read. `enabled`: false keeps
 * nothing.
 */
export function createConversationCache(options: { enabled: boolean }): ConversationCache {
  const entries = new LRUCache<string, CachedConversation>({ max: maxEntries });
  return {
    get: (conversation) => entries.get(conversation),
    set(conversation, state) {
      if (options.enabled) entries.set(conversation, state);
    },
    delete: (conversation) => void entries.delete(conversation),
    clear: () => entries.clear(),
  };
}
