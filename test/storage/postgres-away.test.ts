import { expect, test } from "vitest";

import { openerOf } from "./support/databases.ts";
import { makeDatabaseOn } from "./support/make-database.ts";
import { useOwnPostgres } from "./support/postgres.ts";
import { referenceOf, said, turnOf } from "./support/turns.ts";

const server = useOwnPostgres();

test("rides out a restart of PostgreSQL: what was asked meanwhile is answered, nothing is lost or doubled", async () => {
  const open = openerOf(await makeDatabaseOn(server().url));
  const store = await open({ retryMs: 30_000 });
  const ids = Array.from({ length: 200 }, (_, number) => `m${number}`);
  await store.turnStore.accept(referenceOf("a"), said("a", "m0"));
  let accepted = 0;
  const run = (async () => {
    const seen = [];
    for (const id of ids.slice(1)) {
      seen.push(await store.turnStore.accept(referenceOf("a"), said("a", id)));
      accepted++;
    }
    return seen;
  })();
  await server().stop();
  expect(await store.health()).toMatchObject({ ok: false });
  const before = accepted;
  await server().start();
  expect(new Set(await run)).toEqual(new Set(["new"]));
  expect(before).toBeLessThan(199);
  const lines = await store.transcripts.read("a", 0, 1_000);
  expect(lines.map((line) => line.id)).toEqual(ids);
  expect(await store.turnStore.commit(turnOf("a", 0, "m0"))).toBe("stored");
  expect(await store.health()).toEqual({ ok: true });
}, 60_000);

test("says that it is away after waiting in vain, and works again when it is back", async () => {
  const open = openerOf(await makeDatabaseOn(server().url));
  const store = await open({ retryMs: 200 });
  await server().stop();
  await expect(store.turnStore.accept(referenceOf("a"), said("a", "m1"))).rejects.toMatchObject({
    code: "StoreUnavailable",
    status: 503,
  });
  await expect(store.turnStore.load("a")).rejects.toMatchObject({ code: "StoreUnavailable" });
  await expect(open({ retryMs: 100 })).rejects.toMatchObject({ code: "StoreUnavailable" });
  await server().start();
  expect(await store.turnStore.accept(referenceOf("a"), said("a", "m1"))).toBe("new");
}, 60_000);

test("wakes everybody waiting while nodes cannot hear each other, and hears them again after", async () => {
  const open = openerOf(await makeDatabaseOn(server().url));
  const [one, two] = [await open({ retryMs: 30_000 }), await open({ retryMs: 30_000 })];
  const polled = new Promise<void>((resolve) => two.transcripts.subscribe("nobody writes here", () => resolve()));
  await server().stop();
  await expect(polled).resolves.toBeUndefined();
  await server().start();
  await one.turnStore.accept(referenceOf("a"), said("a", "m1"));
  // Either the call or the looking around gets there; without both this would wait for ever.
  await new Promise<void>((resolve) => {
    const look = async (): Promise<void> => {
      if ((await two.transcripts.read("a", 0, 1)).length === 1) resolve();
    };
    two.transcripts.subscribe("a", () => void look());
    void look();
  });
}, 60_000);
