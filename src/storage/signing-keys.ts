import type { Database } from "./database/database.ts";
import type { Prepare } from "./database/statements.ts";

/** A key that signs tokens. `createdAt` in milliseconds since 1970. */
export type StoredSigningKey = { id: string; secret: string; createdAt: number };

/** Signing keys, shared by all nodes. */
export type SigningKeyStore = {
  list(): Promise<readonly StoredSigningKey[]>;
  add(key: StoredSigningKey): Promise<void>;
};

/** Adding a key whose id exists throws an `AppError`. */
export function createSigningKeyStore(options: { database: Database; prepare: Prepare }): SigningKeyStore {
  const { database, prepare } = options;
  const all = prepare<Record<string, never>>()((db) => db.selectFrom("signing_keys").selectAll().orderBy("created_at"));
  const insert = prepare<{ id: string; secret: string; createdAt: number }>()((db, $) =>
    db.insertInto("signing_keys").values({ id: $.id, secret: $.secret, created_at: $.createdAt }),
  );
  return {
    async list() {
      return (await database.read(all({}))).map(({ id, secret, created_at: createdAt }) => ({ id, secret, createdAt }));
    },
    async add(key) {
      await database.write({ key: { query: insert(key) } });
    },
  };
}
