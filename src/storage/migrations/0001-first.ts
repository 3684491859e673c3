import { type CreateTableBuilder, type Kysely, SqliteAdapter, sql } from "kysely";
import type { Migration } from "kysely/migration";

/** The tables of the turn, the outbox and the notes for learning. Described in `schema.ts`. */
export const first: Migration = {
  async up(db: Kysely<never>): Promise<void> {
    const schema = db.schema;
    await schema
      .createTable("conversations")
      .addColumn("id", "text", (c) => c.primaryKey().notNull())
      .addColumn("channel", "text", (c) => c.notNull())
      .addColumn("user_id", "text", (c) => c.notNull())
      .addColumn("user_name", "text", (c) => c.notNull())
      .addColumn("locale", "text", (c) => c.notNull())
      .addColumn("address", "text", (c) => c.notNull())
      .addColumn("push", "integer", (c) => c.notNull())
      .addColumn("saved", "text")
      .addColumn("version", "bigint", (c) => c.notNull())
      .addColumn("last_seq", "bigint", (c) => c.notNull())
      .addColumn("last_arrival", "bigint", (c) => c.notNull())
      .addColumn("last_position", "bigint", (c) => c.notNull())
      .addColumn("created_at", "bigint", (c) => c.notNull())
      .addColumn("updated_at", "bigint", (c) => c.notNull())
      .execute();
    await messages(db);
    await deliveries(db);
    await cases(db);
    await notes(db);
    await schema
      .createTable("probe")
      .addColumn("id", "integer", (c) => c.primaryKey())
      .addColumn("filling", "text", (c) => c.notNull())
      .execute();
    await sql`insert into probe (id, filling) values (1, '')`.execute(db);
  },
};

async function messages(db: Kysely<never>): Promise<void> {
  await clustered(
    db,
    db.schema
      .createTable("seen")
      .addColumn("conversation", "text", (c) => c.notNull())
      .addColumn("id", "text", (c) => c.notNull())
      .addColumn("at", "bigint", (c) => c.notNull())
      .addPrimaryKeyConstraint("seen_key", ["conversation", "id"]),
  ).execute();
  await clustered(
    db,
    db.schema
      .createTable("inbox")
      .addColumn("conversation", "text", (c) => c.notNull())
      .addColumn("arrival", "bigint", (c) => c.notNull())
      .addColumn("id", "text", (c) => c.notNull())
      .addColumn("body", "text", (c) => c.notNull())
      .addColumn("accepted_at", "bigint", (c) => c.notNull())
      .addPrimaryKeyConstraint("inbox_key", ["conversation", "arrival"]),
  ).execute();
  await db.schema
    .createTable("transcript")
    .addColumn("conversation", "text", (c) => c.notNull())
    .addColumn("seq", "bigint", (c) => c.notNull())
    .addColumn("speaker", "text", (c) => c.notNull())
    .addColumn("id", "text", (c) => c.notNull())
    .addColumn("text", "text", (c) => c.notNull())
    .addColumn("reply", "text")
    .addColumn("echo", "text")
    .addColumn("at", "bigint", (c) => c.notNull())
    .addPrimaryKeyConstraint("transcript_key", ["conversation", "seq"])
    .execute();
}

async function deliveries(db: Kysely<never>): Promise<void> {
  const entry = (table: string) =>
    db.schema
      .createTable(table)
      .addColumn("conversation", "text", (c) => c.notNull())
      .addColumn("position", "bigint", (c) => c.notNull())
      .addColumn("destination", "text", (c) => c.notNull())
      .addColumn("body", "text", (c) => c.notNull())
      .addColumn("attempts", "integer", (c) => c.notNull())
      .addPrimaryKeyConstraint(`${table}_key`, ["conversation", "position"]);
  await entry("outbox")
    .addColumn("last_error", "text")
    .addColumn("created_at", "bigint", (c) => c.notNull())
    .execute();
  await entry("undelivered")
    .addColumn("reason", "text", (c) => c.notNull())
    .addColumn("failed_at", "bigint", (c) => c.notNull())
    .execute();
  await clustered(
    db,
    db.schema
      .createTable("lanes")
      .addColumn("conversation", "text", (c) => c.primaryKey().notNull())
      .addColumn("owner", "text", (c) => c.notNull())
      .addColumn("leased_until", "bigint", (c) => c.notNull())
      .addColumn("last_position", "bigint", (c) => c.notNull()),
  ).execute();
  await index(db, "lanes", ["leased_until"]);
}

async function cases(db: Kysely<never>): Promise<void> {
  await db.schema
    .createTable("cases")
    .addColumn("number", "text", (c) => c.primaryKey().notNull())
    .addColumn("conversation", "text", (c) => c.notNull())
    .addColumn("status", "text", (c) => c.notNull())
    .addColumn("reason", "text", (c) => c.notNull())
    .addColumn("subject", "text", (c) => c.notNull())
    .addColumn("article", "text")
    .addColumn("device", "text")
    .addColumn("tried", "text", (c) => c.notNull())
    .addColumn("live_status", "text", (c) => c.notNull())
    .addColumn("opened_at", "bigint", (c) => c.notNull())
    .addColumn("waiting_since", "bigint", (c) => c.notNull())
    .addColumn("assignee", "text")
    .addColumn("closed_at", "bigint")
    .addColumn("ended", "text")
    .addColumn("resolution", "text")
    .execute();
  await index(db, "cases", ["status", "waiting_since"]);
  await index(db, "cases", ["conversation"]);
}

async function notes(db: Kysely<never>): Promise<void> {
  const note = (table: string) =>
    db.schema
      .createTable(table)
      .addColumn("conversation", "text", (c) => c.notNull())
      .addColumn("at", "bigint", (c) => c.notNull());
  await note("outcomes")
    .addColumn("article", "text", (c) => c.notNull())
    .addColumn("step", "text", (c) => c.notNull())
    .addColumn("device", "text")
    .addColumn("result", "text", (c) => c.notNull())
    .addColumn("seconds", "double precision", (c) => c.notNull())
    .addColumn("live_status", "text", (c) => c.notNull())
    .execute();
  await note("unclear")
    .addColumn("text", "text", (c) => c.notNull())
    .addColumn("awaiting", "text", (c) => c.notNull())
    .addColumn("alternatives", "text", (c) => c.notNull())
    .execute();
  await note("feedback")
    .addColumn("good", "integer", (c) => c.notNull())
    .addColumn("about", "text", (c) => c.notNull())
    .execute();
  for (const table of ["outcomes", "unclear", "feedback"]) await index(db, table, ["conversation"]);
  await clustered(
    db,
    db.schema
      .createTable("status_watches")
      .addColumn("article", "text", (c) => c.notNull())
      .addColumn("conversation", "text", (c) => c.notNull())
      .addColumn("since", "bigint", (c) => c.notNull())
      .addPrimaryKeyConstraint("status_watches_key", ["article", "conversation"]),
  ).execute();
}

async function index(db: Kysely<never>, table: string, columns: string[]): Promise<void> {
  await db.schema
    .createIndex(`${table}_by_${columns.join("_")}`)
    .on(table)
    .columns(columns)
    .execute();
}

/**
 * SQLite keeps a table of short rows in one tree instead of two when told that there is no row id; PostgreSQL knows no
 * such thing.
 */
function clustered<T extends string, C extends string>(
  db: Kysely<never>,
  table: CreateTableBuilder<T, C>,
): CreateTableBuilder<T, C> {
  return db.getExecutor().adapter instanceof SqliteAdapter ? table.modifyEnd(sql`without rowid`) : table;
}
