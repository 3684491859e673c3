import { openStore } from "../storage/open-store.ts";
import { runOnDatabase } from "./run-on-database.ts";

/** Prints what is stored of a person as JSON, or deletes it. */
export function privacy(action: "export" | "delete", user: string): Promise<void> {
  return runOnDatabase(async (url) => {
    const store = await openStore({ url, alongside: true });
    try {
      if (action === "export") return `${JSON.stringify(await store.privacy.exportOf(user), null, 2)}\n`;
      return `Conversations deleted: ${await store.privacy.erase(user)}. Copies in backups go when the backups do.\n`;
    } finally {
      await store.close();
    }
  });
}
