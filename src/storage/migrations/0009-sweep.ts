import type { Kysely } from "kysely";
import type { Migration } from "kysely/migration";

/** What a sweep looks for is found without reading what is young. Described in `retention.ts`. */
export const sweep: Migration = {
  async up(db: Kysely<never>): Promise<void> {
    await db.schema
      .createIndex("conversations_by_created_at")
      .on("conversations")
      .columns(["created_at", "id"] as never[])
      .execute();
    await db.schema
      .createIndex("status_watches_by_conversation")
      .on("status_watches")
      .column("conversation" as never)
      .execute();
  },
};
