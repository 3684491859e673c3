import type { ReportFact } from "./report-facts.ts";

/** A text that was not understood; `closest`: the label that came nearest. */
export type UnclearText = { text: string; closest: string | null; at: number };

/** The port between reports and the store. Days such as 2026-11-29, both ends included; times in milliseconds since 1970. */
export type ReportStore = {
  /** Facts and daily sums of facts, as far as they count by now. Sums have no time and outlive what they count. */
  facts(range: { from: string; to: string; now: number }): Promise<readonly ReportFact[]>;
  /** What people wrote and was not understood, as far as it is still stored. */
  unclear(range: { from: number; before: number }): Promise<readonly UnclearText[]>;
  /** Adds what turns counted before this time to the daily sums; resolves with how many turns. */
  addUp(before: number): Promise<number>;
};
