import type { Store } from "../../src/storage/open-store.ts";
import type { KnownCase } from "./check-cases.ts";
import type { HubActivity, FaultyHub } from "./faulty-hub.ts";
import type { FaultyConnector } from "./faulty-connector.ts";
import type { FollowedTalk } from "./leg.ts";
import { pause } from "./probe.ts";

/** What of a store is looked at. */
export type SettleStore = Pick<Store, "outbox" | "turnStore" | "transcripts" | "cases">;
/** What a leg is looked at with, once its people have gone. */
export type Settling = { known: readonly FollowedTalk[]; connector: FaultyConnector; hub: FaultyHub };
/**
 * Where everything stands once nothing is under way any more. `unsettled`: what is still open all the same; `received`:
 * what the other help desk took of a case up to then.
 */
export type Settled = {
  unsettled: readonly string[];
  cases: readonly KnownCase[];
  received: (number: string) => readonly HubActivity[];
};

/**
 * Three thousand looks, a tenth of a second apart, are longer than any wait between two attempts. Such a wait is true
 * time: the nodes measure it by a clock that does not jump.
 */
const maxChecks = 3_000;
/** Streams are waited for less long: whether they brought everything is judged later, by what they brought. */
const maxStreamChecks = 900;

/**
 * Waits until no message and no delivery waits any more and the streams have caught up. What happens to a case stands
 * in its history in the same moment as what others are told of it, so while the history stays the same and nothing
 * waits, the hub has taken exactly what the history has.
 */
export async function settle(store: SettleStore, world: Settling): Promise<Settled> {
  for (let look = 0; look < maxChecks; look++) {
    const lost = await givenUp(store, world);
    if (lost.length > 0) return { ...(await stateNow(store, world)), unsettled: lost };
    if ((await isQuiet(store)) && (look >= maxStreamChecks || (await allSeen(store, world)))) {
      const before = await allCases(store);
      const stands = (await isQuiet(store)) && (await stateNow(store, world));
      if (stands && JSON.stringify(before) === JSON.stringify(stands.cases)) return stands;
    }
    await pause(100);
  }
  const { waiting } = await store.outbox.backlog();
  const turns = (await store.turnStore.conversationsWaiting(1_000)).length;
  const open = `after 300 s ${turns} conversations wait for turns, ${waiting} deliveries for whom they are for`;
  return { ...(await stateNow(store, world)), unsettled: [open] };
}

/** Whether everything stands where it stood then. */
export async function isUnchanged(store: SettleStore, then: Settled): Promise<boolean> {
  if (!(await isQuiet(store))) return false;
  return JSON.stringify(await allCases(store)) === JSON.stringify(then.cases);
}

/** What the hub took is read first: it has no more than what the cases tell. */
async function stateNow(store: SettleStore, { hub }: Settling): Promise<Settled> {
  const received = hub.takenSoFar();
  return { unsettled: [], received, cases: await allCases(store) };
}

/** What was given up though its channel refused nothing of the conversation for good; a refusal may come at any moment. */
async function givenUp(store: SettleStore, { known, connector }: Settling): Promise<string[]> {
  const { deadLetters } = await store.outbox.backlog();
  const given = deadLetters === 0 ? [] : await store.outbox.deadLetters(deadLetters);
  const refused = new Set(
    known.flatMap(({ name, said }) => (name !== null && connector.refusal(name) !== null ? [said.conversation] : [])),
  );
  const lost = given.filter(({ conversation }) => !refused.has(conversation));
  return lost.length === 0 ? [] : [`${lost.length} deliveries were given up: ${lost[0]?.reason}`];
}

async function isQuiet(store: SettleStore): Promise<boolean> {
  const { waiting } = await store.outbox.backlog();
  return waiting === 0 && (await store.turnStore.conversationsWaiting(1)).length === 0;
}

/** A stream is given the time to bring what it still owes; whether it brought it right is judged later. */
async function allSeen(store: SettleStore, { known }: Settling): Promise<boolean> {
  for (const { said, follower } of known) {
    if (follower && (await store.transcripts.read(said.conversation, follower.seen.length, 1)).length > 0) return false;
  }
  return true;
}

async function allCases({ cases }: SettleStore): Promise<KnownCase[]> {
  const many = 100_000;
  const found = [
    ...(await cases.list("waiting", many)),
    ...(await cases.list("active", many)),
    ...(await cases.closed(many)),
  ];
  return Promise.all(found.map(async (one) => ({ case: one, history: await cases.history(one.number) })));
}
