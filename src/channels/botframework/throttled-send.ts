import type { Clock } from "../../common/clock.ts";
import { DeliveryError } from "../../common/delivery-error.ts";
import type { Address } from "../activities/conversation-reference.ts";
import type { SendActivity } from "./connector-client.ts";

/** At most `sends` in any window of `withinMs`. */
export type SendLimit = { sends: number; withinMs: number };

/** The documented limits of Teams, for one thread and for the app in one tenant. */
export const teamsLimits: { thread: readonly SendLimit[]; tenant: readonly SendLimit[] } = {
  thread: [
    { sends: 7, withinMs: 1_000 },
    { sends: 8, withinMs: 2_000 },
    { sends: 60, withinMs: 30_000 },
    { sends: 1_800, withinMs: 3_600_000 },
  ],
  tenant: [{ sends: 30, withinMs: 1_000 }],
};

/** A delivery that would have to wait longer goes back to the outbox, to be retried then. */
const maxWaitMs = 2_000;

/**
 * Sliding-window throttle for Teams, so that sends wait here instead of being refused with 429. It counts in this
 * process; with several nodes, the refusals of Teams and the retries of the outbox do the rest. A typing indicator that
 * would have to wait is dropped.
 */
export function throttledSend({
  send,
  clock,
  limits = teamsLimits,
}: {
  send: SendActivity;
  clock: Clock;
  limits?: typeof teamsLimits;
}): SendActivity {
  const threads = createSlidingWindows({ clock, limits: limits.thread });
  const tenants = createSlidingWindows({ clock, limits: limits.tenant });
  const waitOf = ({ conversation }: Address): number =>
    Math.max(threads.wait(conversation.id), tenants.wait(tenantOf(conversation)));
  /** Checks and counts in the same tick, so that no other send comes in between. */
  const takeTurn = async (address: Address): Promise<void> => {
    for (let wait = waitOf(address); wait > 0; wait = waitOf(address)) {
      if (wait > maxWaitMs)
        throw new DeliveryError("the channel takes no more in this thread for now", {
          retry: true,
          afterMs: wait,
          concerns: "conversation",
        });
      await new Promise<void>((resolve) => clock.after(wait, resolve));
    }
    threads.count(address.conversation.id);
    tenants.count(tenantOf(address.conversation));
  };
  return async (address, activity, replaces) => {
    if (address.channelId === "msteams") {
      if (activity.type === "typing" && waitOf(address) > 0) return null;
      await takeTurn(address);
    }
    return send(address, activity, replaces);
  };
}

function tenantOf(conversation: Address["conversation"]): string {
  return typeof conversation["tenantId"] === "string" ? conversation["tenantId"] : "";
}

type SlidingWindows = {
  /** Milliseconds until one more may be sent. */
  wait(key: string): number;
  count(key: string): void;
};

/** Keeps the times of the sends of each key, for as long as the longest window. */
function createSlidingWindows({ clock, limits }: { clock: Clock; limits: readonly SendLimit[] }): SlidingWindows {
  const sent = new Map<string, number[]>();
  const longestMs = Math.max(...limits.map(({ withinMs }) => withinMs));
  return {
    wait(key) {
      const times = sent.get(key) ?? [];
      // The send that must leave the window before another one fits in.
      const waits = limits.map(({ sends, withinMs }) => (times.at(-sends) ?? -Infinity) + withinMs - clock.now());
      return Math.max(0, ...waits);
    },
    count(key) {
      const now = clock.now();
      const times = (sent.get(key) ?? []).filter((time) => time > now - longestMs);
      // Keys are in the order of their last send, so the expired ones come first.
      sent.delete(key);
      sent.set(key, [...times, now]);
      removeExpired(sent, now - longestMs);
    },
  };
}

function removeExpired(sent: Map<string, number[]>, before: number): void {
  for (const [key, times] of sent) {
    if ((times.at(-1) ?? 0) > before) return;
    sent.delete(key);
  }
}
