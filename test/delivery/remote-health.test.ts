import { expect, test } from "vitest";

import { DeliveryError } from "../../src/common/delivery-error.ts";
import { createRemoteHealth } from "../../src/delivery/remote-health.ts";

const away = new DeliveryError("the channel answered 502", { retry: true });

function health() {
  const clock = { now: 1_000_000 };
  const of = createRemoteHealth({ now: () => clock.now });
  return { of, forward: (ms: number) => (clock.now += ms), names: () => of.failing().map(({ remote }) => remote) };
}

test("a remote fails after three failures in a row, and no more once it takes something", () => {
  const { of, names } = health();
  for (const count of [1, 2, 3]) {
    expect(names()).toEqual([]);
    of.failed("msteams", away, 1_000_000 - count);
  }
  expect(of.failing()).toEqual([{ remote: "msteams", since: 999_997, reason: "the channel answered 502" }]);
  expect([of.succeeded("msteams"), of.succeeded("msteams")]).toEqual([true, false]);
  expect(names()).toEqual([]);
});

test("where little is said, one failure counts after half a minute", () => {
  const { of, forward, names } = health();
  of.failed("msteams", away, 1_000_000);
  forward(29_999);
  expect(names()).toEqual([]);
  forward(1);
  expect(names()).toEqual(["msteams"]);
});

test("what concerns one conversation alone, or is final, says nothing of the remote", () => {
  const { of, names } = health();
  const blocked = new DeliveryError("403", { retry: false });
  const refused = new DeliveryError("403", { retry: true, concerns: "conversation" });
  for (let count = 0; count < 5; count += 1) for (const error of [blocked, refused]) of.failed("msteams", error, 0);
  expect(names()).toEqual([]);
});

test("who fails longest comes first, and an unforeseen fault is named as such, without its words", () => {
  const { of } = health();
  for (let count = 0; count < 3; count += 1) {
    of.failed("slack", new Error("secret words"), 2_000);
    of.failed("msteams", away, 1_000);
  }
  expect(of.failing()).toEqual([
    { remote: "msteams", since: 1_000, reason: "the channel answered 502" },
    { remote: "slack", since: 2_000, reason: "an unforeseen fault" },
  ]);
});
