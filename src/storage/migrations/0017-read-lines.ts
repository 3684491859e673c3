import type { Kysely } from "kysely";
import type { Migration } from "kysely/migration";

/** Up to which line the person has what agents said. Described in `schema.ts`. */
export const readLines: Migration = {
  async up(db: Kysely<never>): Promise<void> {
    await db.schema
      .alterTable("conversations")
      .addColumn("read_seq", "bigint", (column) => column.notNull().defaultTo(0))
      .execute();
  },
};
