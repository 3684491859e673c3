import type { ConnectorCalls } from "../../conversation/case-calls.ts";
import type { ExternalDesks } from "../external-desks.ts";
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
