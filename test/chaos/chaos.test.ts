import { expect, test } from "vitest";

import { chaosOnPostgres, chaosOnSqlite } from "./run.ts";

/** `npm run chaos`, small enough for every run. The seed is in the name of what failed: `npm run chaos -- --short --users 8 --seed 7`. */
const small = { seed: 7, users: 8, messages: 8, thinkMs: 500, every: 1_500, within: 150_000, tell: () => undefined };
const nothing = { conversations: 8, acknowledged: 64, turns: 72, lost: 0, doubled: 0, outOfOrder: 0, differing: 0, violations: [] };

test("while nodes and PostgreSQL die under conversations that hop between nodes, nothing is lost, doubled or out of order", async () => {
  const result = await chaosOnPostgres(small);
  expect(result).toMatchObject(nothing);
  expect(Math.min(...Object.values(result.deeds))).toBeGreaterThan(0);
}, 200_000);

test("while the one node on SQLite is killed again and again, nothing is lost, doubled or out of order", async () => {
  expect(await chaosOnSqlite(small)).toMatchObject(nothing);
}, 200_000);
