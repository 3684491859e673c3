/**
 * How another system stands to a case. `known`: it has been told of it; `waiting`, `givenUp`: calls that failed, still
 * being tried or not any more.
 */
export type ConnectorSyncStatus = { title: string; known: boolean; waiting: number; givenUp: number };

/** How the systems that cases are handed on to stand to one, those it does not concern left out. */
export type ExternalDesks = (number: string) => Promise<readonly ConnectorSyncStatus[]>;
