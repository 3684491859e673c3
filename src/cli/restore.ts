import { runOnDatabase } from "./run-on-database.ts";
import { showProgress } from "./progress-bar.ts";
import { restoreDatabase } from "../storage/database/backups.ts";

/** Puts a backup in the place of the embedded database, while no service uses it. */
export function restore(file: string): Promise<void> {
  return runOnDatabase((url) => {
    const progress = showProgress("Restoring", 1);
    const { conversations, kept } = restoreDatabase(url, file, new Date(), progress.show);
    progress.end();
    const before = kept === null ? "There was no database before." : `What was there before is kept as ${kept}.`;
    return `Restored ${conversations} conversations from ${file}, checked. ${before}\nStart the service now.\n`;
  });
}
