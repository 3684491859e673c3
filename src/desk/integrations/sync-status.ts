import type { ConnectorCalls } from "../../conversation/case-calls.ts";
import type { Connector } from "./connector.ts";

/** What the desk shows of the connectors. */
export function createSyncStatus({
  connectors,
  calls,
}: {
  connectors: readonly Connector[];
  calls: ConnectorCalls;
}): ExternalDesks {
  return async (number) => {
    const all = await Promise.all(
      connectors.map(async ({ name, title }) => ({ title, ...(await calls.syncStatus(name, number)) })),
    );
    return all.filter(({ known, waiting, givenUp }) => known || waiting + givenUp > 0);
  };
}

/**
 * The sync status of a case in another system. `known`: it exists there; `waiting`, `givenUp`: calls that failed, still
 * being tried or not any more.
 */
export type ConnectorSyncStatus = { title: string; known: boolean; waiting: number; givenUp: number };

/** How the systems that cases are handed on to stand to one, those it does not concern left out. */
export type ExternalDesks = (number: string) => Promise<readonly ConnectorSyncStatus[]>;
