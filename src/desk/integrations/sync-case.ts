import { noteInWords } from "../../../dialogs/wording/connectors-en.ts";
import type { Guides } from "../../../dialogs/guides.ts";
import type { CaseCall, StoredCase } from "../../conversation/case-ports.ts";
import type { Transcripts } from "../../conversation/ports.ts";
import { type CaseView, type Connector, type LinkedCase, RemoteCaseGone } from "./connector.ts";
import { createEnsureRemoteCase, type EnsureRemoteCaseOptions } from "./ensure-remote-case.ts";
import { wholeTranscript, transcriptUntil } from "./transcript-until.ts";

/**
 * Tells another system of one thing about a case; `mayHaveArrived`: an earlier attempt may have arrived. Throws a
 * `DeliveryError` that says whether trying again can help.
 */
export type SyncCaseEvent = (found: StoredCase, call: CaseCall, mayHaveArrived: boolean) => Promise<void>;

/** What is told, and how. */
export type SyncCaseOptions = EnsureRemoteCaseOptions & { transcripts: Transcripts; guides: Guides };

/**
 * A system that does not know the case yet has it opened first; so has one where it was deleted or closed for good while
 * it is open here, or nobody there would read what is said from then on.
 */
export function createSyncCaseEvent(options: SyncCaseOptions): SyncCaseEvent {
  const { connector, links } = options;
  const openThere = createEnsureRemoteCase(options);
  return async (found, call, mayHaveArrived) => {
    const known = await links.find(connector.name, found.number);
    if (!known && !isWanted(connector, call)) return;
    const view: CaseView = { ...(await viewOf(options, found, call)), external: known, mayHaveArrived };
    if (call.kind === "open") return void (await openThere(view, call.id));
    const external = known ?? (await openThere(view, call.id));
    await pass(connector, { ...view, external }, call).catch(async (thrown: unknown) => {
      if (!(thrown instanceof RemoteCaseGone)) throw thrown;
      const opened = await openThere({ ...view, external: null }, call.id);
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

async function pass(connector: Connector, there: LinkedCase, call: CaseCall): Promise<void> {
  if (call.kind === "user-message") await connector.userMessage(there, call.text, call.id);
  else if (call.kind === "note") await connector.note(there, noteInWords(call), call.id);
  else if (call.kind === "close") await connector.close(there, call.how, call.id);
}

/** Whether a call is reason enough to tell a system of a case that it does not know yet. */
function isWanted({ onlyWhenUnstaffed: onlyWhenNobody = false }: Connector, call: CaseCall): boolean {
  if (call.kind === "close" || call.kind === "again") return false;
  if (!onlyWhenNobody) return true;
  return call.kind === "open" ? call.nobody : call.kind === "note" && call.what === "unclaimed";
}
