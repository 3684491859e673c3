import { closeSync, copyFileSync, openSync, rmSync, statSync, writeSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, test } from "vitest";

import { openStore } from "../../src/storage/open-store.ts";
import { migrations } from "../../src/storage/migrations/all.ts";
import { temporaryFolder } from "./support/databases.ts";
import { makeDatabaseOn } from "./support/make-database.ts";
import { useOwnPostgres } from "./support/postgres.ts";
import { startService, type Service } from "../support/service.ts";
import { openTalk, type WebTalk } from "../support/whole-service.ts";

const server = useOwnPostgres();
const again = {
  error: { code: "StoreUnavailable", message: "Nothing can be stored just now. Send it again in a moment." },
};
const readyz = async ({ base }: Service): Promise<unknown> => (await fetch(`${base}/readyz`)).json();
const say = (talk: WebTalk, text: string): Promise<Response> =>
  talk.post({ type: "message", from: { id: "me" }, text });

/** Only the first pages stay, with the tables' beginnings. */
function spoil(path: string): void {
  const file = openSync(path, "r+");
  // Behind the first pages, which a start reads: those of the schema and of the tables that are empty or small.
  const from = 4096 * 100;
  writeSync(file, Buffer.alloc(statSync(path).size - from, 0xaa), 0, undefined, from);
  closeSync(file);
}

/** The same talk with a service that has another address. */
function talkAt(base: string, talk: WebTalk): WebTalk {
  const path = `${base}/v3/directline/conversations/${talk.id}`;
  const post = (activity: unknown) =>
    fetch(`${path}/activities`, { method: "POST", headers: talk.headers, body: JSON.stringify(activity) });
  return { ...talk, path, post };
}

/** Everything that was acknowledged is there once, and nothing else of the person's. */
async function expectStored(url: string, talk: WebTalk, acknowledged: readonly string[]): Promise<void> {
  const store = await openStore({ url, alongside: true });
  const lines = await store.transcripts.read(talk.id, 0, 1_000);
  await store.close();
  expect(lines.filter(({ from }) => from === "user").map(({ text }) => text)).toEqual(acknowledged);
}

describe("while nothing can be stored, whoever writes is told to try again, and readyz says why", () => {
  test("on a full disk", async () => {
    const url = `sqlite:${join(temporaryFolder(), "store.db")}`;
    const service = await startService(
      { DATABASE_URL: url, RATE_LIMITS: "off", DURABILITY: "normal" },
      { mostBytes: 1_500_000 },
    );
    const talk = await openTalk(service.base);
    const acknowledged: string[] = [];
    let refused: Response | null = null;
    for (let number = 0; number < 5_000 && !refused; number++) {
      const text = `${number} ${"x".repeat(7_900)}`;
      const answer = await say(talk, text);
      if (answer.ok) acknowledged.push(text);
      else refused = answer;
    }
    expect([refused?.status, await refused?.json()]).toEqual([503, again]);
    expect(await readyz(service)).toMatchObject({ ready: false, reasons: { database: expect.stringMatching(/disk/) } });
    service.kill("SIGKILL");
    await service.ended;
    await expectStored(url, talk, acknowledged);
  }, 90_000);

  test("on a file that another program holds, until it lets go", async () => {
    const path = join(temporaryFolder(), "store.db");
    const service = await startService({ DATABASE_URL: `sqlite:${path}` });
    const talk = await openTalk(service.base);
    const other = new DatabaseSync(path);
    other.exec("begin immediate");
    const refused = await say(talk, "are you there?");
    expect([refused.status, await refused.json()]).toEqual([503, again]);
    const unwell = readyz(service);
    other.exec("rollback");
    other.close();
    await unwell;
    expect((await say(talk, "and now?")).status).toBe(200);
    expect(await readyz(service)).toMatchObject({ ready: true });
    await expectStored(`sqlite:${path}`, talk, ["and now?"]);
  }, 60_000);

  test("on a file that is damaged, until a backup is in its place", async () => {
    const path = join(temporaryFolder(), "store.db");
    const env = { DATABASE_URL: `sqlite:${path}`, RATE_LIMITS: "off", DURABILITY: "normal" };
    const first = await startService(env);
    const before = await openTalk(first.base);
    const texts = Array.from({ length: 40 }, (_, number) => `${number} ${"x".repeat(5_000)}`);
    for (const text of texts) expect((await say(before, text)).status).toBe(200);
    first.kill("SIGTERM");
    await first.ended;
    copyFileSync(path, `${path}.backup`);
    spoil(path);

    const damaged = await startService(env);
    const talk = talkAt(damaged.base, before);
    const refused = await say(talk, "are you there?");
    expect([refused.status, await refused.json()]).toEqual([503, again]);
    expect(await readyz(damaged)).toMatchObject({
      ready: false,
      reasons: { database: expect.stringMatching(/damaged/) },
    });
    damaged.kill("SIGKILL");
    await damaged.ended;

    for (const name of [`${path}-wal`, `${path}-shm`]) rmSync(name, { force: true });
    copyFileSync(`${path}.backup`, path);
    const whole = await startService(env);
    expect((await say(talkAt(whole.base, before), "and now?")).status).toBe(200);
    expect(await readyz(whole)).toMatchObject({ ready: true });
    await expectStored(`sqlite:${path}`, before, [...texts, "and now?"]);
  }, 60_000);

  test("without PostgreSQL, until it is back", async () => {
    const url = await makeDatabaseOn(server().url);
    const service = await startService({ DATABASE_URL: url });
    const talk = await openTalk(service.base);
    await server().stop();
    const refused = await say(talk, "are you there?");
    expect([refused.status, await refused.json()]).toEqual([503, again]);
    expect(await readyz(service)).toMatchObject({ ready: false, reasons: { database: expect.stringMatching(/\w/) } });
    await server().start();
    expect((await say(talk, "and now?")).status).toBe(200);
    await expectStored(url, talk, ["and now?"]);
  }, 90_000);
});

test("a service does not start on a database of a newer version, and says what to do", async () => {
  const url = `sqlite:${join(temporaryFolder(), "store.db")}`;
  await (await openStore({ url, migrations: { ...migrations, "9999-later": { up: async () => {} } } })).close();
  await expect(startService({ DATABASE_URL: url })).rejects.toThrow(
    /newer version.*9999-later.*Start that version or a later one/s,
  );
});
