/** Injected time, so that tests control it. Milliseconds since 1970. */
export type Clock = {
  now(): number;
  /** Calls back once, `ms` from now; returns a cancel function. The timer does not keep the process alive. */
  after(ms: number, callback: () => void): () => void;
};

export const systemClock: Clock = {
  now: () => Date.now(),
  after(ms, callback) {
    // A delay beyond 32 bits would fire at once.
    const timer = setTimeout(callback, Math.min(ms, 2_147_483_647)).unref();
    return () => clearTimeout(timer);
  },
};

/** Resolves after `ms`, or as soon as the signal is aborted. */
export function sleep(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const done = (): void => {
      cancel();
      signal.removeEventListener("abort", done);
      resolve();
    };
    const cancel = clock.after(ms, done);
    signal.addEventListener("abort", done);
  });
}
