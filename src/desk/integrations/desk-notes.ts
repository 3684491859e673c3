import type { CaseLogEntry, CaseStore } from "../../conversation/case-ports.ts";
import type { Logger } from "../../common/logger.ts";
import { DeliveryError } from "../../common/delivery-error.ts";
import { addToHistory } from "../case-notes.ts";

/**
 * Notes in a case's history about other systems; each once, and never rejects. `connector` is its title at the desk.
 */
export type DeskNotes = {
  /** A call to it became a dead letter: once for each call. */
  unreached(failure: { number: string; connector: string; call: string; cause: unknown }): Promise<void>;
  /** The case may have been created there twice, as a response was lost: once a case. */
  repeated(of: { number: string; connector: string }): Promise<void>;
  /** All dead letters have been delivered in the end; `call`: the one that triggered the redrive. */
  caughtUp(of: { number: string; connector: string; call: string }): Promise<void>;
};

/** Writes to the store itself: a note about a connector is not passed to connectors. */
export function createDeskNotes(options: { cases: CaseStore; now: () => number; log: Logger }): DeskNotes {
  const { cases, log } = options;
  const note = (number: string, entry: Omit<CaseLogEntry, "at">): Promise<void> =>
    addToHistory(options, () => cases.get(number), entry).catch((err: unknown) =>
      log.warn({ err }, "connector event not added to a case's history"),
    );
  return {
    unreached: ({ number, connector, call, cause }) =>
      note(number, { id: `unreached ${call.trim()}`, who: connector, what: "unreached", text: reasonOf(cause) }),
    repeated: ({ number, connector }) =>
      note(number, { id: `repeated ${connector} ${number}`, who: connector, what: "repeated", text: "" }),
    caughtUp: ({ number, connector, call }) =>
      note(number, { id: `caught up ${call.trim()}`, who: connector, what: "caught-up", text: "" }),
  };
}

/** Our own words alone: another system's answer may quote what was sent. */
function reasonOf(cause: unknown): string {
  return cause instanceof DeliveryError ? cause.message : "an unforeseen fault";
}
