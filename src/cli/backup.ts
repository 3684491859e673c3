import { runOnDatabase } from "./run-on-database.ts";
import { showProgress } from "./progress-bar.ts";
import { backUpDatabase, restoreDatabase, usualBackup } from "../storage/database/backups.ts";

/** Copies the embedded database while it is in use; without a file next to the database. */
export function backup(file: string | undefined): Promise<void> {
  return runOnDatabase((url) => {
    const to = file ?? usualBackup(url, new Date());
    const progress = showProgress("Backing up", 1);
    const { conversations, bytes } = backUpDatabase(url, to, progress.show);
    progress.end();
    return `Backed up ${conversations} conversations (${bytes} bytes), checked: ${to}\nIt holds what people wrote and the service's keys: keep it as safe as the database.\n`;
  });
}

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
