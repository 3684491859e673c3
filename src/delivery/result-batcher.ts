import type { Clock } from "../common/clock.ts";
import { AppError } from "../common/errors.ts";
import type { Logger } from "../common/logger.ts";
import type { OutageLog } from "../common/outage-log.ts";
import type { DeliveryResult, OutboxStore } from "../conversation/outbox-ports.ts";

/** Writes the results of many deliveries in one batch. */
export type ResultBatcher = {
  /** Resolves once the result is stored, with whether its entry or lease was found. Never rejects: outages are retried. */
  add(result: DeliveryResult): Promise<boolean>;
  /** Resolves once everything added so far is written; `false`: the store is unavailable. */
  flush(): Promise<boolean>;
};

type Pending = { result: DeliveryResult; onWritten: (found: boolean) => void };

/** A result lost with the process means that one entry is delivered twice, never that one is lost. */
const batchDelayMs = 20;
const storeRetryMs = 1_000;

/** Collects results for 20 ms and writes them in one batch. */
export function createResultBatcher(options: {
  store: OutboxStore;
  clock: Clock;
  log: Logger;
  storeOutage: OutageLog;
}): ResultBatcher {
  const { store, clock, log, storeOutage } = options;
  const pending: Pending[] = [];
  let cancel: (() => void) | undefined;
  let running: Promise<boolean> = Promise.resolve(true);

  const schedule = (ms: number): void => {
    cancel ??= clock.after(ms, () => void flush());
  };
  const write = async (batch: Pending[]): Promise<boolean> => {
    try {
      await record(store, batch);
      storeOutage.succeeded();
      return true;
    } catch (err) {
      if (!isStoreOutage(err)) return writeSingly(batch, err);
      storeOutage.failed(err);
      pending.unshift(...batch);
      schedule(storeRetryMs);
      return false;
    }
  };
  /** One result that the store refuses must not block the others for ever: it is logged and dropped. */
  const writeSingly = async (batch: Pending[], err: unknown): Promise<boolean> => {
    const [first, ...others] = batch;
    if (others.length > 0) {
      for (const each of batch) await write([each]);
      return true;
    }
    log.warn({ conversation: first?.result.conversation, err }, "delivery result refused by the store, dropped");
    first?.onWritten(false);
    return true;
  };
  /** One write at a time: a later result must not overtake an earlier one of the same queue. */
  const flush = (): Promise<boolean> => {
    cancel?.();
    cancel = undefined;
    running = running.then(() => (pending.length > 0 ? write(pending.splice(0)) : true));
    return running;
  };
  return {
    add: (result) =>
      new Promise((onWritten) => {
        pending.push({ result, onWritten });
        schedule(batchDelayMs);
      }),
    flush,
  };
}

async function record(store: OutboxStore, batch: readonly Pending[]): Promise<void> {
  const found = await store.recordResults(batch.map(({ result }) => result));
  for (const [index, { onWritten }] of batch.entries()) onWritten(found[index] ?? false);
}

function isStoreOutage(error: unknown): boolean {
  return error instanceof AppError && error.code === "StoreUnavailable";
}
