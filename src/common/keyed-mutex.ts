/** Runs work under a name: one after the other for the same name, side by side for different ones. */
export type KeyedMutex = {
  /**
   * Resolves or rejects with this work, which starts when all work given before under this name has ended, however it
   * ended.
   */
  run(name: string, work: () => Promise<void>): Promise<void>;
  /** What runs under this name now; resolved when nothing does. */
  running(name: string): Promise<void>;
  isBusy(name: string): boolean;
  /** Resolves when nothing runs under any name. */
  idle(): Promise<void>;
};

/** Keeps no trace of names under which nothing runs. */
export function createKeyedMutex(): KeyedMutex {
  const last = new Map<string, Promise<void>>();
  return {
    run(name, work) {
      const before = last.get(name) ?? Promise.resolve();
      const mine = before
        .catch(() => undefined)
        .then(work)
        .finally(() => {
          if (last.get(name) === mine) last.delete(name);
        });
      last.set(name, mine);
      return mine;
    },
    running: (name) => last.get(name) ?? Promise.resolve(),
    isBusy: (name) => last.has(name),
    async idle() {
      while (last.size > 0) await Promise.allSettled(last.values());
    },
  };
}
