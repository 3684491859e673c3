import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

/**
 * Outcomes of steps from before a cure needed a certain claim are marked as unsure: hopes, questions and other people's
 * music counted as cures then. Whoever learns from outcomes leaves them out.
 */
export const unsureOutcomes: Migration = {
  async up(db: Kysely<never>): Promise<void> {
    await db.schema
      .alterTable("outcomes")
      .addColumn("unsure", "integer", (column) => column.notNull().defaultTo(0))
      .execute();
    await sql`update outcomes set unsure = 1`.execute(db);
  },
};
