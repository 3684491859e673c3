import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { outboxContract } from "../delivery/support/outbox-contract.ts";
import { openerOf, type Place } from "./support/databases.ts";
import { needsPgBouncer, type PgBouncer, pgbouncerVersion, startPgBouncer } from "./support/pgbouncer.ts";
import { makeDatabase } from "./support/postgres.ts";
import { turnStoreContract } from "./support/turn-store-contract.ts";
import { referenceOf, said } from "./support/turns.ts";

describe.skipIf(pgbouncerVersion() === null)(`behind PgBouncer in transaction mode${needsPgBouncer}`, () => {
  const poolers: PgBouncer[] = [];
  const startBefore = async (databaseUrl: string): Promise<string> => {
    const pooler = await startPgBouncer(databaseUrl);
    poolers.push(pooler);
    return pooler.url;
  };
  afterAll(() => Promise.all(poolers.map(({ stop }) => stop())));

  let shared: URL;
  beforeAll(async () => {
    shared = new URL(await startBefore(await makeDatabase()));
  });
  const place: Place = {
    name: "PostgreSQL behind PgBouncer",
    lasts: true,
    shared: true,
    async make() {
      const listenUrl = await makeDatabase();
      shared.pathname = new URL(listenUrl).pathname;
      const open = openerOf(shared.href);
      return (options) => open({ listenUrl, ...options });
    },
  };
  turnStoreContract(place);
  outboxContract(place);

  test("many calls at once of several nodes share its few connections, each with an answer of its own", async () => {
    const open = await place.make();
    const nodes = [await open(), await open(), await open()];
    const all = await Promise.all(
      nodes.flatMap(({ turnStore }, node) =>
        Array.from({ length: 100 }, async (_, at) => {
          const conversation = `c${node}-${at}`;
          await turnStore.accept(referenceOf(conversation), said(conversation, "m1", `words of ${conversation}`));
          const next = await turnStore.nextWaiting(conversation);
          return next?.conversation === conversation && next.id === "m1";
        }),
      ),
    );
    expect(all).toEqual(all.map(() => true));
  });
});
