import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";

import { createAccept } from "../../src/storage/conversations/accept.ts";
import { createAcceptAndCommit } from "../../src/storage/turns/accept-and-commit.ts";
import { createCaseChange } from "../../src/storage/cases/case-changes.ts";
import { createCases } from "../../src/storage/cases/cases.ts";
import { createCommit } from "../../src/storage/turns/commit.ts";
import { createConnectorLinks } from "../../src/storage/connectors/connector-links.ts";
import { createOutboxStore } from "../../src/storage/outbox/outbox-store.ts";
import { createPrivacy } from "../../src/storage/privacy/personal-data.ts";
import { createRetention } from "../../src/storage/retention/retention.ts";
import { createPrepare, type Prepare } from "../../src/storage/database/statements.ts";
import { createStatusWatches } from "../../src/storage/conversations/status-subscriptions.ts";
import { createTranscripts } from "../../src/storage/conversations/transcripts.ts";
import { createTurnStore } from "../../src/storage/turns/turn-store.ts";
import { openerOf, temporaryFolder } from "./support/databases.ts";

/** Tables that grow with every conversation or case. What waits (inbox, outbox, lanes) is small, whatever is stored. */
const growing =
  /^SCAN (conversations|seen|transcript|cases|case_events|outcomes|feedback|status_watches|connector_links)\b(?!.* USING )/;

/** All of the store whose tables grow. */
const parts: readonly ((options: never) => unknown)[] = [
  createAccept,
  createAcceptAndCommit,
  createCaseChange,
  createCases,
  createCommit,
  createConnectorLinks,
  createOutboxStore,
  createPrivacy,
  createRetention,
  createStatusWatches,
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
      wakes: { subscribe: nothing },
      now: Date.now,
      node: "n",
      leases: { ms: 1 },
      handOver: nothing,
      tidy: nothing,
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
