import pg from "pg";
import type { TestProject } from "vitest/node";

import { startPostgres } from "../storage/support/postgres-server.ts";

declare module "vitest" {
  // oxlint-disable-next-line typescript/consistent-type-definitions -- Only an interface can add to vitest's own.
  export interface ProvidedContext {
    /** Where tests make databases of their own, or why there is no server. */
    postgres: { url: string } | { failure: string };
  }
}

/**
 * Starts one PostgreSQL for all tests of a run that need one; gives the way to end it. Where it cannot start, only the
 * tests that ask for a database fail, with the reason: `makeDatabase` throws it.
 */
export async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  try {
    const server = await startPostgres();
    provide("postgres", { url: server.url });
    if (process.env["TEST_POSTGRES"]) await sayVersion(server.url);
    return () => server.end();
  } catch (error) {
    provide("postgres", { failure: (error as Error).message });
    return async () => undefined;
  }
}

/** Prints the version, so that who chose it sees that it is the one. */
async function sayVersion(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<{ version: string }>("select version()");
  process.stdout.write(`${rows[0]?.version}\n`);
  await client.end();
}
