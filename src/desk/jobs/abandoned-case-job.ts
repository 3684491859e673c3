import type { CaseStore, StoredCase } from "../../conversation/case-ports.ts";
import type { Clock } from "../../common/clock.ts";

/** Gives cases back to the queue whose agent has gone: nobody writes to somebody who is not there. */
export type LeftAlone = { start(): void; stop(): void; /** Looks now. */ look(): Promise<void> };

/** Longer than a reload, a lunch queue at the printer or a short break of the line. */
const goneFor = 10 * 60_000;
const lookEvery = 30_000;
/** Agents' pages come back after a start of the service: before this nobody counts as gone. */
const patience = 2 * 60_000;
const atOnce = 200;

/** Looks now and then. `lastHeard` gives when an agent gave the last sign of life; 0 for one who never did. */
export function createLeftAlone(options: {
  cases: CaseStore;
  takeUp: (conversation: string) => Promise<void>;
  lastHeard: (agent: string) => number;
  clock: Clock;
  onTrouble: (err: unknown) => void;
}): LeftAlone {
  const { cases, takeUp, lastHeard, clock, onTrouble } = options;
  const startedAt = clock.now();
  let stop = (): void => {};

  async function giveBack(found: StoredCase, agent: string): Promise<void> {
    const { number, conversation } = found;
    const entry = {
      id: `left/${number}/${lastHeard(agent)}`,
      at: clock.now(),
      who: "assistant",
      what: "released" as const,
      text: agent,
    };
    const to = { ...found, status: "waiting" as const, assignee: null };
    const result = await cases.change({
      number,
      conversation,
      from: found,
      to,
      entry,
      happened: { type: "case.released", agent },
    });
    if (result === "stored") void takeUp(conversation);
  }

  async function look(): Promise<void> {
    if (clock.now() - startedAt < patience) return;
    for (const found of await cases.list("active", atOnce)) {
      const { assignee } = found;
      if (assignee !== null && clock.now() - lastHeard(assignee) > goneFor) await giveBack(found, assignee);
    }
  }

  const again = (): void => {
    stop = clock.after(lookEvery, () => void look().catch(onTrouble).finally(again));
  };
  return { start: again, stop: () => stop(), look };
}
