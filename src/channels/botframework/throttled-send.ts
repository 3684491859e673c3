import type { Clock } from "../../common/clock.ts";
import { DeliveryError } from "../../common/delivery-error.ts";
import type { Address } from "../activities/conversation-reference.ts";
import type { Send } from "./send-activity.ts";

/** So many sends in so many milliseconds. */
export type Limit = { sends: number; withinMs: number };

/** Teams' own numbers, for one thread, and for the app in one tenant. */
export const teamsLimits: { thread: readonly Limit[]; tenant: readonly Limit[] } = {
  thread: [
    { sends: 7, withinMs: 1_000 },
    { sends: 8, withinMs: 2_000 },
    { sends: 60, withinMs: 30_000 },
    { sends: 1_800, withinMs: 3_600_000 },
  ],
  tenant: [{ sends: 30, withinMs: 1_000 }],
};

/**
 * Longer than this a delivery does not stand waiting: it goes back to the outbox, which comes again when there is room.
 */
const longestWait = 2_000;

/**
 * Keeps what is sent to Teams within its limits, so that nothing is lost to 429 which could have waited here. It counts
 * in this process alone; where several nodes send at once, Teams' own refusals and the outbox's waits hold the rest. A
 * sign of typing that would have to wait is left out.
 */
export function pacedSend({
  send,
  clock,
  limits = teamsLimits,
}: {
  send: Send;
  clock: Clock;
  limits?: typeof teamsLimits;
}): Send {
  const threads = createPace({ clock, limits: limits.thread });
  const tenants = createPace({ clock, limits: limits.tenant });
  const waitOf = ({ conversation }: Address): number =>
    Math.max(threads.wait(conversation.id), tenants.wait(tenantOf(conversation)));
  /** Counts in the same tick as it looks: others would slip through in between. */
  const stand = async (address: Address): Promise<void> => {
    for (let wait = waitOf(address); wait > 0; wait = waitOf(address)) {
      if (wait > longestWait)
        throw new DeliveryError("the channel takes no more in this thread for now", { retry: true, afterMs: wait });
      await new Promise<void>((resolve) => clock.after(wait, resolve));
    }
    threads.note(address.conversation.id);
    tenants.note(tenantOf(address.conversation));
  };
  return async (address, activity, inPlaceOf) => {
    if (address.channelId === "msteams") {
      if (activity.type === "typing" && waitOf(address) > 0) return;
      await stand(address);
    }
    await send(address, activity, inPlaceOf);
  };
}

function tenantOf(conversation: Address["conversation"]): string {
  return typeof conversation["tenantId"] === "string" ? conversation["tenantId"] : "";
}

type Pace = {
  /** Milliseconds until one more may be sent. */
  wait(key: string): number;
  /** One is sent now. */
  note(key: string): void;
};

/** The times of what was sent, kept as long as they matter. */
function createPace({ clock, limits }: { clock: Clock; limits: readonly Limit[] }): Pace {
  const sent = new Map<string, number[]>();
  const matters = Math.max(...limits.map(({ withinMs }) => withinMs));
  return {
    wait(key) {
      const times = sent.get(key) ?? [];
      // The send that must have left the window before another one fits into it.
      const waits = limits.map(({ sends, withinMs }) => (times.at(-sends) ?? -Infinity) + withinMs - clock.now());
      return Math.max(0, ...waits);
    },
    note(key) {
      const now = clock.now();
      const times = (sent.get(key) ?? []).filter((time) => time > now - matters);
      // The newest stand last, so that the first keys are the ones to look through for what no longer matters.
      sent.delete(key);
      sent.set(key, [...times, now]);
      forgetOld(sent, now - matters);
    },
  };
}

function forgetOld(sent: Map<string, number[]>, before: number): void {
  for (const [key, times] of sent) {
    if ((times.at(-1) ?? 0) > before) return;
    sent.delete(key);
  }
}
