import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";

import { openStore, type Store, type StoreOptions } from "../../../src/storage/open-store.ts";

/** One kind of database for the contract suite: `open` gives a store on this test's own, empty database. */
export type Place = {
  name: string;
  /** False where the database lives no longer than its store. */
  lasts: boolean;
  /** True where several stores may be open on one database. */
  shared: boolean;
  make(): Promise<OpenStore>;
};
export type OpenStore = (options?: Partial<StoreOptions>) => Promise<Store>;

export const sqliteFile: Place = {
  name: "an SQLite file",
  lasts: true,
  shared: false,
  make: async () => openerOf(`sqlite:${join(temporaryFolder(), "store.db")}`),
};

export const sqliteMemory: Place = {
  name: "SQLite in memory",
  lasts: false,
  shared: false,
  make: async () => openerOf("sqlite::memory:"),
};

/** Opens stores on one URL and closes those still open when the test is over. */
export function openerOf(url: string): OpenStore {
  return async (options = {}) => {
    const store = await openStore({ url, durability: "normal", ...options });
    onTestFinished(() => store.close());
    return store;
  };
}

/** A folder of this test's own, gone afterwards. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "assistant-store-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
