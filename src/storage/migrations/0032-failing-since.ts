import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

/**
 * Since when the other end has taken nothing, so that all nodes see the same, and when each entry was tried first.
 * Described in `schema.ts`.
 */
export const failingSince: Migration = {
  async up(db: Kysely<never>): Promise<void> {
    await db.schema.alterTable("outbox").addColumn("failing_since", "bigint").execute();
    await db.schema.alterTable("outbox").addColumn("first_tried_at", "bigint").execute();
    // Mostly empty: what waits is many rows at times, and this is asked every few seconds.
    await db.schema
      .createIndex("outbox_by_failing_since")
      .on("outbox")
      .columns(["failing_since"] as never[])
      .where(sql.ref("failing_since"), "is not", null)
      .execute();
  },
};
