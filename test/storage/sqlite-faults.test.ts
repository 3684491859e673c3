import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { pino } from "pino";
import { describe, expect, test } from "vitest";

import { createIntegrityJob } from "../../src/storage/integrity-job.ts";
import { openStore } from "../../src/storage/open-store.ts";
import { migrations } from "../../src/storage/migrations/all.ts";
import { makeFakeClock } from "../status-feed/support/fake-clock.ts";
import { openerOf, temporaryFolder } from "./support/databases.ts";
import { startChild } from "./support/start-child.ts";
import { referenceOf, said } from "./support/turns.ts";

const refused = (message: RegExp) => ({
  code: "StoreUnavailable",
  status: 503,
  message: expect.stringMatching(message),
  remedy: expect.stringMatching(/\w/),
});

test("makes the folders on the way to the file", async () => {
  const path = join(temporaryFolder(), "some", "where", "store.db");
  await openerOf(`sqlite:${path}`)();
  expect(existsSync(path)).toBe(true);
});

describe("a second copy of the service on the same file is refused with words", () => {
  test("in the same process", async () => {
    const open = openerOf(`sqlite:${join(temporaryFolder(), "store.db")}`);
    const store = await open();
    await expect(open()).rejects.toMatchObject(refused(/in use by another/));
    await store.close();
    await open();
  });

  test("in another process", async () => {
    const url = `sqlite:${join(temporaryFolder(), "store.db")}`;
    const store = await openerOf(url)();
    const child = startChild(url, 1);
    await child.gone;
    expect(child.lines).toEqual([expect.stringMatching(/^failed StoreUnavailable .*in use by another/)]);
    expect(await store.turnStore.accept(referenceOf("a"), said("a", "m1"))).toBe("new");
  });
});

test("a database of a newer version is refused and left as it is", async () => {
  const path = join(temporaryFolder(), "store.db");
  const open = openerOf(`sqlite:${path}`);
  const newer = { ...migrations, "9999-later": { up: async () => {} } };
  await (await open({ migrations: newer })).close();
  const before = readFileSync(path);
  await expect(open()).rejects.toMatchObject(refused(/newer version.*9999-later/));
  expect(readFileSync(path)).toEqual(before);
  await open({ migrations: newer });
});

test.each([
  ["a later migration", true],
  ["the very first start", false],
])("a migration that fails changes nothing, and the next start tries again: %s", async (_, was) => {
  const open = openerOf(`sqlite:${join(temporaryFolder(), "store.db")}`);
  if (was) await (await open()).close();
  const ending = (end: () => void) => ({
    ...migrations,
    "9999-later": {
      up: async (db: Parameters<(typeof migrations)[string]["up"]>[0]) => {
        await db.schema.createTable("half").addColumn("id", "integer").execute();
        end();
      },
    },
  });
  const broken = ending(() => {
    throw new Error("stopped in the middle");
  });
  await expect(open({ migrations: broken })).rejects.toMatchObject({
    cause: expect.objectContaining({ message: "stopped in the middle" }) as Error,
  });
  const before = await open();
  expect(await before.health()).toEqual({ ok: true });
  await before.close();
  expect(await (await open({ migrations: ending(() => undefined) })).health()).toEqual({ ok: true });
});

test("a file that is no database is refused and left as it is", async () => {
  const path = join(temporaryFolder(), "store.db");
  writeFileSync(path, "These are not the bytes of a database. ".repeat(500));
  const before = readFileSync(path);
  await expect(openStore({ url: `sqlite:${path}` })).rejects.toMatchObject(refused(/not a database/));
  expect(readFileSync(path)).toEqual(before);
});

test("a damaged database is refused or says so, and never answers wrongly", async () => {
  const path = join(temporaryFolder(), "store.db");
  const open = openerOf(`sqlite:${path}`);
  const store = await open();
  for (let number = 0; number < 50; number++)
    await store.turnStore.accept(referenceOf(`c${number}`), said(`c${number}`, "m1", "x".repeat(2_000)));
  await store.close();
  truncateSync(path, Math.floor(statSync(path).size / 2 / 4096) * 4096);
  const look = async (): Promise<void> => {
    const damaged = await open();
    for (let number = 0; number < 50; number++) await damaged.transcripts.read(`c${number}`, 0, 10);
  };
  await expect(look()).rejects.toMatchObject(refused(/damaged/));
});

test("a check finds damage that nobody has read yet, and health tells of it from then on", async () => {
  const path = join(temporaryFolder(), "store.db");
  const open = openerOf(`sqlite:${path}`);
  const store = await open();
  for (let number = 0; number < 50; number++)
    await store.turnStore.accept(referenceOf(`c${number}`), said(`c${number}`, "m1", "x".repeat(8_000)));
  expect(await store.integrity?.isWhole()).toBe(true);
  await store.close();
  const file = openSync(path, "r+");
  writeSync(file, Buffer.alloc(16_384, 255), 0, 16_384, Math.floor((statSync(path).size * 0.7) / 4096) * 4096);
  closeSync(file);
  const damaged = await open();
  expect(await damaged.health()).toEqual({ ok: true });
  expect(await damaged.integrity?.isWhole()).toBe(false);
  expect(await damaged.health()).toMatchObject({ ok: false, reason: expect.stringMatching(/damaged/) });
});

test("the daily check waits for a moment without writes, but not for ever", async () => {
  const clock = makeFakeClock();
  const busy = { now: true };
  let checks = 0;
  const integrity = {
    isWhole: async () => ++checks > 0,
    lastWriteAt: () => (busy.now ? clock.now() : 0),
  };
  const job = createIntegrityJob({ integrity, clock, log: pino({ enabled: false }) });
  const pass = async (minutes: number): Promise<number> => {
    for (let minute = 0; minute < minutes; minute++) {
      clock.advance(60_000);
      await new Promise(setImmediate);
    }
    return checks;
  };
  job.start();
  expect([await pass(9), job.last()]).toEqual([0, null]);
  expect(await pass(30)).toBe(0);
  busy.now = false;
  expect(await pass(2)).toBe(1);
  expect(job.last()?.whole).toBe(true);
  busy.now = true;
  expect(await pass(24 * 60)).toBe(1);
  expect(await pass(90)).toBe(2);
  await job.stop();
});

test("a path that cannot be opened is refused with words", async () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, "store.db"));
  await expect(openStore({ url: `sqlite:${join(folder, "store.db")}` })).rejects.toMatchObject(
    refused(/cannot be opened/),
  );
  writeFileSync(join(folder, "file"), "");
  await expect(openStore({ url: `sqlite:${join(folder, "file", "store.db")}` })).rejects.toMatchObject(
    refused(/cannot be opened/),
  );
  await expect(openStore({ url: "sqlite:" })).rejects.toMatchObject({ code: "BadRequest" });
  await expect(openStore({ url: "mysql://example.org/x" })).rejects.toMatchObject({ code: "BadRequest" });
});

test("a file that another program holds gives a fault, is reported, and works again once it is free", async () => {
  const path = join(temporaryFolder(), "store.db");
  const store = await openerOf(`sqlite:${path}`)();
  const other = new DatabaseSync(path);
  other.exec("begin immediate");
  await expect(store.turnStore.accept(referenceOf("a"), said("a", "m1"))).rejects.toMatchObject(
    refused(/locked by another program/),
  );
  const health = store.health();
  other.exec("rollback");
  other.close();
  await health;
  expect(await store.turnStore.accept(referenceOf("a"), said("a", "m1"))).toBe("new");
  expect(await store.health()).toEqual({ ok: true });
}, 30_000);

test("a full disk stops the writing with a fault and an unhealthy report, and leaves no half turn", async () => {
  const url = `sqlite:${join(temporaryFolder(), "store.db")}`;
  const child = startChild(url, 5, { durability: "normal", mostBytes: 1_000_000 });
  await child.gone;
  expect(child.lines.filter((line) => line.startsWith("failed"))).toEqual(
    Array(5).fill(expect.stringMatching(/^failed StoreUnavailable .*disk/)),
  );
  expect(child.lines.at(-1)).toMatch(/^health {"ok":false/);

  const store = await openerOf(url)();
  for (let number = 0; number < 5; number++) {
    const lines = await store.transcripts.read(`c${number}`, 0, 10_000);
    const { version } = await store.turnStore.load(`c${number}`);
    expect(lines.filter((line) => line.from === "assistant")).toHaveLength(version);
    for (const line of child.lines.filter((one) => one.startsWith(`accepted c${number} `))) {
      expect(lines.some((each) => each.id === line.split(" ")[2])).toBe(true);
    }
  }
}, 60_000);
