import type { Deliver } from "../../../src/conversation/ports.ts";

export type Delivered = Parameters<Deliver>[0];
export type Receiver = {
  deliver: Deliver;
  /** Every attempt that came in, in order. */
  attempts: Delivered[];
  /** Resolves when so many attempts have come in, in all. */
  received(count: number): Promise<void>;
};

/** A destination: `answer` may throw or wait. */
export function createReceiver(answer: (entry: Delivered) => unknown = () => {}): Receiver {
  const attempts: Delivered[] = [];
  const waiting = new Set<() => void>();
  return {
    attempts,
    async deliver(entry) {
      attempts.push(entry);
      for (const check of waiting) check();
      await answer(entry);
    },
    received: (count) =>
      new Promise((resolve) => {
        const check = (): void => {
          if (attempts.length < count) return;
          waiting.delete(check);
          resolve();
        };
        waiting.add(check);
        check();
      }),
  };
}

/** `conversation: body` of each attempt. */
export function bodies(attempts: readonly Delivered[]): string[] {
  return attempts.map(({ conversation, body }) => `${conversation}: ${String(body)}`);
}
