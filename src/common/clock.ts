/** Time, handed in so that tests hold it still. Milliseconds since 1970. */
export type Clock = {
  now(): number;
  /** Calls back once, `ms` from now; returns the way to call it off. It does not keep the process alive. */
  after(ms: number, callback: () => void): () => void;
};

/** The machine's own time. */
export const systemClock: Clock = {
  now: Date.now,
  after(ms, callback) {
    // A longer wait than a 32-bit timer holds would fire at once.
    const timer = setTimeout(callback, Math.min(ms, 2_147_483_647)).unref();
    return () => clearTimeout(timer);
  },
};
