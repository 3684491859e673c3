import { afterAll, beforeAll, inject } from "vitest";

import { type Place, openerOf } from "./databases.ts";
import { makeDatabaseOn } from "./make-database.ts";
import { type PostgresServer, startPostgres } from "./postgres-server.ts";

/** Makes an empty database on the run's own server, for one test, and gives its URL. */
export async function makeDatabase(): Promise<string> {
  const postgres = inject("postgres");
  if ("failure" in postgres) throw new Error(postgres.failure);
  return makeDatabaseOn(postgres.url);
}

/** Starts a server of this test file's own, to be stopped and started at will; it is there while the tests run. */
export function useOwnPostgres(): () => PostgresServer {
  let running: PostgresServer;
  beforeAll(async () => {
    running = await startPostgres();
  });
  afterAll(() => running.end());
  return () => running;
}

export const postgresPlace: Place = {
  name: "PostgreSQL",
  lasts: true,
  shared: true,
  make: async () => openerOf(await makeDatabase()),
};
