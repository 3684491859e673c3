import { hash, randomBytes } from "node:crypto";
import { LRUCache } from "lru-cache";

import type { TransformerThread } from "./transformer-thread.ts";

/** What became of a text: its outputs, or why there are none. `busy`: too many wait; `away`: no running thread. */
export type QueuedResult = { outputs: Float32Array; how: "given" | "remembered" } | { why: "late" | "busy" | "away" };

/** The queue of texts before the thread. */
export type ScoringQueue = {
  /** Resolves with the outputs for a text with its context, after the time-out without. Never rejects. */
  outputsOf(text: string): Promise<QueuedResult>;
  /** Texts that wait or are read. */
  length(): number;
};

type Waiting = { text: string; answer(outputs: Float32Array | null): void };

/** The thread has a text that it reads and the next one; the others wait here, where their time-out can take them out. */
const maxInThread = 2;
/** Texts that wait at most. Only memory needs a limit: what the thread does not reach within the time-out leaves anyway. */
const maxWaiting = 1_000;
/** Texts whose outputs are remembered, some 1 kB each. */
const maxRemembered = 2_000;

/**
 * Gives the thread one text after the other, first come, first served, and remembers the outputs of the latest texts, as
 * people say much the same in the same place. What they said is kept as a hash with a secret before it, which nobody can
 * read or guess; in one call, as an HMAC took twenty times as long.
 */
export function scoringQueue(thread: TransformerThread, timeoutMs: number): ScoringQueue {
  const waiting = new Set<Waiting>();
  const remembered = new LRUCache<string, Float32Array>({ max: maxRemembered });
  const secret = randomBytes(32).toString("base64");
  const keyOf = (text: string): string => hash("sha256", secret + text, "base64");
  let inThread = 0;

  const send = ({ text, answer }: Waiting): void => {
    inThread += 1;
    thread.put(text, (outputs) => {
      inThread -= 1;
      answer(outputs);
      sendNext();
    });
  };
  const sendNext = (): void => {
    for (const next of waiting) {
      if (inThread >= maxInThread) return;
      waiting.delete(next);
      if (thread.layout()) send(next);
      else next.answer(null);
    }
  };
  const queue = (text: string, key: string): Promise<QueuedResult> =>
    new Promise((resolve) => {
      const late = setTimeout(() => {
        waiting.delete(entry);
        resolve({ why: "late" });
      }, timeoutMs);
      const entry: Waiting = {
        text,
        answer(outputs) {
          clearTimeout(late);
          if (outputs) remembered.set(key, outputs);
          resolve(outputs ? { outputs, how: "given" } : { why: "away" });
        },
      };
      waiting.add(entry);
      sendNext();
    });

  return {
    length: () => waiting.size + inThread,
    async outputsOf(text) {
      const key = keyOf(text);
      const outputs = remembered.get(key);
      if (outputs) return { outputs, how: "remembered" };
      return waiting.size >= maxWaiting ? { why: "busy" } : queue(text, key);
    },
  };
}
