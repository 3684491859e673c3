import { expect, test } from "vitest";

import { readinessChecks } from "../../src/http/readiness.ts";

const minute = 60_000;

test("a database that is unwell and an outbox that nobody works on are reasons not to be ready", async () => {
  const checks = readinessChecks({
    health: async () => ({ ok: false, reason: "the disk is full" }),
    backlog: async () => ({ oldest: 0 }),
    now: () => 90 * minute,
  });
  expect([await checks.database(), await checks.outbox()]).toEqual([
    "the disk is full",
    "the oldest delivery has waited for 90 minutes",
  ]);
});

test("deliveries that are being tried are none", async () => {
  const checks = readinessChecks({
    health: async () => ({ ok: true }),
    backlog: async () => ({ oldest: 80 * minute }),
    now: () => 90 * minute,
  });
  expect([await checks.database(), await checks.outbox()]).toEqual([null, null]);
});
