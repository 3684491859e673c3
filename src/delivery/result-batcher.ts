import { AppError } from "../common/errors.ts";
import type { Clock } from "../common/clock.ts";
import type { DeliveryResult, OutboxStore } from "../conversation/outbox-ports.ts";

/** Writes marks of many deliveries together. */
export type ResultBatcher = {
  /**
   * Resolves with whether the mark found what it speaks of, once it is stored. Never rejects: a store that is away is
   * asked again.
   */
  add(mark: DeliveryResult): Promise<boolean>;
  /** Resolves when all that was added is written, or `false` when the store refuses. */
  flush(): Promise<boolean>;
};

type Waiting = { mark: DeliveryResult; written: (found: boolean) => void };

/**
 * Milliseconds that a mark waits for company. A mark lost with the process means one delivery twice, never one too few.
 */
const gathering = 20;
const retryAfter = 1_000;

/** Gathers marks for 20 ms and writes them in one batch. `onTrouble` is told of every write that failed. */
export function createResultBatcher(options: {
  store: OutboxStore;
  clock: Clock;
  onTrouble: (what: string, cause: unknown) => void;
}): ResultBatcher {
  const { store, clock } = options;
  const waiting: Waiting[] = [];
  let cancel: (() => void) | undefined;
  let running: Promise<boolean> = Promise.resolve(true);

  const plan = (ms: number): void => {
    cancel ??= clock.after(ms, () => void flush());
  };
  const write = async (batch: Waiting[]): Promise<boolean> => {
    try {
      await writeTo(store, batch);
      return true;
    } catch (error) {
      options.onTrouble("Marks of deliveries could not be stored yet.", error);
      if (!isAway(error)) return writeApart(batch);
      waiting.unshift(...batch);
      plan(retryAfter);
      return false;
    }
  };
  /** One mark that the store cannot take must not hold up the others for ever: it is reported and let go. */
  const writeApart = async (batch: Waiting[]): Promise<boolean> => {
    const [first, ...others] = batch;
    if (others.length === 0) first?.written(false);
    else for (const each of batch) await write([each]);
    return true;
  };
  /** One write at a time: a later mark must not overtake an earlier one of the same lane. */
  const flush = (): Promise<boolean> => {
    cancel?.();
    cancel = undefined;
    running = running.then(() => (waiting.length > 0 ? write(waiting.splice(0)) : true));
    return running;
  };
  return {
    add: (mark) =>
      new Promise((written) => {
        waiting.push({ mark, written });
        plan(gathering);
      }),
    flush,
  };
}

async function writeTo(store: OutboxStore, batch: readonly Waiting[]): Promise<void> {
  const found = await store.recordResults(batch.map(({ mark }) => mark));
  for (const [index, { written }] of batch.entries()) written(found[index] ?? false);
}

function isAway(error: unknown): boolean {
  return error instanceof AppError && error.code === "StoreUnavailable";
}
