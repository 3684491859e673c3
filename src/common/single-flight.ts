/** Single-flight with trailing re-run: triggers during a run are coalesced into one more run. */
export function createSingleFlight(run: () => Promise<void>, onError: (err: unknown) => void): () => void {
  let requested = false;
  let running = false;
  const runAll = async (): Promise<void> => {
    running = true;
    try {
      while (requested) {
        requested = false;
        await run();
      }
    } catch (err) {
      onError(err);
    } finally {
      // No `await` between the last check of `requested` and this: a trigger in between would be lost.
      running = false;
    }
  };
  return () => {
    requested = true;
    if (!running) void runAll();
  };
}
