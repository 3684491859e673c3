import { Kysely, SqliteAdapter, SqliteDialect } from "kysely";
import type { DatabaseSync, StatementSync } from "node:sqlite";

/** Kysely on an open connection, for migrations. Destroying it closes the connection. */
export function kyselyOn(database: DatabaseSync): Kysely<never> {
  return new Kysely({
    dialect: new Dialect({
      database: { close: () => database.close(), prepare: (sql) => adapt(database.prepare(sql)) },
    }),
  });
}

/**
 * Kysely takes SQLite for a database that cannot change tables in a transaction, which it can: a process that died in
 * the middle of a migration would leave a part of it behind, on which no later start could go on.
 */
class Dialect extends SqliteDialect {
  override createAdapter(): SqliteAdapter {
    return new TransactionalAdapter();
  }
}

class TransactionalAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

/** Kysely expects the interface of better-sqlite3. */
function adapt(statement: StatementSync) {
  const values = (parameters: readonly unknown[]) => parameters as (string | number | null)[];
  return {
    reader: statement.columns().length > 0,
    all: (parameters: readonly unknown[]) => statement.all(...values(parameters)),
    run: (parameters: readonly unknown[]) => statement.run(...values(parameters)),
    iterate: (parameters: readonly unknown[]) => statement.iterate(...values(parameters)),
  };
}
