import type { CaseCall } from "./case-ports.ts";

/**
 * The remote case: its id, which replies come with, and what else is needed to write to it.
 */
export type External = { id: string; more: Readonly<Record<string, string>> };

/** The remote cases by connector. */
export type ConnectorLinks = {
  /** Null: the case does not exist there yet. */
  find(connector: string, number: string): Promise<External | null>;
  remember(connector: string, number: string, external: External): Promise<void>;
  /** The number of the case with this remote id; null: none. */
  caseOf(connector: string, externalId: string): Promise<string | null>;
};

/**
 * Attempts to create cases in a system where what was created cannot be searched for: one whose response was lost may
 * have created the case under an unknown id. `at`, in milliseconds since 1970, distinguishes the attempts of a case.
 */
export type OpeningAttempts = {
  /** Records the start of an attempt; resolves with how many before it may have created the case. */
  begin(connector: string, number: string, at: number): Promise<number>;
  /** This one created nothing, or what it created is stored. */
  end(connector: string, number: string, at: number): Promise<void>;
  /** Those with an unknown result. */
  unknown(connector: string): Promise<readonly { number: string; at: number }[]>;
  /** The result of this one was found: another id of the case there. */
  found(connector: string, number: string, at: number, external: External): Promise<void>;
  /** The other ids of a case there. */
  others(connector: string, number: string): Promise<readonly External[]>;
};

/** The results of connector calls. */
export type ConnectorCalls = {
  /** Dead letters of a case, in order. */
  givenUp(connector: string, number: string): Promise<readonly { position: number; call: CaseCall }[]>;
  /** One of these was delivered after all. */
  arrived(connector: string, number: string, position: number): Promise<void>;
  /** Cases with dead letters of this connector. */
  casesWithGivenUp(connector: string): Promise<readonly CaseName[]>;
  /** Requeues them behind what waits for that connector and case. */
  tryAgain(connector: string, found: CaseName): Promise<void>;
  /**
   * Whether the case exists there, and its failed calls: still being retried, and dead letters.
   */
  syncStatus(connector: string, number: string): Promise<{ known: boolean; waiting: number; givenUp: number }>;
};

type CaseName = { number: string; conversation: string };

/** The destination of a connector's entries in the outbox. */
export function destinationOf(connector: string): string {
  return `connector:${connector}`;
}
