import type { Database } from "../database/database.ts";
import type { Prepare } from "../database/statements.ts";

/** What nodes counted together, by key and slot of time; what is two slots old is forgotten. */
export type RateCounts = {
  /** Adds to each key's count and gives the sums back in the same order. */
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
      .returning("count"),
  );
  const forget = prepare<{ slot: number }>()((db, $) => db.deleteFrom("rate_counts").where("slot", "<", $.slot));
  return {
    async add(slot, counts) {
      // In the same order on every node, so that none waits crosswise for another.
      const ordered = counts.toSorted((a, b) => (a.key < b.key ? -1 : 1));
      const { rows } = await database.write([
        ...ordered.map(({ key, count }) => ({ query: add({ key, slot, count }) })),
        { query: forget({ slot: slot - 1 }) },
      ]);
      const sums = new Map(
        ordered.map(({ key }, at) => [key, (rows[at]?.[0] as { count: number } | undefined)?.count ?? 0]),
      );
      return counts.map(({ key }) => sums.get(key) ?? 0);
    },
  };
}
