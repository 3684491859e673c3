/** Reads the lines after `seq`, in order. `upTo`: the last one read. Null if there are none. */
export type ReadAfter<Frame> = (seq: number) => Promise<{ frame: Frame; upTo: number } | null>;

/**
 * Sends frames in order, each once. It reads the next frame only after the previous one was flushed (back-pressure), so
 * that a slow client costs one frame of memory. A `wake` during a run causes another run (single flight).
 */
export function createPump<Frame>(options: {
  after: number;
  read: ReadAfter<Frame>;
  send: (frame: Frame) => Promise<void>;
  onError: (err: unknown) => void;
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
    } catch (err) {
      if (!stopping.signal.aborted) options.onError(err);
    } finally {
      // There is no `await` between the last check of `woken` and this, so no wake can be lost.
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
