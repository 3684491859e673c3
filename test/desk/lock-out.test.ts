import { expect, test } from "vitest";

import { createSignInLockout } from "../../src/desk/sign-in-lockout.ts";
import { makeFakeClock } from "../status-feed/support/fake-clock.ts";

function lockOut() {
  const clock = makeFakeClock();
  const made = createSignInLockout({ now: clock.now });
  /** What stands in the way of this address; null: nothing. */
  const refusal = (client: string): unknown => {
    try {
      return made.check(client) ?? null;
    } catch (fault) {
      return fault;
    }
  };
  const fail = (client: string, times: number): void => {
    for (let time = 0; time < times; time++) made.recordFailure(client);
  };
  return { clock, refusal, fail };
}

test("nine wrong tokens are forgiven, the tenth locks the address out, and no other", () => {
  const { refusal, fail } = lockOut();
  fail("a", 9);
  expect(refusal("a")).toBeNull();
  fail("a", 1);
  expect(refusal("a")).toMatchObject({ code: "TooManyRequests", remedy: "Try again in 60 s." });
  expect(refusal("b")).toBeNull();
});

test("an address is let in a minute after its last wrong token, is told how long that is, and may be wrong anew", () => {
  const { clock, refusal, fail } = lockOut();
  fail("a", 10);
  clock.advance(30_500);
  expect(refusal("a")).toMatchObject({ remedy: "Try again in 30 s." });
  clock.advance(29_499);
  expect(refusal("a")).toMatchObject({ remedy: "Try again in 1 s." });
  clock.advance(1);
  expect(refusal("a")).toBeNull();
  fail("a", 9);
  expect(refusal("a")).toBeNull();
});

test("wrong tokens that are more than a minute apart never add up", () => {
  const { clock, refusal, fail } = lockOut();
  for (let time = 0; time < 20; time++) {
    fail("a", 1);
    clock.advance(60_000);
  }
  expect(refusal("a")).toBeNull();
});
