import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";

import { createCaseChange } from "../../src/storage/case-steps.ts";
import { createCaseStore } from "../../src/storage/case-store.ts";
import { createConnectorLinks } from "../../src/storage/connectors.ts";
import { createTranscripts } from "../../src/storage/conversations.ts";
import { createPrepare, type Prepare } from "../../src/storage/database/statements.ts";
import { createOutboxStore } from "../../src/storage/outbox-store.ts";
import { createPrivacy } from "../../src/storage/privacy.ts";
import { createRetention } from "../../src/storage/retention.ts";
import { createStatusSubscriptions } from "../../src/storage/status-subscriptions.ts";
import { createTurnStore } from "../../src/storage/turn-store.ts";
import { openerOf, temporaryFolder } from "./support/databases.ts";

/** Tables that grow with every conversation or case. What waits (inbox, outbox, leases) is small, whatever is stored. */
const growing =
  /^SCAN (conversations|idempotency_keys|transcript|cases|case_events|outcomes|feedback|status_subscriptions|connector_links)\b(?!.* USING )/;

/** All of the store whose tables grow. */
const parts: readonly ((options: never) => unknown)[] = [
  createCaseChange,
  createCaseStore,
  createConnectorLinks,
  createOutboxStore,
  createPrivacy,
  createRetention,
  createStatusSubscriptions,
  createTranscripts,
  createTurnStore,
];

/** The text of every query that these parts make. */
function queriesOf(makers: typeof parts): string[] {
  const made: string[] = [];
  const prepare = createPrepare("sqlite");
  const noting: Prepare = () => (build) => {
    const query = prepare<never>()(build as never);
    made.push(query({} as never).prepared.sql);
    return query as never;
  };
  const nothing = (): void => undefined;
  const database = { dialect: "sqlite" };
  for (const make of makers)
    make({
      database,
      prepare: noting,
      changes: { subscribe: nothing },
      now: Date.now,
      node: "n",
      leases: { ms: 1 },
      cache: {},
      onEntries: nothing,
    } as never);
  return [...new Set(made)];
}

test("no query reads the whole of a table that grows, however many conversations are stored", async () => {
  const path = join(temporaryFolder(), "store.db");
  await openerOf(`sqlite:${path}`)();
  const database = new DatabaseSync(path, { readOnly: true });
  const queries = queriesOf(parts);
  const reading = queries.flatMap((sql) => {
    const plan = database
      .prepare(`explain query plan ${sql}`)
      .all(...Array<number>((sql.match(/\?/g) ?? []).length).fill(1)) as { detail: string }[];
    return plan.filter(({ detail }) => growing.test(detail)).map(({ detail }) => `${detail}: ${sql}`);
  });
  database.close();
  expect(queries.length).toBeGreaterThan(100);
  expect(reading).toEqual([]);
});
