import type { Logger } from "../common/logger.ts";
import { DeliveryError } from "../common/delivery-error.ts";
import type { CaseStore } from "../conversation/case-ports.ts";
import { caseStateOf } from "./case-rules.ts";

/** Notes in the case's history that words did not reach the person for good; never rejects. */
export type UndeliveredNote = (
  entry: { conversation: string; position: number; createdAt: number },
  cause: unknown,
) => Promise<void>;

/** Optimistic: attempts while others change the case. */
const maxAttempts = 4;

/** The newest case of the conversation hears of it, once for each entry, also where it is closed by now. */
export function createUndeliveredNote(options: { cases: CaseStore; now: () => number; log: Logger }): UndeliveredNote {
  const { cases, now, log } = options;
  const note: UndeliveredNote = async ({ conversation, position, createdAt }, cause) => {
    const id = `undelivered ${conversation}#${position} ${createdAt}`;
    const text = cause instanceof DeliveryError ? cause.message : "an unforeseen fault";
    for (let attempt = 0; attempt < maxAttempts; attempt += 1) {
      const found = await cases.ofConversation(conversation);
      if (!found) return;
      const result = await cases.change({
        number: found.number,
        conversation,
        from: found,
        to: caseStateOf(found),
        entry: { id, at: now(), who: "channel", what: "undelivered", text },
        happened: null,
      });
      if (result !== "moved-on") return;
    }
  };
  return (entry, cause) =>
    note(entry, cause).catch((err: unknown) => log.warn({ err }, "undelivered words could not be noted at the desk"));
}
