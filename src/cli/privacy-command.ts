import { runOnStore } from "./run-on-database.ts";

/** Prints what is stored of a person as JSON, or deletes it. */
export function privacy(action: "export" | "delete", user: string): Promise<void> {
  return runOnStore(async (store) => {
    if (action === "export") return `${JSON.stringify(await store.privacy.exportOf(user), null, 2)}\n`;
    return `Conversations deleted: ${await store.privacy.erase(user)}. Copies in backups go when the backups do.\n`;
  });
}
