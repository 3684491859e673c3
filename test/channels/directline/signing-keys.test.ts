import { describe, expect, test } from "vitest";

import {
  createSigningKeys,
  type SigningKeyStore,
  type StoredKey,
} from "../../../src/channels/directline/key-rotation.ts";
import { createTokens } from "../../../src/channels/directline/tokens.ts";
import { makeClock } from "./web-chat-server.ts";

const day = 24 * 60 * 60 * 1000;
const claims = { conversation: "web-1", user: "dl_1" };

/** A store in memory that counts how often it was listed. */
function makeKeyStore(): SigningKeyStore & { keys: StoredKey[]; lists: () => number } {
  const keys: StoredKey[] = [];
  let lists = 0;
  const list = async (): Promise<StoredKey[]> => {
    lists++;
    return [...keys];
  };
  return { keys, lists: () => lists, list, add: async (key) => void keys.push(key) };
}

describe("signing keys", () => {
  test("are created once if there is none, also by concurrent requests", async () => {
    const store = makeKeyStore();
    const keys = createSigningKeys({ store, now: makeClock().now });
    const ids = await Promise.all([keys.current(), keys.current(), keys.current()]);
    expect(new Set(ids.map(({ id }) => id)).size).toBe(1);
    expect(store.keys).toHaveLength(1);
  });

  test("rotate weekly; tokens signed with the old key stay valid", async () => {
    const store = makeKeyStore();
    const clock = makeClock();
    const { now } = clock;
    const tokens = createTokens({ keys: createSigningKeys({ store, now }), now });
    const old = await tokens.issue(claims);
    clock.forward(8 * day);
    await tokens.issue(claims);
    expect(store.keys).toHaveLength(2);
    expect(await tokens.resumable(old)).toEqual(claims);
  });

  test("of another node are accepted at once", async () => {
    const store = makeKeyStore();
    const { now } = makeClock();
    const here = createTokens({ keys: createSigningKeys({ store, now }), now });
    await here.issue(claims);
    store.keys.splice(0);
    const there = createTokens({ keys: createSigningKeys({ store, now }), now });
    expect(await here.check(await there.issue(claims))).toEqual(claims);
  });

  test("expire", async () => {
    const store = makeKeyStore();
    const clock = makeClock();
    const { now } = clock;
    const keys = createSigningKeys({ store, now });
    const { id } = await keys.current();
    clock.forward(61 * day);
    expect(await keys.find(id)).toBeUndefined();
  });

  test("with a malformed id are not looked up in the store", async () => {
    const store = makeKeyStore();
    expect(await createSigningKeys({ store, now: makeClock().now }).find("'; drop table")).toBeUndefined();
    expect(store.lists()).toBe(0);
  });

  test("that cannot be read are a failure of the store, not an invalid token", async () => {
    const { now } = makeClock();
    const store = makeKeyStore();
    const token = await createTokens({ keys: createSigningKeys({ store, now }), now }).issue(claims);
    const broken = createSigningKeys({ store: { ...store, list: () => Promise.reject(new Error("gone")) }, now });
    await expect(createTokens({ keys: broken, now }).check(token)).rejects.toThrow("gone");
    await expect(createTokens({ keys: broken, now }).resumable(token)).rejects.toThrow("gone");
  });
});
