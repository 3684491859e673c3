import type { CaseStore, StoredCase } from "../../conversation/case-ports.ts";
import type { Clock } from "../../common/clock.ts";
import type { BusinessHours } from "../business-hours.ts";

/**
 * Tells people that nobody has taken their case yet: once a case, whichever node looks and however often it restarts.
 */
export type Reminders = { start(): void; stop(): void; /** Looks now. */ look(): Promise<void> };

const lookEvery = 5_000;
const atOnce = 100;

/** Looks every few seconds; the case itself remembers that it was told. */
export function createReminders(options: {
  cases: CaseStore;
  takeUp: (conversation: string) => Promise<void>;
  hours: BusinessHours;
  claimWithinMs: number;
  clock: Clock;
  onTrouble: (err: unknown) => void;
}): Reminders {
  const { cases, takeUp, hours, claimWithinMs, clock, onTrouble } = options;
  let stop = (): void => {};

  async function remind(found: StoredCase): Promise<void> {
    const { number, conversation } = found;
    const to = { ...found, remindedAt: clock.now() };
    const entry = {
      id: `unclaimed/${number}`,
      at: clock.now(),
      who: "assistant",
      what: "unclaimed" as const,
      text: "",
    };
    const result = await cases.change({
      number,
      conversation,
      from: found,
      to,
      entry,
      happened: { type: "case.unclaimed" },
    });
    if (result === "stored") void takeUp(conversation);
  }

  /** Outside business hours people know already; the time they must wait begins with the opening. */
  async function look(): Promise<void> {
    const since = clock.now() - claimWithinMs;
    if (!hours.isOpen(clock.now()) || !hours.isOpen(since)) return;
    for (const found of await cases.overdue(since, atOnce)) await remind(found);
  }

  const again = (): void => {
    stop = clock.after(lookEvery, () => void look().catch(onTrouble).finally(again));
  };
  return { start: again, stop: () => stop(), look };
}
