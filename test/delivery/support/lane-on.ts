import { type Lane, type LaneOptions, openLane } from "../../../src/delivery/conversation-queue.ts";
import { createMarking } from "../../../src/delivery/result-batcher.ts";
import { createLeapingClock } from "./leaping-clock.ts";

/** Opens a lane of conversation "a" on a clock that leaps over every wait; `over` resolves when it is closed. */
export function laneOn({ store, attempt }: Pick<LaneOptions, "store" | "attempt">): {
  lane: Lane;
  over: Promise<void>;
} {
  const clock = createLeapingClock();
  const closed = Promise.withResolvers<void>();
  const marking = createMarking({ store, clock, onTrouble: () => undefined });
  const lane = openLane({
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
