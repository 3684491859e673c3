import { Socket } from "node:net";
import pg from "pg";

import { urlsOfHosts } from "../../../common/database-hosts.ts";

/** Which of the hosts of a database takes writes; the others are its standbys, until one is promoted. */
export type PrimaryHost = {
  /** The URL of the host that took writes last. */
  url(): string;
  /**
   * Asks all hosts at once which one takes writes, and goes on with the one found; without any, with the former one. The
   * caller retries. Never rejects.
   */
  find(): Promise<void>;
  /** For connections: they are broken when another host takes over, because a machine that is gone closes none. */
  openSocket(): Socket;
  /** Throws where a new connection leads to a standby; with a single host that is left to the queries. */
  check(client: pg.ClientBase): Promise<void>;
};

/** A host that is gone without a trace must not use up the time in which queries are retried. */
const probeMs = 2_000;

/** `url`: as in `DATABASE_URL`. */
export function createPrimaryHost(url: string): PrimaryHost {
  const urls = urlsOfHosts(url);
  let current = urls[0];
  const sockets = new Set<Socket>();
  const moveTo = (found: string): void => {
    if (found === current) return;
    current = found;
    for (const socket of sockets) socket.destroy();
  };
  let searching: Promise<void> | null = null;
  const search = async (): Promise<void> => {
    const found = await Promise.any(urls.map(requirePrimary)).catch(() => null);
    if (found !== null) moveTo(found);
    searching = null;
  };
  return {
    url: () => current,
    find: async () => (urls.length > 1 ? (searching ??= search()) : undefined),
    openSocket() {
      const socket = new Socket();
      sockets.add(socket);
      return socket.once("close", () => sockets.delete(socket));
    },
    check: async (client) => (urls.length > 1 ? requireWrites(client) : undefined),
  };
}

/** The URL again, if its host takes writes. */
async function requirePrimary(url: string): Promise<string> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: probeMs, query_timeout: probeMs });
  client.on("error", () => {});
  try {
    await client.connect();
    await requireWrites(client);
    return url;
  } finally {
    void client.end().catch(() => {});
  }
}

async function requireWrites(client: pg.ClientBase): Promise<void> {
  const { rows } = await client.query<{ standby: boolean }>("select pg_is_in_recovery() as standby");
  // The code of PostgreSQL's own refusal to write there.
  if (rows[0]?.standby !== false) throw Object.assign(new Error("This host is a standby."), { code: "25006" });
}
