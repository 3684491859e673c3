/** Reads what comes after `seq`, in order, and says up to where it read; null when there is nothing. */
export type ReadOn<Frame> = (seq: number) => Promise<{ frame: Frame; upTo: number } | null>;

/**
 * Carries frames in order, each once, one at a time: the next is read when the last is off our hands, so that a slow
 * reader costs one frame of memory. `wake` may come at any time, also while it runs, and is never missed.
 */
export function makePump<Frame>(options: {
  after: number;
  read: ReadOn<Frame>;
  send: (frame: Frame) => Promise<void>;
  fail: (cause: unknown) => void;
}): {
  wake: () => void;
  stop: () => void;
} {
  let seq = options.after;
  let woken = false;
  let running = false;
  const stopping = new AbortController();
  const readAll = async (): Promise<void> => {
    for (let next = await options.read(seq); next && !stopping.signal.aborted; next = await options.read(seq)) {
      await options.send(next.frame);
      seq = next.upTo;
    }
  };
  const run = async (): Promise<void> => {
    running = true;
    try {
      while (woken && !stopping.signal.aborted) {
        woken = false;
        await readAll();
      }
    } catch (cause) {
      if (!stopping.signal.aborted) options.fail(cause);
    } finally {
      // No `await` between the last look at `woken` and this: a wake in between would be lost.
      running = false;
    }
  };
  return {
    wake() {
      woken = true;
      if (!running && !stopping.signal.aborted) void run();
    },
    stop() {
      stopping.abort();
    },
  };
}
