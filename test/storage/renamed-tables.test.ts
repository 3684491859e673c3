import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";

import { createLogger } from "../../src/common/logger.ts";
import { openSqlite } from "../../src/storage/database/sqlite/open-sqlite.ts";
import { migrations } from "../../src/storage/migrations/all.ts";
import { openStore } from "../../src/storage/open-store.ts";
import { temporaryFolder } from "./support/databases.ts";

/** What 0010 renames: each table of before, with the columns that it renames in it. */
const renamed: Readonly<Record<string, { table: string; columns: Readonly<Record<string, string>> }>> = {
  outbox: { table: "outbox", columns: { conversation: "queue" } },
  lanes: { table: "outbox_leases", columns: { conversation: "queue" } },
  undelivered: { table: "dead_letters", columns: { conversation: "queue" } },
  seen: { table: "idempotency_keys", columns: {} },
  status_watches: { table: "status_subscriptions", columns: {} },
  connector_links: { table: "connector_links", columns: { lane: "queue" } },
  connector_attempts: { table: "connector_attempts", columns: { lane: "queue" } },
  case_events: { table: "case_events", columns: { who: "actor", what: "type" } },
  cases: { table: "cases", columns: { changed: "change_seq", ended: "end_reason", reopened: "reopen_count" } },
};

const options = {
  synchronous: "normal",
  alongside: true,
  onDeleted: () => undefined,
  log: createLogger({ level: "silent" }),
} as const;

/** Columns of later migrations in rows from before: empty, and outcomes are unsure. */
const addedSince: Readonly<Record<string, Record<string, null | number | string>>> = {
  transcript: { changed: null, channel_id: null },
  outcomes: { unsure: 1 },
  feedback: { comment: null },
  unclear: { label: null, reviewed: null, why: "not-understood" },
  conversations: { read_seq: 0, page: null },
  outbox: { failing_since: null, first_tried_at: null },
  agents: { subject: null, role: null, shown_name: null, away_until: null },
};

test("a database with the names of before opens, with every row in its renamed table", async () => {
  const path = join(temporaryFolder(), "store.db");
  const before = Object.fromEntries(Object.entries(migrations).filter(([name]) => name < "0010"));
  await (await openSqlite({ ...options, path, migrations: before })).close();
  const database = new DatabaseSync(path);
  const tables = database
    .prepare("select name from sqlite_master where type = 'table' and name not like 'kysely_%'")
    .all()
    .map(({ name }) => String(name));
  expect(tables).toEqual(expect.arrayContaining(Object.keys(renamed)));
  const stored = new Map<string, Record<string, unknown>[]>();
  for (const table of tables) {
    const columns = database.prepare("select name, type from pragma_table_info(?)").all(table);
    const values = columns.map(({ name, type }) => (/text/i.test(String(type)) ? `"${table} ${String(name)}"` : 7));
    database.prepare(`insert into ${table} values (${values.map(() => "?").join(", ")})`).run(...values);
    stored.set(table, database.prepare(`select * from ${table}`).all());
  }
  database.close();

  // Leases are reset when an embedded database is opened by its only process, but not alongside it.
  const store = await openStore({ url: `sqlite:${path}`, alongside: true });
  expect((await store.outbox.backlog()).deadLetters).toBe(1);
  await store.close();

  const after = new DatabaseSync(path, { readOnly: true });
  for (const [old, rows] of stored) {
    const { table, columns } = renamed[old] ?? { table: old, columns: {} };
    const expected = rows.map((row) => ({
      ...Object.fromEntries(Object.entries(row).map(([name, value]) => [columns[name] ?? name, value])),
      ...addedSince[table],
    }));
    expect(
      after
        .prepare(`select * from ${table}`)
        .all()
        .map((row) => ({ ...row })),
      table,
    ).toEqual(expected);
  }
  after.close();
});
