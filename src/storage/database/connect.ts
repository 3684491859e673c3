import type { Migration } from "kysely/migration";

import { AppError } from "../../common/errors.ts";
import type { Database } from "./database.ts";
import { openSqlite } from "./sqlite/open-sqlite.ts";
import type { ChangeNotifier } from "./change-notifier.ts";

/** What a connection is made of; the optional ones as in `StoreOptions`. */
export type ConnectOptions = {
  url: string;
  durability?: "full" | "normal";
  beside?: boolean;
  patienceMs?: number;
  onTrouble?: (what: string, cause: unknown) => void;
  migrations: Readonly<Record<string, Migration>>;
  /** This node's name. */
  node: string;
  /** Woken by what other nodes tell. */
  wakes: ChangeNotifier;
  /** Told when another process has deleted something from an embedded database. */
  deleted: () => void;
};

/** A database and the way to tell other nodes of changes. */
export type ConnectedDatabase = Database & {
  /** Wakes whoever waits for this topic on other nodes; soon, and without anybody waiting for it. */
  tellOthers(topic: string): void;
  /** After something was deleted: nothing of it is left behind in the database's own files. */
  tidy(): Promise<void>;
};

/** Opens the database that the URL names. */
export async function connect(options: ConnectOptions): Promise<ConnectedDatabase> {
  const { url, migrations, durability = "full", onTrouble = () => {} } = options;
  if (url.startsWith("sqlite:")) {
    const path = url.slice("sqlite:".length);
    if (path === "") throw new AppError("BadRequest", "DATABASE_URL names no file.", { remedy: "Write sqlite:PATH." });
    const { beside = false, deleted } = options;
    return {
      ...(await openSqlite({ path, synchronous: durability, migrations, beside, deleted, onTrouble })),
      tellOthers: () => {},
    };
  }
  if (/^postgres(ql)?:/.test(url)) {
    const { node, wakes, patienceMs = 8_000 } = options;
    // Only here: without it a start on an embedded database need not load its client.
    const { openPostgres } = await import("./postgres/open-postgres.ts");
    // PostgreSQL overwrites by itself, when autovacuum comes by.
    return {
      ...(await openPostgres({ url, migrations, node, wakes, patienceMs, onTrouble })),
      tidy: async () => undefined,
    };
  }
  throw new AppError("BadRequest", "DATABASE_URL is of no known kind.", {
    remedy: "Use sqlite:PATH, sqlite::memory: or postgres://…",
  });
}
