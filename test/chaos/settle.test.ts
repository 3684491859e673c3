import { expect, test } from "vitest";

import type { StoredCase } from "../../src/conversation/case-ports.ts";
import type { DeadLetter } from "../../src/conversation/outbox-ports.ts";
import { settle, type SettleStore, type Settling } from "./settle.ts";

/** What the store has at each look; the last of them stays. `notes`: those in the history, which the hub has received. */
type Look = { waiting: number; refusedFor: string | null; given: readonly string[]; notes: number };

/** One person whose conversation is `kims`, and whose channel and store go through these looks. */
function world(...checks: readonly Look[]) {
  let at = -1;
  const now = (): Look => checks[Math.min(Math.max(at, 0), checks.length - 1)]!;
  const entry = (position: number) => ({
    id: `note ${position}`,
    at: 0,
    who: "channel",
    what: "undelivered",
    text: "",
  });
  const store = {
    outbox: {
      backlog: async () => {
        at += 1;
        return { waiting: now().waiting, oldest: null, deadLetters: now().given.length };
      },
      deadLetters: async () =>
        now().given.map((reason) => ({ conversation: "kims", reason }) satisfies Partial<DeadLetter> as DeadLetter),
    },
    turnStore: { conversationsWaiting: async () => [] },
    transcripts: { read: async () => [] },
    cases: {
      list: async () => [],
      closed: async () => [{ number: "CASE1", conversation: "kims" } as StoredCase],
      history: async () => Array.from({ length: now().notes }, (_, position) => entry(position)),
    },
  } as unknown as SettleStore;
  const settling = {
    known: [{ said: { conversation: "kims", groups: [], opened: false, resent: 0 }, name: "kim", follower: null }],
    connector: { refusal: () => now().refusedFor },
    hub: { takenSoFar: () => () => Array.from({ length: now().notes }, (_, place) => ({ id: `heard ${place}` })) },
  } as unknown as Settling;
  return { store, settling };
}

const blocked = "ConversationBlockedByUser";
const quiet: Look = { waiting: 0, refusedFor: blocked, given: [blocked], notes: 1 };

test("a refusal that comes while it waits is no loss, and what waits behind it is waited for", async () => {
  const { store, settling } = world(
    { waiting: 2, refusedFor: null, given: [], notes: 0 },
    { waiting: 1, refusedFor: blocked, given: [blocked], notes: 0 },
    quiet,
  );
  const { unsettled, cases, received } = await settle(store, settling);
  expect(unsettled).toEqual([]);
  expect(cases[0]?.history).toHaveLength(1);
  expect(received("CASE1")).toHaveLength(1);
});

test("what is given up without a refusal ends the wait at once, and is said", async () => {
  const { store, settling } = world({ waiting: 5, refusedFor: null, given: ["the channel answered 500"], notes: 0 });
  const { unsettled } = await settle(store, settling);
  expect(unsettled).toEqual(["1 deliveries were given up: the channel answered 500"]);
});

test("a note that is added while the cases are read makes it look again: the hub has received what the history has", async () => {
  const still = { ...quiet, notes: 0 };
  const { store, settling } = world(still, still, quiet);
  const { cases, received } = await settle(store, settling);
  expect(cases[0]?.history).toHaveLength(1);
  expect(received("CASE1")).toHaveLength(1);
});
