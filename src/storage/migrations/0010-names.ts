import type { Kysely } from "kysely";
import type { Migration } from "kysely/migration";

const tables = [
  ["lanes", "outbox_leases"],
  ["undelivered", "dead_letters"],
  ["seen", "idempotency_keys"],
  ["status_watches", "status_subscriptions"],
] as const;

/** Table, as it is called by now, then the column's old and new name. */
const columns = [
  ["outbox", "conversation", "queue"],
  ["outbox_leases", "conversation", "queue"],
  ["dead_letters", "conversation", "queue"],
  ["connector_links", "lane", "queue"],
  ["connector_attempts", "lane", "queue"],
  ["case_events", "who", "actor"],
  ["case_events", "what", "type"],
  ["cases", "changed", "change_seq"],
  ["cases", "ended", "end_reason"],
  ["cases", "reopened", "reopen_count"],
] as const;

/**
 * Renames tables and columns whose names misled; no row is touched. Indexes keep their names. Nodes of the version
 * before cannot work on the renamed tables, so all of them are stopped for this upgrade.
 */
export const names: Migration = {
  async up(db: Kysely<never>): Promise<void> {
    for (const [from, to] of tables) await db.schema.alterTable(from).renameTo(to).execute();
    for (const [table, from, to] of columns) await db.schema.alterTable(table).renameColumn(from, to).execute();
  },
};
