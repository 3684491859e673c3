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

  test("end what is remembered of their tokens, as the tokens' own expiry and scope do", async () => {
    const store = makeKeyStore();
    const clock = makeClock();
    const { now } = clock;
    const keys = createSigningKeys({ store, now });
    const tokens = createTokens({ keys, now });
    const [token, later] = [await tokens.issue(claims), await tokens.issue({ ...claims, conversation: "web-2" })];
    expect(await tokens.check(token)).toEqual(claims);
    expect(await tokens.check(token)).toEqual(claims);
    await expect(tokens.check(token, ["stream"])).rejects.toMatchObject({ code: "Unauthorized" });
    await expect(tokens.check(`${token.slice(0, -8)}AAAAAAAA`)).rejects.toMatchObject({ code: "Unauthorized" });
    expect(await tokens.check(later)).toMatchObject({ conversation: "web-2" });

    store.keys.splice(0);
    // A token with a key that is not known makes the node read the keys again.
    await keys.find("00000000-0000-4000-8000-000000000000");
    await expect(tokens.check(token)).rejects.toMatchObject({ code: "Unauthorized" });

    const again = await tokens.issue(claims);
    expect(await tokens.check(again)).toEqual(claims);
    clock.forward(30 * 60_000);
    await expect(tokens.check(again)).rejects.toMatchObject({ code: "TokenExpired" });
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
