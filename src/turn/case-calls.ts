/** What a case is called in another system: the id that replies come back with, and whatever else must be known to write there. */
export type External = { id: string; more: Readonly<Record<string, string>> };

/** What is remembered of cases in other systems. */
export type ConnectorLinks = {
  /** Null: that system does not know the case yet. */
  find(connector: string, number: string): Promise<External | null>;
  remember(connector: string, number: string, external: External): Promise<void>;
  /** The number of the case that this id stands for; null: for none of ours. */
  caseOf(connector: string, externalId: string): Promise<string | null>;
};

/** The destination of a connector's entries in the outbox. */
export function destinationOf(connector: string): string {
  return `connector:${connector}`;
}
