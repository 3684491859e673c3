import type { NewLines } from "../../conversation/ports.ts";

/**
 * Notifies subscribers that something may have changed under a topic: a conversation's id, or one of the topics below.
 * Subscribers read the store; only a turn of this node brings the lines that it added along. A notification may be
 * spurious, but none is missing.
 */
export type ChangeNotifier = {
  /** Returns the function that unsubscribes. */
  subscribe(topic: string, listener: (newLines?: NewLines) => void): () => void;
  publish(topic: string, newLines?: NewLines): void;
  /** Publishes every topic but typing, where spurious notifications would be visible. */
  publishAll(): void;
};

/**
 * Cases have changed. No conversation has this id or those below: channels' ids are never empty and hold no control
 * characters.
 */
export const casesTopic = "";

/** The presence of agents has changed. */
export const agentsTopic = "\u0001agents";

/** Something was deleted or redacted: copies in memory may be outdated. */
export const deletionTopic = "\u0001deletion";

const typingPrefix = "\u0001typing";

/** Somebody types in this conversation. Nothing is stored of it, so it is never published spuriously. */
export const typingTopic = (by: "user" | "agent", conversation: string): string =>
  `${typingPrefix} ${by} ${conversation}`;

/** The notifier of one process; other nodes are notified by the database (`notifyNodes`). */
export function createChangeNotifier(): ChangeNotifier {
  const byTopic = new Map<string, Set<(newLines?: NewLines) => void>>();
  return {
    subscribe(topic, listener) {
      const set = byTopic.get(topic) ?? new Set();
      byTopic.set(topic, set.add(listener));
      return () => {
        set.delete(listener);
        if (set.size === 0 && byTopic.get(topic) === set) byTopic.delete(topic);
      };
    },
    publish(topic, newLines) {
      for (const listener of byTopic.get(topic) ?? []) listener(newLines);
    },
    publishAll() {
      for (const [topic, set] of new Map(byTopic))
        if (!topic.startsWith(typingPrefix)) for (const listener of set) listener();
    },
  };
}
