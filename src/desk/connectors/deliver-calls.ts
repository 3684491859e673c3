import { noteInWords } from "../../../dialogs/wording/connectors-en.ts";
import type { Guides } from "../../../dialogs/guides.ts";
import type { ConnectorLinks, OpeningAttempts } from "../../turn/case-calls.ts";
import type { CaseCall, CaseStore, StoredCase } from "../../turn/case-store.ts";
import { type Deliver, DeliveryFault, type Transcripts } from "../../turn/ports.ts";
import { allLines, linesBefore } from "./transcript-until.ts";
import type { Connector } from "./connector.ts";
import type { DeskNotes } from "./desk-notes.ts";
import { createOpenThere, type OpenThere } from "./open-there.ts";

/** What calls are delivered with. */
export type DeliverCallsOptions = {
  connector: Connector;
  cases: CaseStore;
  transcripts: Transcripts;
  links: ConnectorLinks;
  attempts: OpeningAttempts;
  guides: Guides;
  notes: DeskNotes;
  now: () => number;
};

/** The attempt after which the desk hears that the other system cannot be reached, some seconds after the first. */
const patientAttempts = 3;

/** The way out to one connector. What fails is noted at the desk, once, and tried again as the outbox has it. */
export function createDeliverCalls(options: DeliverCallsOptions): Deliver {
  const { connector, cases, notes } = options;
  const openThere = createOpenThere(options);
  return async ({ id, body, attempt }) => {
    const { number, call } = body as { number: string; call: CaseCall };
    const found = await cases.get(number);
    if (!found) throw new DeliveryFault("there is no such case", { retry: false });
    try {
      await tell({ ...options, openThere }, found, call);
    } catch (thrown) {
      if (isFinal(thrown) || attempt >= patientAttempts) await notes.unreached({ number, connector: connector.title, call: id, cause: thrown });
      throw thrown;
    }
  };
}

/** Also a refusal that only an operator can end. */
function isFinal(thrown: unknown): boolean {
  return thrown instanceof DeliveryFault && (!thrown.retry || /\b40[13]\b/.test(thrown.message));
}

async function tell(options: DeliverCallsOptions & { openThere: OpenThere }, found: StoredCase, call: CaseCall): Promise<void> {
  const { connector, transcripts, links, attempts, guides, openThere } = options;
  const { name } = connector;
  const known = await links.find(name, found.number);
  if (!known && !isWanted(connector, call)) return;
  const transcript = linesBefore(await allLines(transcripts, found.conversation), call);
  const others = connector.opensBlindly ? await attempts.others(name, found.number) : [];
  const view = { case: found, article: guides.article(found.article), transcript, external: known, others, repeated: others.length > 0 };
  if (call.kind === "open") return void (await openThere(view));
  const there = { ...view, external: known ?? (await openThere(view)) };
  if (call.kind === "user-message") await connector.userMessage(there, call.text, call.id);
  else if (call.kind === "note") await connector.note(there, noteInWords(call), call.id);
  else await connector.close(there, call.how, call.id);
}

/** Whether a call is reason enough to tell a system of a case that it does not know yet. */
function isWanted({ onlyWhenNobody = false }: Connector, call: CaseCall): boolean {
  if (call.kind === "close") return false;
  if (!onlyWhenNobody) return true;
  return call.kind === "open" ? call.nobody : call.kind === "note" && call.what === "unclaimed";
}
