import { createOutageLog } from "../../../src/common/outage-log.ts";
import {
  type ConversationQueue,
  type ConversationQueueOptions,
  openConversationQueue,
} from "../../../src/delivery/conversation-queue.ts";
import type { StoredEntry } from "../../../src/conversation/outbox-ports.ts";
import { createResultBatcher } from "../../../src/delivery/result-batcher.ts";
import { silentLog } from "../../support/recorded-log.ts";
import { createLeapingClock } from "./leaping-clock.ts";

/** Opens the queue of conversation "a" on a clock that skips every wait; `over` resolves when the queue is closed. */
export function openTestQueue({
  store,
  attempt,
}: Pick<ConversationQueueOptions, "store"> & {
  /** Gives the milliseconds until the next attempt. */
  attempt: (entry: StoredEntry) => Promise<number | null>;
}): {
  queue: ConversationQueue;
  over: Promise<void>;
} {
  const clock = createLeapingClock();
  const closed = Promise.withResolvers<void>();
  const storeOutage = createOutageLog({ log: silentLog, down: "", up: "" });
  const results = createResultBatcher({ store, clock, log: silentLog, storeOutage });
  const queue = openConversationQueue({
    conversation: "a",
    store,
    clock,
    results,
    async attempt(entry) {
      const waitMs = await attempt(entry);
      return waitMs === null ? null : { waitMs, parked: false, inARow: 0, firstTriedAt: null };
    },
    isCourtesy: () => false,
    storeOutage,
    onClosed: closed.resolve,
  });
  return { queue, over: clock.until(closed.promise) };
}
