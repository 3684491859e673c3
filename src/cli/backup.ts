import { filesOf, runOnDatabase } from "./run-on-database.ts";
import { backUpDatabase, usualBackup } from "../storage/database/backups.ts";

/**
 * `npm run backup [-- FILE]`: a whole copy of the embedded database while the service runs; without FILE beside the
 * database.
 */
await runOnDatabase({
  usage: "Usage: npm run backup [-- FILE]\n",
  wishOf: (args) => filesOf(args, 0, 1),
  run(url, [file]) {
    const to = file ?? usualBackup(url, new Date());
    const { conversations, bytes } = backUpDatabase(url, to);
    return `Backed up ${conversations} conversations (${bytes} bytes), checked: ${to}\nIt holds what people wrote and the service's keys: keep it as safe as the database.\n`;
  },
});
