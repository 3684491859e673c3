/** Counting semaphore: so many holders at once, the others wait in the order they came. */
export type Semaphore = { acquire(): Promise<void>; release(): void };

/** `permits`: holders at once. Each `acquire()` needs exactly one `release()`, otherwise a permit leaks. */
export function createSemaphore(permits: number): Semaphore {
  const waiting: (() => void)[] = [];
  let free = permits;
  return {
    async acquire() {
      if (free > 0) free--;
      else await new Promise<void>((resolve) => waiting.push(resolve));
    },
    release() {
      const next = waiting.shift();
      if (next) next();
      else free++;
    },
  };
}
