import { awaitings } from "../../../dialogs/events.ts";
import type { Device } from "../../../knowledge/article.ts";
import type { Danger } from "../../../knowledge/lexicon.ts";

/** What was said about a step: done without a known cure, cured, not possible or refused, to be shown, asked about. */
export const saidValues = ["tried", "helped", "cannot", "wants", "asks"] as const;
export type Said = (typeof saidValues)[number];
export const roles = ["fails", "works", "unclear"] as const;
/** How a named device stands: the trouble is there, it is fine there, or nothing is said of it. */
export type Role = (typeof roles)[number];
export const outcomes = ["fixed", "not-fixed", "partly", "unsure"] as const;
/** What a message claims about the person's own music, now. */
export type Outcome = (typeof outcomes)[number];

/**
 * What was asked last, as far as facts depend on it: beside what a dialog asks, a case that waits, the consent to a step
 * that deletes something, and the question of a diagnostic step.
 */
export const factsAwaiting = [...awaitings, "case", "consent", "observation"] as const;
export type FactsAwaiting = (typeof factsAwaiting)[number];

/** What one message tells, beside its label. */
export type Facts = {
  /** Ids of articles whose error the message names. */
  articles: readonly string[];
  devices: readonly { device: Device; role: Role }[];
  steps: readonly { step: string; said: Said }[];
  /** Steps that are said, by number, not to have been done. */
  undone?: readonly string[];
  outcome: Outcome | null;
  /** What the status page is said to show. */
  status: "outage" | "fine" | null;
  /** Questions in it, by the label or source that answers them. */
  asks: readonly string[];
  /** Wants a person here. */
  person: boolean;
  safety: Danger | null;
  /** The whole message is a request for a person in the words of another language. */
  asksInOtherWords?: boolean;
  /** The language where it is none that is spoken here, as an ISO 639-1 code; null for English and when unsure. */
  language?: string | null;
};
