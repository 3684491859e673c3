import type { Clock } from "../../common/clock.ts";
import type { Retention } from "./retention.ts";

/** Keeps sweeping while the service runs. */
export type RetentionJob = { start(): void; /** Resolves when a sweep under way is over. */ stop(): Promise<void> };

/** How long things are kept, and who is told when a sweep fails. */
export type SweeperOptions = {
  retention: Retention;
  days: { conversations: number; cases: number };
  clock: Clock;
  onSwept: (conversations: number) => void;
  onTrouble: (cause: unknown) => void;
};

const day = 86_400_000;
/** Soon after the start, because a service that restarts often would never get to it. */
const firstAfter = 60_000;
const every = 6 * 3_600_000;

/** Sweeps now and then: days are counted, not minutes. */
export function createRetentionJob({ retention, days, clock, onSwept, onTrouble }: SweeperOptions): RetentionJob {
  let stopped = false;
  let cancel = (): void => undefined;
  let under = Promise.resolve();
  const sweep = async (): Promise<void> => {
    const now = clock.now();
    try {
      onSwept(await retention.sweep({ before: now - days.conversations * day, casesBefore: now - days.cases * day }));
    } catch (cause) {
      onTrouble(cause);
    }
    again(every);
  };
  const again = (ms: number): void => {
    if (!stopped) cancel = clock.after(ms, () => void (under = sweep()));
  };
  return {
    start: () => again(firstAfter),
    stop() {
      stopped = true;
      cancel();
      return under;
    },
  };
}
