import { filesOf, runOnDatabase } from "./run-on-database.ts";
import { restoreDatabase } from "../storage/database/backups.ts";

/** `npm run restore -- FILE`: puts a backup in the place of the embedded database, while no service uses it. */
await runOnDatabase({
  usage: "Usage: npm run restore -- FILE\n",
  wishOf: (args) => filesOf(args, 1, 1),
  run(url, [file = ""]) {
    const { conversations, kept } = restoreDatabase(url, file, new Date());
    const before = kept === null ? "There was no database before." : `What was there before is kept as ${kept}.`;
    return `Restored ${conversations} conversations from ${file}, checked. ${before}\nStart the service now.\n`;
  },
});
