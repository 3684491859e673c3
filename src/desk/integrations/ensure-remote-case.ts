import type { ConnectorLinks, External, OpeningAttempts } from "../../conversation/case-calls.ts";
import { DeliveryError } from "../../common/delivery-error.ts";
import type { CaseView, Connector } from "./connector.ts";
import type { DeskNotes } from "./desk-notes.ts";

/**
 * Opens a case in another system, for the first time or again, and remembers what it is called there. `id` is the
 * call's that asks for it.
 */
export type EnsureRemoteCase = (view: CaseView, id: string) => Promise<External>;

/** What cases are opened with. */
export type EnsureRemoteCaseOptions = {
  connector: Connector;
  links: ConnectorLinks;
  attempts: OpeningAttempts;
  notes: DeskNotes;
  now: () => number;
};

/**
 * Where opening cannot be asked for twice as if once, an attempt is noted before it begins: the next one knows that the
 * case may stand there already, and says so.
 */
export function createEnsureRemoteCase(options: EnsureRemoteCaseOptions): EnsureRemoteCase {
  const { connector, links, attempts, notes, now } = options;
  const { name, title } = connector;

  async function openBlindly(view: CaseView, id: string): Promise<External> {
    const { number } = view.case;
    const at = now();
    const repeated = (await attempts.begin(name, number, at)) > 0;
    if (repeated) await notes.repeated({ number, connector: title });
    try {
      const made = await connector.open({ ...view, repeated }, id);
      await links.remember(name, number, made).catch(refuseLater);
      await attempts.end(name, number, at);
      return made;
    } catch (thrown) {
      if (thrown instanceof DeliveryError && thrown.nothingDone) await attempts.end(name, number, at);
      throw thrown;
    }
  }

  return async (view, id) => {
    if (connector.nonIdempotentCreate && view.external === null) return openBlindly(view, id);
    const made = await connector.open(view, id);
    await links.remember(name, view.case.number, made).catch(refuseLater);
    return made;
  };
}

/** The other side was asked: that was an attempt, though our own store could not keep what came of it. */
function refuseLater(cause: unknown): never {
  throw new DeliveryError("what it calls the case could not be kept", { retry: true, cause });
}
