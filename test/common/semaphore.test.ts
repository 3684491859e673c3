import { setImmediate as soon } from "node:timers/promises";
import { expect, test } from "vitest";

import { createSemaphore } from "../../src/common/semaphore.ts";

/** Starts work that ends when it is told to, and notes the order in which it began. */
function openWork(permits: number) {
  const semaphore = createSemaphore(permits);
  const began: string[] = [];
  return {
    began: async () => (await soon(), [...began]),
    start: (name: string) => void semaphore.acquire().then(() => began.push(name)),
    end: () => semaphore.release(),
  };
}

test("only so many work at once, and a permit goes to the next in line", async () => {
  const work = openWork(2);
  for (const name of ["a", "b", "c", "d"]) work.start(name);
  expect(await work.began()).toEqual(["a", "b"]);
  work.end();
  expect(await work.began()).toEqual(["a", "b", "c"]);
  work.end();
  expect(await work.began()).toEqual(["a", "b", "c", "d"]);
});

test("permits that nobody waits for are kept, one for each release", async () => {
  const work = openWork(1);
  work.start("a");
  expect(await work.began()).toEqual(["a"]);
  work.end();
  for (const name of ["b", "c"]) work.start(name);
  expect(await work.began()).toEqual(["a", "b"]);
});
