import type { Clock } from "./clock.ts";

/** Runs a task periodically, one run at a time. */
export type Poller = {
  start(): void;
  /** No further run; resolves when the current one has settled. */
  stop(): Promise<void>;
};

/**
 * Runs `poll` at the start, or with `delayFirst` one interval later, then again `intervalMs` after each run has settled.
 * `isStopped` tells a run that `stop` was called meanwhile.
 */
export function createPoller(options: {
  clock: Clock;
  intervalMs: number;
  poll: (isStopped: () => boolean) => Promise<void>;
  onError: (err: unknown) => void;
  delayFirst?: boolean;
}): Poller {
  const { clock, intervalMs, poll, onError, delayFirst = false } = options;
  let stopped = true;
  let cancel = (): void => undefined;
  let current: Promise<void> = Promise.resolve();
  const schedule = (): void => {
    if (!stopped) cancel = clock.after(intervalMs, next);
  };
  const next = (): void => {
    current = poll(() => stopped)
      .catch(onError)
      .then(schedule);
  };
  return {
    start() {
      stopped = false;
      if (delayFirst) schedule();
      else next();
    },
    stop() {
      stopped = true;
      cancel();
      return current;
    },
  };
}
