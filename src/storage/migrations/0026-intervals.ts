import type { Kysely } from "kysely";
import type { Migration } from "kysely/migration";

/** When agents were at the desk, and when the status feed reported incidents. Described in `schema.ts`. */
export const intervals: Migration = {
  async up(db: Kysely<never>): Promise<void> {
    for (const [table, owner] of [
      ["presence_intervals", "agent"],
      ["incident_intervals", "article"],
    ] as const) {
      await db.schema
        .createTable(table)
        .addColumn(owner, "text", (c) => c.notNull())
        .addColumn("since", "bigint", (c) => c.notNull())
        .addColumn("until", "bigint", (c) => c.notNull())
        .addPrimaryKeyConstraint(`${table}_key`, [owner, "since"] as never[])
        .execute();
      await db.schema
        .createIndex(`${table}_by_until`)
        .on(table)
        .column("until" as never)
        .execute();
    }
  },
};
