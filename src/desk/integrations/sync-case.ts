import { noteInWords } from "../../../dialogs/wording/connectors-en.ts";
import type { Guides } from "../../../dialogs/guides.ts";
import type { CaseCall, StoredCase } from "../../conversation/case-ports.ts";
import type { Transcripts } from "../../conversation/ports.ts";
import type { CaseView, Connector, KnownCase } from "./connector.ts";
import { createOpenThere, type OpenThereOptions } from "./ensure-remote-case.ts";
import { allLines, linesBefore } from "./transcript-until.ts";

/**
 * Tells another system of one thing about a case; `again`: an earlier attempt may have arrived. Throws a
 * `DeliveryError` that says whether trying again can help.
 */
export type Tell = (found: StoredCase, call: CaseCall, again: boolean) => Promise<void>;

/** What is told, and how. */
export type TellOptions = OpenThereOptions & { transcripts: Transcripts; guides: Guides };

/** A system that does not know the case yet has it opened first. */
export function createTell(options: TellOptions): Tell {
  const { connector, links } = options;
  const openThere = createOpenThere(options);
  return async (found, call, again) => {
    const known = await links.find(connector.name, found.number);
    if (!known && !isWanted(connector, call)) return;
    const view: CaseView = { ...(await viewOf(options, found, call)), external: known, again };
    if (call.kind === "open") return void (await openThere(view, call.id));
    await pass(connector, { ...view, external: known ?? (await openThere(view, call.id)) }, call);
  };
}

async function viewOf(
  { connector, attempts, transcripts, guides }: TellOptions,
  found: StoredCase,
  call: CaseCall,
): Promise<Omit<CaseView, "external" | "again">> {
  const transcript = linesBefore(await allLines(transcripts, found.conversation), call);
  const others = connector.opensBlindly ? await attempts.others(connector.name, found.number) : [];
  return { case: found, article: guides.article(found.article), transcript, others, repeated: others.length > 0 };
}

async function pass(connector: Connector, there: KnownCase, call: CaseCall): Promise<void> {
  if (call.kind === "user-message") await connector.userMessage(there, call.text, call.id);
  else if (call.kind === "note") await connector.note(there, noteInWords(call), call.id);
  else if (call.kind === "close") await connector.close(there, call.how, call.id);
}

/** Whether a call is reason enough to tell a system of a case that it does not know yet. */
function isWanted({ onlyWhenNobody = false }: Connector, call: CaseCall): boolean {
  if (call.kind === "close" || call.kind === "again") return false;
  if (!onlyWhenNobody) return true;
  return call.kind === "open" ? call.nobody : call.kind === "note" && call.what === "unclaimed";
}
