/**
 * The sync status of a case in another system. `known`: it exists there; `waiting`, `givenUp`: calls that failed, still
 * being tried or not any more.
 */
export type ConnectorSyncStatus = { title: string; known: boolean; waiting: number; givenUp: number };

/** How the systems that cases are handed on to stand to one, those it does not concern left out. */
export type ExternalDesks = (number: string) => Promise<readonly ConnectorSyncStatus[]>;
