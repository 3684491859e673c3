import type { Logger } from "../common/logger.ts";
import { DeliveryError } from "../common/delivery-error.ts";
import type { CaseLogEntry, CaseStore, StoredCase } from "../conversation/case-ports.ts";
import type { LineChange, LineChanges } from "../conversation/line-ports.ts";
import { caseStateOf } from "./case-rules.ts";

/**
 * What is noted in the history of a conversation's newest case, also where it is closed by now; each once. Never rejects.
 */
export type CaseNotes = {
  /** Words did not reach the person for good. */
  undelivered(entry: { conversation: string; position: number; createdAt: number }, cause: unknown): Promise<void>;
  /** The person changed the message that is this line; `at` tells one change from another. */
  changed(conversation: string, how: "edited" | "deleted", line: string, at: number): Promise<void>;
};

/** Attempts of an optimistic lock, while others change the case. */
const maxAttempts = 4;

/** Adds an entry to the history of the case that `find` gives, which changes nothing else; null: there is none. */
export async function addToHistory(
  { cases, now }: { cases: CaseStore; now: () => number },
  find: () => Promise<StoredCase | null>,
  { line, ...entry }: Omit<CaseLogEntry, "at"> & { line?: string },
): Promise<void> {
  for (let attempt = 0; attempt < maxAttempts; attempt += 1) {
    const found = await find();
    if (!found) return;
    const { number, conversation } = found;
    const result = await cases.change({
      number,
      conversation,
      from: found,
      to: caseStateOf(found),
      entry: { ...entry, at: now() },
      systemEvent: null,
      ...(line !== undefined && { line }),
    });
    if (result !== "moved-on") return;
  }
}

export function createCaseNotes(options: { cases: CaseStore; now: () => number; log: Logger }): CaseNotes {
  const { cases, log } = options;
  const note = (conversation: string, entry: Parameters<typeof addToHistory>[2]): Promise<void> =>
    addToHistory(options, () => cases.ofConversation(conversation), entry).catch((err: unknown) =>
      log.warn({ err }, "event not added to a case's history"),
    );
  return {
    undelivered({ conversation, position, createdAt }, cause) {
      const id = `undelivered ${conversation}#${position} ${createdAt}`;
      const text = cause instanceof DeliveryError ? cause.message : "an unforeseen fault";
      return note(conversation, { id, who: "channel", what: "undelivered", text });
    },
    changed: (conversation, how, line, at) =>
      note(conversation, { id: `${how} ${conversation} ${line} ${at}`, who: "user", what: how, text: "", line }),
  };
}

/** The desk follows what a person does to a message of theirs, and the case's history has it. */
export function createFollowChange(options: {
  lineChanges: Pick<LineChanges, "follow">;
  notes: CaseNotes;
  now: () => number;
}): (conversation: string, id: string, change: LineChange) => Promise<void> {
  const { lineChanges, notes, now } = options;
  return async (conversation, id, change) => {
    if (!(await lineChanges.follow(conversation, id, change))) return;
    await notes.changed(conversation, change.how ?? "edited", id, now());
  };
}
