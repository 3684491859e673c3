import { describe, expect, test } from "vitest";

import { makeSigningKeys, type KeyShelf, type StoredKey } from "../../../src/channels/directline/key-rotation.ts";
import { makeTokens } from "../../../src/channels/directline/tokens.ts";
import { makeClock } from "./web-chat-server.ts";

const day = 24 * 60 * 60 * 1000;
const grant = { conversation: "web-1", user: "dl_1" };

/** A shelf in memory that counts how often it was looked at. */
function makeShelf(): KeyShelf & { keys: StoredKey[]; looks: () => number } {
  const keys: StoredKey[] = [];
  let looks = 0;
  const list = async (): Promise<StoredKey[]> => {
    looks++;
    return [...keys];
  };
  return { keys, looks: () => looks, list, add: async (key) => void keys.push(key) };
}

describe("signing keys", () => {
  test("one is made when there is none, however many ask at once", async () => {
    const shelf = makeShelf();
    const keys = makeSigningKeys({ shelf, now: makeClock().now });
    const ids = await Promise.all([keys.current(), keys.current(), keys.current()]);
    expect(new Set(ids.map(({ id }) => id)).size).toBe(1);
    expect(shelf.keys).toHaveLength(1);
  });

  test("change by the week; what the old one signed stays good", async () => {
    const shelf = makeShelf();
    const clock = makeClock();
    const { now } = clock;
    const tokens = makeTokens({ keys: makeSigningKeys({ shelf, now }), now });
    const old = await tokens.issue(grant);
    clock.forward(8 * day);
    await tokens.issue(grant);
    expect(shelf.keys).toHaveLength(2);
    expect(await tokens.resumable(old)).toEqual(grant);
  });

  test("another node's key counts from its first moment", async () => {
    const shelf = makeShelf();
    const { now } = makeClock();
    const here = makeTokens({ keys: makeSigningKeys({ shelf, now }), now });
    await here.issue(grant);
    shelf.keys.splice(0);
    const there = makeTokens({ keys: makeSigningKeys({ shelf, now }), now });
    expect(await here.check(await there.issue(grant))).toEqual(grant);
  });

  test("very old ones no longer count", async () => {
    const shelf = makeShelf();
    const clock = makeClock();
    const { now } = clock;
    const keys = makeSigningKeys({ shelf, now });
    const { id } = await keys.current();
    clock.forward(61 * day);
    expect(await keys.find(id)).toBeUndefined();
  });

  test("garbage is not looked up", async () => {
    const shelf = makeShelf();
    expect(await makeSigningKeys({ shelf, now: makeClock().now }).find("'; drop table")).toBeUndefined();
    expect(shelf.looks()).toBe(0);
  });

  test("a shelf that does not answer is not a bad token", async () => {
    const { now } = makeClock();
    const shelf = makeShelf();
    const token = await makeTokens({ keys: makeSigningKeys({ shelf, now }), now }).issue(grant);
    const broken = makeSigningKeys({ shelf: { ...shelf, list: () => Promise.reject(new Error("gone")) }, now });
    await expect(makeTokens({ keys: broken, now }).check(token)).rejects.toThrow("gone");
    await expect(makeTokens({ keys: broken, now }).resumable(token)).rejects.toThrow("gone");
  });
});
