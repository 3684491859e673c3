import { parseArgs } from "node:util";

import { runOnDatabase } from "./run-on-database.ts";
import { openStore } from "../storage/open-store.ts";

/**
 * `npm run privacy -- export|delete --user ID`: what is stored of a person as JSON, or its deletion. The service may
 * run meanwhile.
 */

const usage = "Usage: npm run --silent privacy -- export|delete --user ID\n";

function wishOf(args: string[]): { what: "export" | "delete"; user: string } | null {
  try {
    const { values, positionals } = parseArgs({ args, options: { user: { type: "string" } }, allowPositionals: true });
    const [what, ...more] = positionals;
    return more.length === 0 && values.user && (what === "export" || what === "delete")
      ? { what, user: values.user }
      : null;
  } catch {
    return null;
  }
}

async function run(databaseUrl: string, { what, user }: { what: "export" | "delete"; user: string }): Promise<string> {
  const store = await openStore({ url: databaseUrl, alongside: true });
  try {
    if (what === "export") return `${JSON.stringify(await store.privacy.exportOf(user), null, 2)}\n`;
    return `Conversations deleted: ${await store.privacy.erase(user)}. Copies in backups go when the backups do.\n`;
  } finally {
    await store.close();
  }
}

await runOnDatabase({ usage, wishOf, run });
