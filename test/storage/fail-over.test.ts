import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";

import { createPrimaryHost } from "../../src/storage/database/postgres/primary-host.ts";
import type { Store } from "../../src/storage/open-store.ts";
import { openerOf } from "./support/databases.ts";
import { makeDatabaseOn } from "./support/make-database.ts";
import { type PostgresPair, startPostgresPair } from "./support/postgres-pair.ts";
import { referenceOf, said, turnOf } from "./support/turns.ts";

let pair: PostgresPair;
beforeAll(async () => {
  pair = await startPostgresPair();
});
afterAll(() => pair.end());

/** A new database on both, in a URL that names the standby first. */
async function makePairDatabase(): Promise<string> {
  const made = new URL(await makeDatabaseOn(pair.primaryUrl()));
  return `postgres://tester:tester@${new URL(pair.standbyUrl()).host},${made.host}${made.pathname}`;
}

test(
  "while the primary is killed and its standby promoted, nodes go on by themselves and nothing acknowledged is lost or doubled, twice over",
  { timeout: 120_000 },
  async () => {
    const open = openerOf(await makePairDatabase());
    const nodes = [await open({ retryMs: 30_000 }), await open({ retryMs: 30_000 })];
    const accepted: [string[], string[]] = [[], []];
    const ending = new AbortController();
    const talking = Promise.all(
      nodes.map(async ({ turnStore }, at) => {
        while (!ending.signal.aborted) {
          const id = `m${accepted[at]!.length}`;
          expect(await turnStore.accept(referenceOf(`c${at}`), said(`c${at}`, id))).toBe("new");
          accepted[at]!.push(id);
        }
      }),
    );
    const speakOn = async (): Promise<void> => {
      const before = accepted.map(({ length }) => length);
      const bothWentOn = () => accepted.every(({ length }, at) => length > before[at]! + 20);
      await expect.poll(bothWentOn, { timeout: 60_000 }).toBe(true);
    };
    for (let time = 0; time < 2; time++) {
      await speakOn();
      await pair.failOver();
      await speakOn();
      await pair.rebuild();
    }
    ending.abort();
    await talking;
    const [one] = nodes as [Store, Store];
    for (const [at, ids] of accepted.entries())
      expect((await one.transcripts.read(`c${at}`, 0, 100_000)).map(({ id }) => id)).toEqual(ids);
    expect(await one.turnStore.commit(turnOf("c0", 0, "m0"))).toBe("stored");
    expect(await one.health()).toEqual({ ok: true });
  },
);

test("a node that has nothing to do hears of changes again after a fail-over", { timeout: 60_000 }, async () => {
  const open = openerOf(await makePairDatabase());
  const [busy, idle] = [await open({ retryMs: 30_000 }), await open({ retryMs: 30_000 })];
  await pair.failOver();
  await pair.rebuild();
  const listens = async (): Promise<boolean> => {
    const received = new Promise<boolean>((resolve) => idle.transcripts.subscribe("a", () => resolve(true)));
    await busy.turnStore.accept(referenceOf("a"), said("a", crypto.randomUUID()));
    return received;
  };
  expect(await listens()).toBe(true);
  expect((await idle.turnStore.load("a")).version).toBe(0);
});

test("a host that is gone without a trace is left for the one that takes writes, and what was open to it is broken off", async () => {
  const gone = createServer().listen(0, "127.0.0.1");
  onTestFinished(() => void gone.close());
  await once(gone, "listening");
  const { port } = gone.address() as AddressInfo;
  const { host } = new URL(pair.primaryUrl());
  const primary = createPrimaryHost(`postgres://tester:tester@127.0.0.1:${port},${host}/postgres`);
  const waiting = primary.openSocket().connect(port, "127.0.0.1");
  await once(waiting, "connect");
  await primary.find();
  expect(new URL(primary.url()).host).toBe(host);
  if (!waiting.closed) await once(waiting, "close");
});

test("with no host that takes writes the last one stays, until one does", async () => {
  const { host } = new URL(pair.standbyUrl());
  const primary = createPrimaryHost(`postgres://tester:tester@${host},${host}/postgres`);
  await primary.find();
  expect(new URL(primary.url()).host).toBe(host);
  const open = openerOf(`postgres://tester:tester@${host},${host}/postgres`);
  await expect(open({ retryMs: 100 })).rejects.toMatchObject({ code: "StoreUnavailable" });
});
