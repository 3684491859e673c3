/** Keyed mutex: work of the same key runs serially, work of different keys concurrently. */
export type KeyedMutex = {
  /** Settles with this work, which starts once all earlier work of the key has settled. */
  run(key: string, work: () => Promise<void>): Promise<void>;
  /** The latest work of this key; resolved when there is none. */
  running(key: string): Promise<void>;
  isBusy(key: string): boolean;
  /** Resolves when nothing runs for any key. */
  idle(): Promise<void>;
};

/** Idle keys take no memory. */
export function createKeyedMutex(): KeyedMutex {
  const latest = new Map<string, Promise<void>>();
  return {
    run(key, work) {
      const previous = latest.get(key) ?? Promise.resolve();
      const current = previous
        .catch(() => undefined)
        .then(work)
        .finally(() => {
          if (latest.get(key) === current) latest.delete(key);
        });
      latest.set(key, current);
      return current;
    },
    running: (key) => latest.get(key) ?? Promise.resolve(),
    isBusy: (key) => latest.has(key),
    async idle() {
      while (latest.size > 0) await Promise.allSettled(latest.values());
    },
  };
}
