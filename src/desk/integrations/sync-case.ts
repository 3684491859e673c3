import { noteInWords } from "../../../dialogs/wording/connectors-en.ts";
import type { Guides } from "../../../dialogs/guides.ts";
import type { CaseCall, StoredCase } from "../../conversation/case-ports.ts";
import type { Transcripts } from "../../conversation/ports.ts";
import { type CaseView, type Connector, type LinkedCase, RemoteCaseGone } from "./connector.ts";
import { createEnsureRemoteCase, type EnsureRemoteCaseOptions } from "./ensure-remote-case.ts";
import { wholeTranscript, transcriptUntil } from "./transcript-until.ts";

/**
 * Passes one event of a case to another system; `mayHaveArrived`: an earlier attempt may have succeeded. Throws a
 * `DeliveryError` that says whether a retry can help.
 */
export type SyncCaseEvent = (found: StoredCase, call: CaseCall, mayHaveArrived: boolean) => Promise<void>;

export type SyncCaseOptions = EnsureRemoteCaseOptions & { transcripts: Transcripts; guides: Guides };

/**
 * Creates the case there first if it does not exist yet, and again if it was deleted or closed for good while it is open
 * here: otherwise nobody there would read what follows.
 */
export function createSyncCaseEvent(options: SyncCaseOptions): SyncCaseEvent {
  const { connector, links } = options;
  const ensureRemoteCase = createEnsureRemoteCase(options);
  return async (found, call, mayHaveArrived) => {
    const known = await links.find(connector.name, found.number);
    if (!known && !isWanted(connector, call)) return;
    const view: CaseView = { ...(await viewOf(options, found, call)), external: known, mayHaveArrived };
    if (call.kind === "open") return void (await ensureRemoteCase(view, call.id));
    const external = known ?? (await ensureRemoteCase(view, call.id));
    await pass(connector, { ...view, external }, call).catch(async (thrown: unknown) => {
      if (!(thrown instanceof RemoteCaseGone)) throw thrown;
      const opened = await ensureRemoteCase({ ...view, external: null }, call.id);
      await pass(connector, { ...view, external: opened }, call);
    });
  };
}

async function viewOf(
  { connector, attempts, transcripts, guides }: SyncCaseOptions,
  found: StoredCase,
  call: CaseCall,
): Promise<Omit<CaseView, "external" | "mayHaveArrived">> {
  const transcript = transcriptUntil(await wholeTranscript(transcripts, found.conversation), call);
  const others = connector.nonIdempotentCreate ? await attempts.others(connector.name, found.number) : [];
  return { case: found, article: guides.article(found.article), transcript, others, repeated: others.length > 0 };
}

type Note = Extract<CaseCall, { kind: "note" }>;

/** What the person changed, as their line is now: the words are kept in no second place, and may be gone by now. */
function asItIsNow(note: Note, { transcript }: LinkedCase): Note {
  if (note.what !== "edited" || note.line === undefined) return note;
  const line = transcript.find(({ id, from }) => from === "user" && id === note.line);
  return line?.changed === "deleted" ? { ...note, what: "deleted" } : { ...note, text: line?.text ?? "" };
}

async function pass(connector: Connector, there: LinkedCase, call: CaseCall): Promise<void> {
  if (call.kind === "user-message") await connector.userMessage(there, call.text, call.id);
  else if (call.kind === "note") await connector.note(there, noteInWords(asItIsNow(call, there)), call.id);
  else if (call.kind === "close") await connector.close(there, call.how, call.id);
}

/** Whether a call is reason to create the case in a system where it does not exist yet. */
function isWanted({ onlyWhenUnstaffed = false }: Connector, call: CaseCall): boolean {
  if (call.kind === "close" || call.kind === "again") return false;
  if (!onlyWhenUnstaffed) return true;
  return call.kind === "open" ? call.nobody : call.kind === "note" && call.what === "unclaimed";
}
