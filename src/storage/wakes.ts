/**
 * Tells whoever waits that something may have changed under a topic: a conversation's id, or `casesTopic`. A wake carries
 * nothing: the woken read the store. It may come without need; none that matters is left out.
 */
export type Wakes = {
  subscribe(topic: string, wake: () => void): () => void;
  wake(topic: string): void;
  wakeAll(): void;
};

/** Cases have changed. No conversation has this id: channels' ids are never empty. */
export const casesTopic = "";

/** The wakes of one process; other nodes are told by `tellOthers` of the database. */
export function createWakes(): Wakes {
  const byTopic = new Map<string, Set<() => void>>();
  return {
    subscribe(topic, wake) {
      const set = byTopic.get(topic) ?? new Set();
      byTopic.set(topic, set.add(wake));
      return () => {
        set.delete(wake);
        if (set.size === 0 && byTopic.get(topic) === set) byTopic.delete(topic);
      };
    },
    wake(topic) {
      for (const wake of byTopic.get(topic) ?? []) wake();
    },
    wakeAll() {
      for (const set of [...byTopic.values()]) for (const wake of set) wake();
    },
  };
}
