import { Kysely, SqliteDialect } from "kysely";
import type { DatabaseSync, StatementSync } from "node:sqlite";

/** Kysely on an open connection, for migrations. Destroying it closes the connection. */
export function kyselyOn(database: DatabaseSync): Kysely<never> {
  return new Kysely({ dialect: new SqliteDialect({ database: { close: () => database.close(), prepare: (sql) => adapt(database.prepare(sql)) } }) });
}

/** Kysely expects the manners of better-sqlite3. */
function adapt(statement: StatementSync) {
  const values = (parameters: readonly unknown[]) => parameters as (string | number | null)[];
  return {
    reader: statement.columns().length > 0,
    all: (parameters: readonly unknown[]) => statement.all(...values(parameters)),
    run: (parameters: readonly unknown[]) => statement.run(...values(parameters)),
    iterate: (parameters: readonly unknown[]) => statement.iterate(...values(parameters)),
  };
}
