import { closeSync, fsyncSync, openSync, statSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

import { openStore } from "../../src/storage/open-store.ts";
import type { Load } from "./load/start-load.ts";
import { type Effort, measure, type Measured, median } from "./measure.ts";
import { startService } from "./start-service.ts";

/**
 * What a service with so many conversations in its database costs. Bytes are of the file; `rss` is megabytes right
 * after the start, `rssAfter` after the turns that were measured; `sweptInMs`: a look for what is old, where nothing
 * is.
 */
export type Stored = {
  conversations: number;
  startedInMs: number;
  rss: number;
  rssAfter: number;
  bytesPerConversation: number;
  sweptInMs: number;
  turn: Measured;
};

/** Turns of a conversation that is stored, on average. */
const turnsEach = 3;
/** Conversations that are really held; the others are their copies. */
const held = 20;
const starts = 3;
const day = 86_400_000;

/** Measures the start, the turn and the sweep on databases that hold more and more conversations. */
export async function benchStored(
  load: Load,
  options: { folder: string; sizes: readonly number[]; effort: Effort },
): Promise<Stored[]> {
  const path = join(options.folder, "stored.db");
  const results: Stored[] = [];
  // One file that grows: writing the largest takes minutes, and writing it once is enough.
  for (const conversations of options.sizes.toSorted((one, other) => one - other)) {
    await fill(load, path, conversations);
    results.push(await measureStored(load, { path, conversations, effort: options.effort }));
  }
  return results;
}

async function measureStored(
  load: Load,
  options: { path: string; conversations: number; effort: Effort },
): Promise<Stored> {
  const { path, conversations, effort } = options;
  const databaseUrl = `sqlite:${path}`;
  const bytesPerConversation = statSync(path).size / conversations;
  const startedIn: number[] = [];
  for (let start = 1; start < starts; start += 1) {
    const early = await startService({ databaseUrl });
    startedIn.push(early.startedIn);
    await early.stop();
  }
  const service = await startService({ databaseUrl });
  startedIn.push(service.startedIn);
  try {
    const { rss } = await service.usage();
    const turn = (await measure(load, [{ name: "turn", servers: [service], as: "posted" }], effort)).get("turn");
    if (!turn) throw new Error("nothing was measured");
    const rssAfter = (await service.usage()).rss;
    const sweptInMs = await sweep(databaseUrl);
    const [before, after] = [rss, rssAfter].map((bytes) => bytes / 2 ** 20) as [number, number];
    return {
      conversations,
      startedInMs: median(startedIn),
      rss: before,
      rssAfter: after,
      bytesPerConversation,
      sweptInMs,
      turn,
    };
  } finally {
    await service.stop();
  }
}

async function sweep(url: string): Promise<number> {
  const store = await openStore({ url, alongside: true });
  const began = performance.now();
  await store.retention.sweep({ before: Date.now() - 30 * day, casesBefore: Date.now() - 180 * day });
  const took = performance.now() - began;
  await store.close();
  return took;
}

/**
 * Makes it as many as that, whatever is there: the first ones are held, the others are copies of those with names of
 * their own.
 */
async function fill(load: Load, path: string, conversations: number): Promise<void> {
  const service = await startService({ databaseUrl: `sqlite:${path}`, durability: "normal" });
  const isNew = countIn(path) === 0;
  if (isNew) await load.run({ as: "posted", urls: [service.url], turns: held * turnsEach, users: held });
  await service.stop();
  const database = new DatabaseSync(path);
  // Without a log, or everything would be written twice; the service turns it on again.
  database.exec(
    "pragma journal_mode = delete; pragma journal_mode = off; pragma synchronous = off; pragma cache_size = -1000000; begin",
  );
  if (isNew) database.exec(`create table originals as select id from conversations order by id limit ${held}`);
  const copies = { from: Math.floor(countIn(path) / held), to: Math.floor(conversations / held) };
  for (const [table, ...keys] of copied) copyRows(database, { table, keys, ...copies });
  database.exec("commit");
  database.close();
  // On disk before anything is measured: else the first commit of the service would wait for all of it.
  const file = openSync(path, "r+");
  fsyncSync(file);
  closeSync(file);
}

function countIn(path: string): number {
  const database = new DatabaseSync(path, { readOnly: true });
  const { count } = database.prepare("select count(*) as count from conversations").get() as { count: number };
  database.close();
  return count;
}

/**
 * Tables with a row or more for each conversation; the first key is the conversation's, the others get names of their
 * own as well.
 */
const copied = [
  ["conversations", "id", "user_id"],
  ["seen", "conversation"],
  ["transcript", "conversation"],
  ["outcomes", "conversation"],
  ["unclear", "conversation"],
] as const;

/** In the order of the key, or each row would go to a page of its own. */
function copyRows(
  database: DatabaseSync,
  { table, keys, from, to }: { table: string; keys: readonly string[]; from: number; to: number },
): void {
  const names = (database.prepare(`pragma table_info(${table})`).all() as { name: string }[]).map(({ name }) => name);
  const values = names.map((name) => (keys.includes(name) ? `${name} || printf('-%07d', copy)` : name));
  const insert = database.prepare(
    `insert into ${table} (${names.join()}) with recursive numbers(copy) as (select ${from} union all select copy + 1 from numbers where copy + 1 < ${to})
     select ${values.join()} from numbers cross join ${table} where ${keys[0]} = ?`,
  );
  for (const { id } of database.prepare("select id from originals").all()) insert.run(id ?? null);
}
