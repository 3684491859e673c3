import type { Database } from "./database/database.ts";
import type { Prepare } from "./database/statements.ts";

/** Request counts that all nodes share, by key and time slot; they are kept for two slots. */
export type RateCounts = {
  /** Adds to each key's count and returns the sums in the same order. */
  add(slot: number, counts: readonly { key: string; count: number }[]): Promise<readonly number[]>;
};

/** Counts in a table: one small write a second and node, and only while somebody floods. */
export function createRateCounts(options: { database: Database; prepare: Prepare }): RateCounts {
  const { database, prepare } = options;
  const add = prepare<{ key: string; slot: number; count: number }>()((db, $) =>
    db
      .insertInto("rate_counts")
      .values({ key: $.key, slot: $.slot, count: $.count })
      .onConflict((conflict) =>
        conflict
          .columns(["key", "slot"])
          .doUpdateSet((eb) => ({ count: eb("rate_counts.count", "+", eb.ref("excluded.count")) })),
      )
      .returning(["key", "count"]),
  );
  const removeBefore = prepare<{ slot: number }>()((db, $) => db.deleteFrom("rate_counts").where("slot", "<", $.slot));
  return {
    async add(slot, counts) {
      // In the same order on every node, which prevents deadlocks.
      const ordered = counts.toSorted((a, b) => (a.key < b.key ? -1 : 1));
      const written = await database.write({
        counts: ordered.map(({ key, count }) => ({ query: add({ key, slot, count }) })),
        old: { query: removeBefore({ slot: slot - 1 }) },
      });
      const rows = written.stored ? written.results.counts.flatMap((result) => result.rows) : [];
      const sums = new Map(rows.map(({ key, count }) => [key, count]));
      return counts.map(({ key }) => sums.get(key) ?? 0);
    },
  };
}
