import { DeliveryFault } from "../../turn/ports.ts";
import { stateOf } from "../case-rules.ts";
import type { CaseStore } from "../../turn/case-store.ts";

/** Says at the desk that another system could not be told of something; once for each call. Never rejects. */
export type NoteUnreached = (failure: { number: string; connector: string; call: string; cause: unknown }) => Promise<void>;

const attempts = 4;

/** Writes to the store itself: a note about a connector is not told to connectors. */
export function createNoteUnreached(options: { cases: CaseStore; now: () => number; onTrouble: (err: unknown) => void }): NoteUnreached {
  const { cases, now } = options;
  const note = async ({ number, connector, call, cause }: Parameters<NoteUnreached>[0]): Promise<void> => {
    const entry = { id: `unreached ${call.trim()}`, at: now(), who: connector, what: "unreached" as const, text: reasonOf(cause) };
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      const found = await cases.get(number);
      if (!found) return;
      const result = await cases.change({ number, conversation: found.conversation, from: found, to: stateOf(found), entry, happened: null });
      if (result !== "moved-on") return;
    }
  };
  return (failure) => note(failure).catch(options.onTrouble);
}

/** Our own words alone: another system's answer may quote what was sent. */
function reasonOf(cause: unknown): string {
  return cause instanceof DeliveryFault ? cause.message : "an unforeseen fault";
}
