import { AppError } from "../common/errors.ts";
import { openStore, type Store } from "../storage/open-store.ts";
import { CommandError, requireConfig } from "./command-error.ts";

/** Prints what `run` gives for the database of the settings. Throws a `CommandError` where it fails. */
export async function runOnDatabase(run: (databaseUrl: string) => string | Promise<string>): Promise<void> {
  const { databaseUrl } = requireConfig();
  try {
    process.stdout.write(await run(databaseUrl));
  } catch (error) {
    throw error instanceof AppError ? error : new CommandError(1, `That failed: ${(error as Error).message}`);
  }
}

/** The same with the database's store, beside a service that may be running. */
export function runOnStore(run: (store: Store) => Promise<string>): Promise<void> {
  return runOnDatabase(async (url) => {
    const store = await openStore({ url, listenUrl: requireConfig().databaseListenUrl, alongside: true });
    try {
      return await run(store);
    } finally {
      await store.close();
    }
  });
}
