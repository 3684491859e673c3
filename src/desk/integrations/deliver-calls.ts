import type { CaseCall, CaseStore, StoredCase } from "../../conversation/case-ports.ts";
import { DeliveryError } from "../../common/delivery-error.ts";
import type { Deliver } from "../../conversation/ports.ts";
import type { Logger } from "../../common/logger.ts";
import type { ConnectorCalls } from "../../conversation/case-calls.ts";
import { createRedrive, createRedriveAll } from "./redrive.ts";
import type { Connector } from "./connector.ts";
import type { DeskNotes } from "./desk-notes.ts";
import { createSyncCaseEvent, type SyncCaseOptions } from "./sync-case.ts";

/** What calls are delivered with. */
export type DeliverCallsOptions = SyncCaseOptions & {
  connector: Connector;
  cases: CaseStore;
  calls: ConnectorCalls;
  notes: DeskNotes;
  log: Logger;
};

/** Log message of a redrive that the store refused; the next call to the connector tries again. */
export const redriveFailed = "dead letters of a connector could not be sent again, will retry";

/** The attempt after which the desk hears that the other system cannot be reached, some seconds after the first. */
const patientAttempts = 3;

/**
 * The way out to one connector. What fails is noted at the desk, once, and tried again as the outbox has it. What the
 * outbox gave up goes out before the next call about its case, and once the system takes calls again, that of all other
 * cases.
 */
export function createDeliverCalls(options: DeliverCallsOptions): Deliver {
  const { connector, cases, calls, notes } = options;
  const { name, title } = connector;
  const tell = createSyncCaseEvent(options);
  const redrive = createRedrive({ connector: name, calls, tell });
  const tryOthersAgain = createRedriveAll({ connector: name, calls });
  // The failures of an earlier run were taken up when this one began.
  let failed = false;
  const attempts = createAttempts();

  async function arrive(
    found: StoredCase,
    call: CaseCall,
    { id, again }: { id: string; again: boolean },
  ): Promise<void> {
    const { number } = found;
    const queue = id.slice(0, id.lastIndexOf("#"));
    if ((await redrive(found, (position) => attempts.mayHaveArrived(`${queue}#${position}`, 2))) > 0)
      await notes.caughtUp({ number, connector: title, call: id });
    if (call.kind === "again") return;
    await tell(found, call, again);
    if (!failed) return;
    failed = false;
    await tryOthersAgain(number).catch((err: unknown) => options.log.warn({ err }, redriveFailed));
  }

  return async ({ id, body, attempt }) => {
    const { number, call } = body as { number: string; call: CaseCall };
    const found = await cases.get(number);
    if (!found) throw new DeliveryError("there is no such case", { retry: false });
    try {
      await arrive(found, call, { id, again: attempts.mayHaveArrived(id, attempt) });
      attempts.over(id);
    } catch (thrown) {
      attempts.failed(id, attempt, thrown);
      // Trying again what failed is no reason to try all the rest again: it would never end.
      failed ||= call.kind !== "again";
      if (isFinal(thrown) || attempt >= patientAttempts)
        await notes.unreached({ number, connector: title, call: id, cause: thrown });
      throw thrown;
    }
  };
}

/**
 * Which calls surely had no effect yet, however often they were tried. What an earlier process tried may have had one.
 */
function createAttempts() {
  const without = new Set<string>();
  return {
    mayHaveArrived: (id: string, attempt: number): boolean => attempt > 1 && !without.has(id),
    failed(id: string, attempt: number, thrown: unknown): void {
      const none = thrown instanceof DeliveryError && thrown.nothingDone;
      if (none && (attempt === 1 || without.has(id))) without.add(id);
      else without.delete(id);
    },
    over: (id: string): void => void without.delete(id),
  };
}

/** Also a refusal that only an operator can end. */
function isFinal(thrown: unknown): boolean {
  return thrown instanceof DeliveryError && (!thrown.retry || /\b40[13]\b/.test(thrown.message));
}
