import { chmodSync, mkdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";

import { openStore, type Store } from "../../src/storage/open-store.ts";
import { temporaryFolder } from "./support/databases.ts";
import { referenceOf, said } from "./support/turns.ts";

const modeOf = (file: string): string => (statSync(file).mode & 0o777).toString(8);

async function open(path: string): Promise<Store> {
  const umask = process.umask(0o022);
  onTestFinished(() => void process.umask(umask));
  const store = await openStore({ url: `sqlite:${path}` });
  onTestFinished(() => store.close());
  return store;
}

test("the database, its log and its lock are for their owner alone, and so is a folder that is made for them", async () => {
  const folder = join(temporaryFolder(), "data");
  const path = join(folder, "assistant.db");
  const store = await open(path);
  await store.turnStore.accept(referenceOf("a"), said("a", "m1"));
  expect(modeOf(folder)).toBe("700");
  for (const end of ["", "-wal", "-shm", ".lock"]) expect(modeOf(path + end), end).toBe("600");
});

test("files that others can read are narrowed at the start; a folder that was there stays as it is", async () => {
  const folder = join(temporaryFolder(), "data");
  mkdirSync(folder, { mode: 0o755 });
  const path = join(folder, "assistant.db");
  writeFileSync(path, "");
  chmodSync(path, 0o644);
  await open(path);
  expect([modeOf(folder), modeOf(path)]).toEqual(["755", "600"]);
});

test("a database that vanished or was replaced makes the store unhealthy at once and takes no write; put back, it is well", async () => {
  const path = join(temporaryFolder(), "assistant.db");
  const store = await open(path);
  expect(await store.health()).toEqual({ ok: true });
  renameSync(path, `${path}.away`);
  expect(await store.health()).toMatchObject({ ok: false, reason: expect.stringContaining("was removed") });
  await expect(store.turnStore.accept(referenceOf("a"), said("a", "m1"))).rejects.toMatchObject({
    code: "StoreUnavailable",
  });
  writeFileSync(path, "");
  expect(await store.health()).toMatchObject({ ok: false, reason: expect.stringContaining("was replaced") });
  rmSync(path);
  renameSync(`${path}.away`, path);
  expect(await store.health()).toEqual({ ok: true });
  await store.turnStore.accept(referenceOf("a"), said("a", "m1"));
});
