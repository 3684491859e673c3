import type { Kysely } from "kysely";
import type { Migration } from "kysely/migration";

/**
 * What a sweep and an erasure look for is found without reading everybody else's. Described in `retention.ts` and
 * `erasure-steps.ts`.
 */
export const sweep: Migration = {
  async up(db: Kysely<never>): Promise<void> {
    await db.schema
      .createIndex("conversations_by_created_at")
      .on("conversations")
      .columns(["created_at", "id"] as never[])
      .execute();
    for (const [table, column] of [
      ["status_watches", "conversation"],
      ["connector_links", "conversation"],
      ["connector_links", "number"],
    ] as const) {
      await db.schema
        .createIndex(`${table}_by_${column}`)
        .on(table)
        .column(column as never)
        .execute();
    }
  },
};
