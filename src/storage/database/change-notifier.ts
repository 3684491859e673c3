/**
 * Tells whoever waits that something may have changed under a topic: a conversation's id, or `casesTopic`. A wake
 * carries nothing: the woken read the store. It may come without need; none that matters is left out.
 */
export type ChangeNotifier = {
  subscribe(topic: string, wake: () => void): () => void;
  wake(topic: string): void;
  wakeAll(): void;
};

/**
 * Cases have changed. No conversation has this id or the ones below: channels' ids are never empty and hold no control
 * characters.
 */
export const casesTopic = "";

/** Who is at the desk has changed. */
export const agentsTopic = "\u0001agents";

/** Something was deleted, or words were taken out: what is in memory may be there no more. */
export const deletionTopic = "\u0001deletion";

const typingMark = "\u0001typing";

/**
 * Somebody types in this conversation. Nothing can be read about it afterwards, so that it is never woken without need.
 */
export const typingTopic = (by: "user" | "agent", conversation: string): string =>
  `${typingMark} ${by} ${conversation}`;

/** The wakes of one process; other nodes are told by `tellOthers` of the database. */
export function createWakes(): ChangeNotifier {
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
      for (const [topic, set] of new Map(byTopic)) if (!topic.startsWith(typingMark)) for (const wake of set) wake();
    },
  };
}
