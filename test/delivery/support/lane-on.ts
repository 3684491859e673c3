import {
  type ConversationQueue,
  type LaneOptions,
  openConversationQueue,
} from "../../../src/delivery/conversation-queue.ts";
import { createResultBatcher } from "../../../src/delivery/result-batcher.ts";
import { createLeapingClock } from "./leaping-clock.ts";

/** Opens a lane of conversation "a" on a clock that leaps over every wait; `over` resolves when it is closed. */
export function laneOn({ store, attempt }: Pick<LaneOptions, "store" | "attempt">): {
  lane: ConversationQueue;
  over: Promise<void>;
} {
  const clock = createLeapingClock();
  const closed = Promise.withResolvers<void>();
  const marking = createResultBatcher({ store, clock, onTrouble: () => undefined });
  const lane = openConversationQueue({
    conversation: "a",
    store,
    clock,
    marking,
    attempt,
    onTrouble: () => undefined,
    closed: closed.resolve,
  });
  return { lane, over: clock.until(closed.promise) };
}
