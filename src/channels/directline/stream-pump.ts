/** Lines in order, up to the one numbered `upTo`. */
export type Batch<Frame> = { frame: Frame; upTo: number };
/** Reads the lines after `seq`. `more`: there may be others after them. Null if there are none. */
export type ReadAfter<Frame> = (seq: number) => Promise<(Batch<Frame> & { more: boolean }) | null>;
/** The lines after `seq` if they are in memory and directly follow it; null: they must be read. */
export type TakeAfter<Frame> = (seq: number) => Batch<Frame> | null;

/**
 * Sends frames in order, each once. It reads the next frame only after the previous one was flushed (back-pressure), so
 * that a slow client costs one frame of memory. A `wake` during a run causes another run (single flight). Lines that a
 * `wake` brings along are sent without a read if the pump is idle and they are the next ones.
 */
export function createPump<Frame>(options: {
  after: number;
  read: ReadAfter<Frame>;
  send: (frame: Frame) => Promise<void>;
  onError: (err: unknown) => void;
}): {
  wake: (take?: TakeAfter<Frame>) => void;
  stop: () => void;
} {
  let seq = options.after;
  let woken = false;
  let running = false;
  const stopping = new AbortController();
  const send = async ({ frame, upTo }: Batch<Frame>): Promise<void> => {
    await options.send(frame);
    seq = upTo;
  };
  const readAll = async (): Promise<void> => {
    let more = true;
    while (more && !stopping.signal.aborted) {
      const next = await options.read(seq);
      if (!next || stopping.signal.aborted) return;
      await send(next);
      more = next.more;
    }
  };
  const run = async (take: TakeAfter<Frame> | undefined): Promise<void> => {
    running = true;
    try {
      const taken = take?.(seq);
      if (taken) await send(taken);
      else woken = true;
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
    wake(take) {
      if (running) woken = true;
      else if (!stopping.signal.aborted) void run(take);
    },
    stop() {
      stopping.abort();
    },
  };
}
