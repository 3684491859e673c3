/**
 * Calls `act` at once and whenever it is asked to, one at a time; being asked while it runs means once more, and is
 * never missed.
 */
export function createPace(act: () => Promise<void>, onTrouble: (err: unknown) => void): () => void {
  let wanted = false;
  let running = false;
  const run = async (): Promise<void> => {
    running = true;
    try {
      while (wanted) {
        wanted = false;
        await act();
      }
    } catch (err) {
      onTrouble(err);
    } finally {
      // No `await` between the last look at `wanted` and this.
      running = false;
    }
  };
  return () => {
    wanted = true;
    if (!running) void run();
  };
}
