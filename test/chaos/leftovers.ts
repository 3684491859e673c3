import { DatabaseSync } from "node:sqlite";
import pg from "pg";

import { createPrimaryHost } from "../../src/storage/database/postgres/primary-host.ts";

/** Looks for words in every column of every table; gives a line for each table and word that has them. */
export async function leftoversOf(databaseUrl: string, words: readonly string[]): Promise<string[]> {
  const query = databaseUrl.startsWith("postgres")
    ? await queryPostgres(await primaryOf(databaseUrl))
    : querySqlite(databaseUrl.slice("sqlite:".length));
  const leftovers: string[] = [];
  try {
    for (const { name } of await query.run(query.tables)) {
      const rows = (await query.run(`select * from "${String(name)}"`)).map((row) => JSON.stringify(row));
      const left = words.filter((word) => rows.some((row) => row.includes(word)));
      leftovers.push(...left.map((word) => `${word} was to be deleted and is still in ${String(name)}`));
    }
  } finally {
    await query.close();
  }
  return leftovers;
}

type Querying = { tables: string; run(sql: string): Promise<Record<string, unknown>[]>; close(): Promise<void> };

async function primaryOf(databaseUrl: string): Promise<string> {
  const primary = createPrimaryHost(databaseUrl);
  await primary.find();
  return primary.url();
}

async function queryPostgres(url: string): Promise<Querying> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return {
    tables: "select table_name as name from information_schema.tables where table_schema = 'public'",
    run: async (sql) => (await client.query<Record<string, unknown>>(sql)).rows,
    close: () => client.end(),
  };
}

function querySqlite(path: string): Querying {
  const database = new DatabaseSync(path, { readOnly: true });
  return {
    tables: "select name from sqlite_master where type = 'table'",
    run: async (sql) => database.prepare(sql).all(),
    close: async () => database.close(),
  };
}
