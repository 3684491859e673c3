import type { Database } from "../database/database.ts";
import type { Prepare } from "../database/statements.ts";

/** What somebody wrote that was not understood: what had been asked, and the labels that came closest, best first. */
export type MissedText = {
  text: string;
  awaiting: string;
  alternatives: readonly { label: string; confidence: number }[];
  at: number;
};

/** The utterances that were not understood, for the people who write articles and phrasings. */
export type MissedTexts = {
  /** The newest first, at most `limit`. */
  newest(limit: number): Promise<MissedText[]>;
};

/** Reads what was not understood; whose words they are stays out of it. */
export function createMissedTexts({ database, prepare }: { database: Database; prepare: Prepare }): MissedTexts {
  const newest = prepare<{ limit: number }>()((db, $) =>
    db
      .selectFrom("unclear")
      .select(["text", "awaiting", "alternatives", "at"])
      .orderBy("at", "desc")
      .orderBy("text")
      .limit($.limit),
  );
  return {
    async newest(limit) {
      const rows = await database.read(newest({ limit }));
      return rows.map((row) => ({ ...row, alternatives: JSON.parse(row.alternatives) as MissedText["alternatives"] }));
    },
  };
}
