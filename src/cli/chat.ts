import { loadArticles } from "../../knowledge/load.ts";
import { createApp } from "../app.ts";
import { toPlainText } from "../channels/rendering/activity-renderer.ts";
import { chatInTerminal } from "../channels/terminal.ts";
import { exitCodeOfWrongSettings, readConfig } from "../config/settings.ts";
import { createLogger } from "../common/logger.ts";
import { opinionFile } from "../understanding/load-models.ts";

/**
 * The assistant in the terminal: the same turn; the talk is kept in memory alone, because the service may hold the
 * database.
 */
const read = readConfig();
if (!read.ok) {
  for (const fault of read.faults) process.stderr.write(`${fault}\n`);
  process.exit(exitCodeOfWrongSettings);
}
const config = { ...read.config, databaseUrl: "sqlite::memory:" };
const app = await createApp({ config, log: createLogger({ level: "silent" }), articles: loadArticles(), opinionFile });
await app.loadRest();
await chatInTerminal({
  conversations: app.conversations,
  transcripts: app.store.transcripts,
  render: toPlainText,
  conversation: "terminal",
  user: "terminal",
  input: process.stdin,
  output: process.stdout,
  interactive: process.stdin.isTTY,
  now: Date.now,
});
await app.store.close();
// The second opinion's thread waits for more; all that was said is written first.
process.stdout.write("", () => process.exit(0));
