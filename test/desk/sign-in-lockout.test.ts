import { expect, test } from "vitest";

import { createSignInLockout } from "../../src/desk/sign-in-lockout.ts";

const minute = 60_000;

function create() {
  const clock = { at: 1_000 * minute };
  return { clock, lockout: createSignInLockout({ now: () => clock.at }) };
}

const fail = (lockout: ReturnType<typeof create>["lockout"], ip: string, times: number): void => {
  for (let count = 0; count < times; count++) lockout.recordFailure(ip);
};

test("ten failures lock an address out for a minute, after which it starts anew", () => {
  const { clock, lockout } = create();
  fail(lockout, "guesser", 9);
  expect(() => lockout.check("guesser")).not.toThrow();
  fail(lockout, "guesser", 1);
  expect(() => lockout.check("guesser")).toThrow("Too many wrong tokens");
  expect(() => lockout.check("other")).not.toThrow();
  clock.at += minute;
  expect(() => lockout.check("guesser")).not.toThrow();
  fail(lockout, "guesser", 9);
  expect(() => lockout.check("guesser")).not.toThrow();
});

test("failures are forgotten a minute after the last one", () => {
  const { clock, lockout } = create();
  fail(lockout, "guesser", 9);
  clock.at += minute + 1;
  fail(lockout, "guesser", 9);
  expect(() => lockout.check("guesser")).not.toThrow();
});

test("100,000 other addresses do not free one that is locked out", () => {
  const { lockout } = create();
  fail(lockout, "guesser", 10);
  for (let at = 0; at < 100_000; at++) lockout.recordFailure(`address ${at}`);
  expect(() => lockout.check("guesser")).toThrow("Too many wrong tokens");
});
