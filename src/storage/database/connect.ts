import type { Migration } from "kysely/migration";
import type { Logger } from "pino";

import { AppError } from "../../common/errors.ts";
import type { Database } from "./database.ts";
import { openSqlite } from "./sqlite/open-sqlite.ts";
import type { ChangeNotifier } from "./change-notifier.ts";

/** What a connection is opened with; optional members as in `StoreOptions`. */
export type ConnectOptions = {
  url: string;
  listenUrl?: string | null;
  durability?: "full" | "normal";
  alongside?: boolean;
  retryMs?: number;
  log: Logger;
  migrations: Readonly<Record<string, Migration>>;
  /** This node's name. */
  node: string;
  /** Receives the notifications of other nodes. */
  changes: ChangeNotifier;
  /** Called with each topic that another node notifies of. */
  onOtherNode: (topic: string) => void;
  /** Called after another process has deleted something from an embedded database. */
  onDeleted: () => void;
};

/** A database that notifies other nodes of changes. */
export type ConnectedDatabase = Database & {
  /** Publishes this topic on other nodes soon, without waiting for it. */
  notifyNodes(topic: string): void;
  /** After a deletion: removes deleted content from the database's own files. */
  truncateLog(): Promise<void>;
};

/** Opens the database that the URL names. */
export async function connect(options: ConnectOptions): Promise<ConnectedDatabase> {
  const { url, migrations, durability = "full", log } = options;
  if (url.startsWith("sqlite:")) {
    const path = url.slice("sqlite:".length);
    if (path === "") throw new AppError("BadRequest", "DATABASE_URL names no file.", { remedy: "Write sqlite:PATH." });
    const { alongside = false, onDeleted } = options;
    return {
      ...(await openSqlite({ path, synchronous: durability, migrations, alongside, onDeleted, log })),
      notifyNodes: () => {},
    };
  }
  if (/^postgres(ql)?:/.test(url)) {
    const { node, changes, onOtherNode, listenUrl = null, retryMs = 8_000 } = options;
    // Only here: without it a start on an embedded database need not load its client.
    const { openPostgres } = await import("./postgres/open-postgres.ts");
    // PostgreSQL overwrites deleted rows by itself (autovacuum).
    return {
      ...(await openPostgres({ url, listenUrl, migrations, node, changes, onOtherNode, retryMs, log })),
      truncateLog: async () => undefined,
    };
  }
  throw new AppError("BadRequest", "DATABASE_URL is of no known kind.", {
    remedy: "Use sqlite:PATH, sqlite::memory: or postgres://…",
  });
}
