import { execFile } from "node:child_process";
import { existsSync, readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

import { migrations } from "../../src/storage/migrations/all.ts";
import { openerOf, temporaryFolder } from "./support/databases.ts";
import { referenceOf, said } from "./support/turns.ts";
import { startService } from "../support/service.ts";
import { openTalk, type WebTalk } from "../support/whole-service.ts";

type Ended = { code: number; out: string; err: string };

async function run(command: "backup" | "restore", url: string, ...files: string[]): Promise<Ended> {
  const script = fileURLToPath(new URL("../../bin/assistant.mjs", import.meta.url));
  const env = { PATH: process.env["PATH"], DATABASE_URL: url };
  return promisify(execFile)(process.execPath, [script, command, ...files], { env }).then(
    ({ stdout, stderr }) => ({ code: 0, out: stdout, err: stderr }),
    (thrown: unknown) => {
      const { code, stdout, stderr } = thrown as { code: number; stdout: string; stderr: string };
      return { code, out: stdout, err: stderr };
    },
  );
}

/** Somebody who writes one message after the other until told to stop; gives what was acknowledged. */
function writeOn(talk: WebTalk): { acknowledged: string[]; stop: () => Promise<void> } {
  const acknowledged: string[] = [];
  const stopping = new AbortController();
  const writing = (async () => {
    for (let number = 0; !stopping.signal.aborted && number < 10_000; number++) {
      const text = `message ${number}`;
      const answer = await talk.post({ type: "message", from: { id: "me" }, text }).catch(() => null);
      if (answer?.ok) acknowledged.push(text);
    }
  })();
  return {
    acknowledged,
    async stop() {
      stopping.abort();
      await writing;
    },
  };
}

const textsOf = async (talk: WebTalk, base: string): Promise<(string | undefined)[]> =>
  (
    (await (
      await fetch(`${base}/v3/directline/conversations/${talk.id}/activities`, { headers: talk.headers })
    ).json()) as { activities: { text?: string }[] }
  ).activities.map(({ text }) => text);

test("a backup taken while people write, restored elsewhere, has every message acknowledged before it, and the conversations go on", async () => {
  const folder = temporaryFolder();
  const [url, place, copy] = [
    `sqlite:${join(folder, "a.db")}`,
    `sqlite:${join(folder, "new", "b.db")}`,
    join(folder, "copies", "one.db"),
  ];
  const service = await startService({ DATABASE_URL: url, RATE_LIMITS: "off" });
  const talks = await Promise.all([1, 2, 3].map(() => openTalk(service.base)));
  const writers = talks.map(writeOn);
  while (writers.some(({ acknowledged }) => acknowledged.length < 10)) await talks[0]!.read();
  const before = writers.map(({ acknowledged }) => [...acknowledged]);
  expect(await run("backup", url, copy)).toMatchObject({
    code: 0,
    out: expect.stringContaining("Backed up 3 conversations"),
  });
  // Everybody could write on: on a busy machine the backup may be quicker than the next message.
  while (writers.some(({ acknowledged }, at) => acknowledged.length <= before[at]!.length)) await talks[0]!.read();
  await Promise.all(writers.map(({ stop }) => stop()));
  service.kill("SIGKILL");
  await service.ended;
  expect(statSync(copy).mode & 0o077).toBe(0);

  expect(await run("restore", place, copy)).toMatchObject({
    code: 0,
    out: expect.stringContaining("Restored 3 conversations"),
  });
  const again = await startService({ DATABASE_URL: place, RATE_LIMITS: "off" });
  for (const [at, talk] of talks.entries()) {
    const texts = await textsOf(talk, again.base);
    expect(texts).toEqual(expect.arrayContaining(before[at]!));
    const moved = {
      ...talk,
      post: (activity: unknown) =>
        fetch(`${again.base}/v3/directline/conversations/${talk.id}/activities`, {
          method: "POST",
          headers: talk.headers,
          body: JSON.stringify(activity),
        }),
    };
    expect((await moved.post({ type: "message", from: { id: "me" }, text: "Spotify says error 502" })).status).toBe(
      200,
    );
    expect((await textsOf(talk, again.base)).length).toBeGreaterThan(texts.length);
  }
}, 60_000);

test("a restore while people go on writing has all that was acknowledged before the backup and after the restart, and the kept file the rest", async () => {
  const folder = temporaryFolder();
  const [url, copy] = [`sqlite:${join(folder, "a.db")}`, join(folder, "one.db")];
  const env = { DATABASE_URL: url, RATE_LIMITS: "off" };
  const service = await startService(env);
  const talks = await Promise.all([1, 2, 3].map(() => openTalk(service.base)));
  const writers = talks.map(writeOn);
  const all = (): string[][] => writers.map(({ acknowledged }) => [...acknowledged]);
  const written = async (more: number): Promise<void> => {
    const enough = writers.map(({ acknowledged }) => acknowledged.length + more);
    while (writers.some(({ acknowledged }, at) => acknowledged.length < enough[at]!))
      await talks[0]!.read().catch(() => null);
  };
  await written(10);
  const backedUp = all();
  expect(await run("backup", url, copy)).toMatchObject({ code: 0 });
  await written(5);
  service.kill("SIGKILL");
  await service.ended;
  const beforeTheEnd = all();
  const restored = await run("restore", url, copy);
  expect(restored).toMatchObject({ code: 0 });
  // At the address that people are still writing to.
  const again = await startService({ ...env, PORT: new URL(service.base).port });
  await written(10);
  await Promise.all(writers.map(({ stop }) => stop()));
  for (const [at, talk] of talks.entries()) {
    const texts = await textsOf(talk, again.base);
    expect(texts).toEqual(
      expect.arrayContaining([...backedUp[at]!, ...writers[at]!.acknowledged.slice(beforeTheEnd[at]!.length)]),
    );
    expect(new Set(texts.filter((text) => text?.startsWith("message "))).size).toBe(
      texts.filter((text) => text?.startsWith("message ")).length,
    );
  }
  again.kill("SIGKILL");
  await again.ended;
  const kept = await openerOf(`sqlite:${/kept as (\S+)\.\n/.exec(restored.out)?.[1] ?? ""}`)();
  for (const [at, talk] of talks.entries()) {
    const lines = await kept.transcripts.read(talk.id, 0, 10_000);
    expect(lines.map(({ text }) => text)).toEqual(expect.arrayContaining(beforeTheEnd[at]!));
  }
}, 90_000);

describe("restoring", () => {
  async function stored(folder: string, name: string, conversation: string): Promise<string> {
    const url = `sqlite:${join(folder, name)}`;
    const store = await openerOf(url)();
    await store.turnStore.accept(referenceOf(conversation), said(conversation, "m1"));
    await store.close();
    return url;
  }

  test("keeps what was there before, whole, under the name it prints", async () => {
    const folder = temporaryFolder();
    const [old, other] = [await stored(folder, "old.db", "old"), await stored(folder, "other.db", "other")];
    await run("backup", old, join(folder, "copy.db"));
    const { code, out } = await run("restore", other, join(folder, "copy.db"));
    expect(code).toBe(0);
    const kept = /kept as (\S+)\.\n/.exec(out)?.[1] ?? "";
    expect(await (await openerOf(`sqlite:${kept}`)()).transcripts.exists("other")).toBe(true);
    const store = await openerOf(other)();
    expect([await store.transcripts.exists("old"), await store.transcripts.exists("other")]).toEqual([true, false]);
  });

  test("puts a backup in the place of a database that is damaged, and keeps that for a rescue", async () => {
    const folder = temporaryFolder();
    const url = await stored(folder, "a.db", "a");
    await run("backup", url, join(folder, "copy.db"));
    writeFileSync(join(folder, "a.db"), "nothing of a database any more");
    const { code, out } = await run("restore", url, join(folder, "copy.db"));
    expect(code).toBe(0);
    expect(readFileSync(/kept as (\S+)\.\n/.exec(out)?.[1] ?? "", "utf8")).toContain("nothing of a database");
    expect(await (await openerOf(url)()).transcripts.exists("a")).toBe(true);
  });

  test("is refused while a service has the database, which goes on unharmed", async () => {
    const folder = temporaryFolder();
    const url = await stored(folder, "a.db", "a");
    await run("backup", url, join(folder, "copy.db"));
    const store = await openerOf(url)();
    expect(await run("restore", url, join(folder, "copy.db"))).toMatchObject({
      code: 1,
      out: "",
      err: expect.stringMatching(/in use.*Stop/),
    });
    expect(await store.turnStore.accept(referenceOf("a"), said("a", "m2"))).toBe("new");
  });

  test("refuses what is damaged, foreign, newer or not there, and leaves the database as it is", async () => {
    const folder = temporaryFolder();
    const url = await stored(folder, "a.db", "a");
    const copy = (name: string): string => join(folder, name);
    await run("backup", url, copy("cut.db"));
    truncateSync(copy("cut.db"), Math.floor(statSync(copy("cut.db")).size / 8192) * 4096);
    writeFileSync(copy("text.db"), "These are not the bytes of a database. ".repeat(500));
    writeFileSync(copy("empty.db"), "");
    await (
      await openerOf(`sqlite:${copy("newer.db")}`)({
        migrations: { ...migrations, "9999-later": { up: async () => {} } },
      })
    ).close();
    const before = readFileSync(copy("a.db"));
    for (const [name, words] of [
      ["cut.db", /damaged/],
      ["text.db", /not a database/],
      ["empty.db", /no backup of this service/],
      ["newer.db", /newer version.*9999-later/],
      ["none.db", /no backup/],
    ] as const) {
      expect(await run("restore", url, copy(name)), name).toMatchObject({
        code: 1,
        out: "",
        err: expect.stringMatching(words),
      });
    }
    expect(readFileSync(copy("a.db"))).toEqual(before);
    expect(readdirSync(folder).filter((name) => /part|before/.test(name))).toEqual([]);
  }, 60_000);
});

test("a backup is never written over another file, nor made of a database that is not there", async () => {
  const folder = temporaryFolder();
  const url = `sqlite:${join(folder, "a.db")}`;
  expect(await run("backup", url, join(folder, "copy.db"))).toMatchObject({
    code: 1,
    err: expect.stringContaining("Check DATABASE_URL"),
  });
  expect(existsSync(join(folder, "a.db"))).toBe(false);
  await (await openerOf(url)()).close();
  writeFileSync(join(folder, "copy.db"), "precious");
  expect(await run("backup", url, join(folder, "copy.db"))).toMatchObject({
    code: 1,
    err: expect.stringContaining("already"),
  });
  expect(readFileSync(join(folder, "copy.db"), "utf8")).toBe("precious");
  const { out } = await run("backup", url);
  expect(existsSync(/checked: (\S+)/.exec(out)?.[1] ?? "")).toBe(true);
});

test("PostgreSQL is left to its own tools, which are named, and no password is printed", async () => {
  const url = "postgres://me:hidden@127.0.0.1:9/x";
  for (const [command, tool] of [
    ["backup", /pg_dump --format=custom/],
    ["restore", /pg_restore --clean/],
  ] as const) {
    const ended = await run(command, url, "/tmp/none");
    expect(ended).toMatchObject({ code: 1, out: "", err: expect.stringMatching(tool) });
    expect(ended.err).not.toContain("hidden");
  }
  expect(await run("restore", "sqlite::memory:")).toMatchObject({ code: 2, err: expect.stringContaining("Usage") });
  expect(await run("backup", "sqlite::memory:", "x")).toMatchObject({
    code: 1,
    err: expect.stringContaining("in memory"),
  });
});
