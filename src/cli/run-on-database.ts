import { AppError } from "../common/errors.ts";
import { openStore, type Store } from "../storage/open-store.ts";
import { createS3Bucket } from "../storage/s3-bucket.ts";
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

/** The same with the database's store; a service may be running on it. */
export function runOnStore(run: (store: Store) => Promise<string>): Promise<void> {
  return runOnDatabase(async (url) => {
    const { databaseListenUrl: listenUrl, attachments } = requireConfig();
    const bucket = attachments.s3 && createS3Bucket(attachments.s3);
    const store = await openStore({ url, listenUrl, bucket, alongside: true });
    try {
      return await run(store);
    } finally {
      await store.close();
    }
  });
}
