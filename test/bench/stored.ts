import { statSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

import type { Load } from "./load/start-load.ts";
import { type Effort, measure, type Measured } from "./measure.ts";
import { startService } from "./start-service.ts";

/** What a service with so many conversations in its database costs. Bytes are of the file; `rss` is megabytes right after the start. */
export type Stored = { conversations: number; startedInMs: number; rss: number; bytesPerConversation: number; turn: Measured };

/** Turns of a conversation that is stored, on average. */
const turnsEach = 3;
/** Conversations that are really held; the others are their copies. */
const held = 20;

/** Measures the start and the turn on databases that hold more and more conversations. */
export async function benchStored(load: Load, options: { folder: string; sizes: readonly number[]; effort: Effort }): Promise<Stored[]> {
  const results: Stored[] = [];
  for (const conversations of options.sizes) {
    const path = join(options.folder, `stored-${conversations}.db`);
    await fill(load, path, conversations);
    const bytes = statSync(path).size;
    const service = await startService({ databaseUrl: `sqlite:${path}` });
    const { rss } = await service.usage();
    try {
      const measured = await measure(load, [{ name: "turn", servers: [service], as: "posted" }], options.effort);
      const turn = measured.get("turn");
      if (turn) results.push({ conversations, startedInMs: service.startedIn, rss: rss / 2 ** 20, bytesPerConversation: bytes / conversations, turn });
    } finally {
      await service.stop();
    }
  }
  return results;
}

async function fill(load: Load, path: string, conversations: number): Promise<void> {
  const service = await startService({ databaseUrl: `sqlite:${path}`, durability: "normal" });
  await load.run({ as: "posted", urls: [service.url], turns: held * turnsEach, users: held });
  await service.stop();
  const database = new DatabaseSync(path);
  database.exec("pragma synchronous = off; begin");
  for (const [table, key] of [["conversations", "id"], ...["seen", "transcript", "outcomes"].map((name) => [name, "conversation"])] as [string, string][]) {
    copyRows(database, { table, key, copies: Math.ceil(conversations / held) - 1 });
  }
  database.exec("commit; pragma wal_checkpoint(truncate)");
  database.close();
}

function copyRows(database: DatabaseSync, { table, key, copies }: { table: string; key: string; copies: number }): void {
  const columns = database.prepare(`pragma table_info(${table})`).all() as { name: string }[];
  const names = columns.map(({ name }) => name);
  const values = names.map((name) => (name === key ? `${name} || '-' || copy` : name));
  database.exec(
    `insert into ${table} (${names.join()}) with recursive numbers(copy) as (select 1 union all select copy + 1 from numbers where copy < ${copies})
     select ${values.join()} from (select * from ${table}), numbers`,
  );
}
