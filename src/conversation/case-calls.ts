import type { CaseCall } from "./case-ports.ts";

/**
 * What a case is called in another system: the id that replies come back with, and whatever else must be known to write
 * there.
 */
export type External = { id: string; more: Readonly<Record<string, string>> };

/** What is remembered of cases in other systems. */
export type ConnectorLinks = {
  /** Null: that system does not know the case yet. */
  find(connector: string, number: string): Promise<External | null>;
  remember(connector: string, number: string, external: External): Promise<void>;
  /** The number of the case that this id stands for; null: for none of ours. */
  caseOf(connector: string, externalId: string): Promise<string | null>;
};

/**
 * Attempts to open cases in a system where what was opened cannot be looked for: one whose answer was lost may have
 * opened the case all the same, under a name that nobody knows. `at` tells the attempts of a case apart, in
 * milliseconds since 1970.
 */
export type OpeningAttempts = {
  /** Notes that an attempt begins; resolves with how many before it may have opened the case. */
  begin(connector: string, number: string, at: number): Promise<number>;
  /** This one surely opened nothing, or what it opened is remembered. */
  end(connector: string, number: string, at: number): Promise<void>;
  /** Those of which nobody knows what they opened. */
  unknown(connector: string): Promise<readonly { number: string; at: number }[]>;
  /** What this one opened has shown: another name of the case there. */
  found(connector: string, number: string, at: number, external: External): Promise<void>;
  /** The other names of a case there. */
  others(connector: string, number: string): Promise<readonly External[]>;
};

/** What became of the calls about cases. */
export type ConnectorCalls = {
  /** Calls about a case that were given up, in order. */
  givenUp(connector: string, number: string): Promise<readonly { position: number; call: CaseCall }[]>;
  /** One of these has arrived after all. */
  arrived(connector: string, number: string, position: number): Promise<void>;
  /** Cases with calls to this system that were given up. */
  casesWithGivenUp(connector: string): Promise<readonly CaseName[]>;
  /** Has them tried again, after whatever waits for that system and case. */
  tryAgain(connector: string, found: CaseName): Promise<void>;
  /**
   * Whether that system knows the case, and how many calls about it failed so far: those still tried, those given up.
   */
  standing(connector: string, number: string): Promise<{ known: boolean; waiting: number; givenUp: number }>;
};

type CaseName = { number: string; conversation: string };

/** The destination of a connector's entries in the outbox. */
export function destinationOf(connector: string): string {
  return `connector:${connector}`;
}
