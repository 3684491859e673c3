import type { ConnectorCalls } from "../../conversation/case-calls.ts";
import type { CaseCall, StoredCase } from "../../conversation/case-ports.ts";
import { DeliveryError } from "../../common/delivery-error.ts";
import type { SyncCaseEvent } from "./sync-case.ts";

/**
 * Tells another system of what was given up before, in order; resolves with how many calls arrived now.
 * `mayHaveArrived` says so of a call by its
 * position. Throws what may be tried again.
 */
export type Redrive = (found: StoredCase, mayHaveArrived: (position: number) => boolean) => Promise<number>;

/** Before anything newer, so that the order holds. What is refused for good stays given up, and holds up nothing. */
export function createRedrive(options: { connector: string; calls: ConnectorCalls; tell: SyncCaseEvent }): Redrive {
  const { connector, calls, tell } = options;
  const arrives = async (found: StoredCase, call: CaseCall, again: boolean): Promise<boolean> => {
    try {
      if (call.kind !== "again") await tell(found, call, again);
      return true;
    } catch (thrown) {
      if (thrown instanceof DeliveryError && !thrown.retry) return false;
      throw thrown;
    }
  };
  return async (found, mayHaveArrived) => {
    let delivered = 0;
    for (const { position, call } of await calls.givenUp(connector, found.number)) {
      if (!(await arrives(found, call, mayHaveArrived(position)))) continue;
      await calls.arrived(connector, found.number, position);
      if (call.kind !== "again") delivered += 1;
    }
    return delivered;
  };
}

/** Has all that was given up for a system tried again, whichever case it is about. */
export function createRedriveAll({
  connector,
  calls,
}: {
  connector: string;
  calls: ConnectorCalls;
}): (but?: string) => Promise<void> {
  return async (but) => {
    for (const found of await calls.casesWithGivenUp(connector))
      if (found.number !== but) await calls.tryAgain(connector, found);
  };
}
