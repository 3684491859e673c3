import { existsSync, readFileSync, renameSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

import { openStore } from "../../src/storage/open-store.ts";
import { temporaryFolder } from "./support/databases.ts";
import { startService } from "../support/service.ts";
import { openTalk } from "../support/whole-service.ts";

/** In the service: everything that it holds in memory, written to a file when asked by a signal. */
const dumping = (file: string): string => `
  import { writeHeapSnapshot } from "node:v8";
  import { renameSync } from "node:fs";
  process.on("SIGUSR2", () => renameSync(writeHeapSnapshot(${JSON.stringify(`${file}.half`)}), ${JSON.stringify(file)}));
`;

const words = "kim-marker-7f3a";

test("a person who is deleted by a command while the service runs is soon gone from its cache", async () => {
  const folder = temporaryFolder();
  const url = `sqlite:${join(folder, "assistant.db")}`;
  const file = join(folder, "memory");
  const service = await startService({ DATABASE_URL: url, RATE_LIMITS: "off" }, { before: dumping(file) });
  const talk = await openTalk(service.base);
  await talk.post({ type: "message", text: `spotify 502 on my mac, says ${words}` });
  await expect.poll(async () => (await talk.read()).length, { timeout: 20_000 }).toBeGreaterThan(2);
  const inMemory = async (): Promise<string[]> => {
    service.kill("SIGUSR2");
    await expect.poll(() => existsSync(file), { timeout: 40_000 }).toBe(true);
    const memory = readFileSync(file, "latin1");
    renameSync(file, `${file}.read`);
    return [talk.id, words].filter((word) => memory.includes(word));
  };
  // What was written is not kept even while the talk goes on; where it stands is, under its name.
  expect(await inMemory()).toEqual([talk.id]);
  const user = (await talk.read()).find(({ text }) => text?.includes(words))?.from.id ?? "";
  const second = await openStore({ url, alongside: true });
  expect(await second.privacy.erase(user)).toBe(1);
  await second.close();
  await expect.poll(inMemory, { timeout: 40_000 }).toEqual([]);
  service.kill("SIGTERM");
  expect((await service.ended).code).toBe(0);
}, 90_000);
