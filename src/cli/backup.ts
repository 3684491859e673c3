import { runOnDatabase } from "./run-on-database.ts";
import { showProgress } from "./progress-bar.ts";
import { backUpDatabase, usualBackup } from "../storage/database/backups.ts";

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
