import { loadArticles } from "../../knowledge/load.ts";
import { createApp } from "../app.ts";
import type { App } from "../composition/lifecycle.ts";
import { toPlainText } from "../channels/rendering/activity-renderer.ts";
import { chatInTerminal } from "../channels/terminal.ts";
import { createLogger } from "../common/logger.ts";
import { transformerFile } from "../understanding/load-models.ts";
import { requireConfig } from "./command-error.ts";

/**
 * The assistant in the terminal, with the same turn code as the service. The conversation is kept in memory alone,
 * because the service may have the database open. Ends the process. `opened` gets the assistant before the first word.
 */
export async function chat(opened: (app: App) => void = () => undefined): Promise<void> {
  const config = { ...requireConfig(), databaseUrl: "sqlite::memory:" };
  const app = await createApp({
    config,
    log: createLogger({ level: "silent" }),
    articles: loadArticles(),
    transformerFile,
  });
  await app.warmUp();
  opened(app);
  const interactive = process.stdin.isTTY;
  if (interactive) process.stdout.write('Write "quit" or "exit" to leave.\n\n');
  await chatInTerminal({
    conversations: app.conversations,
    transcripts: app.store.transcripts,
    render: toPlainText,
    conversation: "terminal",
    user: "terminal",
    input: process.stdin,
    output: process.stdout,
    interactive,
    now: Date.now,
  });
  await app.store.close();
  // The classifier's thread would keep the process alive; everything written is flushed first.
  process.stdout.write("", () => process.exit(0));
}
