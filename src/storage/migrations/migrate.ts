import { type Kysely, sql } from "kysely";
import { type Migration, Migrator } from "kysely/migration";

import { AppError } from "../../common/errors.ts";

/**
 * Brings the database up to the newest of `migrations`. A database that a newer version of this service has migrated is
 * refused untouched (`StoreUnavailable`): running old code on new tables loses what the new columns mean.
 */
export async function migrate(db: Kysely<never>, migrations: Readonly<Record<string, Migration>>): Promise<void> {
  const unknown = (await namesInDatabase(db)).filter((name) => !(name in migrations));
  if (unknown.length > 0) {
    throw new AppError(
      "StoreUnavailable",
      `The database was migrated by a newer version of this service (${unknown.join(", ")}).`,
      {
        remedy: "Start that version or a later one, or restore a backup from before the upgrade.",
      },
    );
  }
  const migrator = new Migrator({ db, provider: { getMigrations: async () => ({ ...migrations }) } });
  const { error } = await migrator.migrateToLatest();
  if (error !== undefined) throw error instanceof Error ? error : new Error("A migration failed.", { cause: error });
}

async function namesInDatabase(db: Kysely<never>): Promise<string[]> {
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true });
  if (!tables.some((table) => table.name === "kysely_migration")) return [];
  const { rows } = await sql<{ name: string }>`select name from kysely_migration`.execute(db);
  return rows.map((row) => row.name);
}
