import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

/** What the desk needs: who speaks, what became of each case and by whom, who is there. Described in `schema.ts`. */
export const desk: Migration = {
  async up(db: Kysely<never>): Promise<void> {
    const text = (table: string, column: string) => db.schema.alterTable(table).addColumn(column, "text").execute();
    const count = (column: string) =>
      db.schema
        .alterTable("cases")
        .addColumn(column, "bigint", (c) => c.notNull().defaultTo(0))
        .execute();
    await text("transcript", "author");
    for (const column of ["language", "contact", "rating_word"]) await text("cases", column);
    await db.schema.alterTable("cases").addColumn("rating", "integer").execute();
    await db.schema.alterTable("cases").addColumn("reminded_at", "bigint").execute();
    for (const column of ["reopened", "changed"]) await count(column);
    await db.schema
      .createIndex("cases_by_changed")
      .on("cases")
      .column("changed" as never)
      .execute();
    await events(db);
    await db.schema
      .createTable("agents")
      .addColumn("name", "text", (c) => c.primaryKey().notNull())
      .addColumn("chosen", "text", (c) => c.notNull())
      .addColumn("seen_at", "bigint", (c) => c.notNull())
      .execute();
  },
};

async function events(db: Kysely<never>): Promise<void> {
  await db.schema
    .createTable("case_events")
    .addColumn("id", "text", (c) => c.primaryKey().notNull())
    .addColumn("number", "text", (c) => c.notNull())
    .addColumn("seq", "bigint", (c) => c.notNull())
    .addColumn("at", "bigint", (c) => c.notNull())
    .addColumn("who", "text", (c) => c.notNull())
    .addColumn("what", "text", (c) => c.notNull())
    .addColumn("text", "text", (c) => c.notNull())
    .execute();
  await db.schema
    .createIndex("case_events_by_number_seq")
    .on("case_events")
    .columns(["number", "seq"] as never[])
    .execute();
  await db.schema
    .createTable("desk_counter")
    .addColumn("id", "integer", (c) => c.primaryKey())
    .addColumn("seq", "bigint", (c) => c.notNull())
    .execute();
  await sql`insert into desk_counter (id, seq) values (1, 0)`.execute(db);
}
