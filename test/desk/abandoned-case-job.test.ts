import { setImmediate as soon } from "node:timers/promises";
import { beforeEach, expect, onTestFinished, test } from "vitest";

import { createAbandonedCaseJob } from "../../src/desk/jobs/abandoned-case-job.ts";
import type { CaseJob } from "../../src/desk/jobs/case-job.ts";
import { openStore, type Store } from "../../src/storage/open-store.ts";
import { newCase, referenceOf, said, turnOf } from "../storage/support/turns.ts";
import { createRecordedLog } from "../support/recorded-log.ts";
import { type FakeClock, makeFakeClock } from "../status-feed/support/fake-clock.ts";

const minute = 60_000;

let store: Store;
let clock: FakeClock;
let seenAt: number;
let takenUp: string[];
let recorded: ReturnType<typeof createRecordedLog>;

/** A store with one case, which ana has and was heard to have just now. */
beforeEach(async () => {
  takenUp = [];
  recorded = createRecordedLog();
  clock = makeFakeClock();
  seenAt = clock.now();
  store = await openStore({ url: "sqlite::memory:", now: clock.now });
  onTestFinished(() => store.close());
  await store.turnStore.accept(referenceOf("talk"), said("talk", "m1"));
  await store.turnStore.commit(turnOf("talk", 0, "m1", { newCase }));
  await takenBy("ana");
});

async function takenBy(agent: string): Promise<void> {
  const found = (await store.cases.get("C-1"))!;
  const to = { ...found, status: "active" as const, assignee: agent };
  const entry = {
    id: `claim ${agent} ${clock.now()}`,
    at: clock.now(),
    who: agent,
    what: "claimed" as const,
    text: "",
  };
  expect(
    await store.cases.change({ number: "C-1", conversation: "talk", from: found, to, entry, systemEvent: null }),
  ).toBe("stored");
}

function watching(cases: Store["cases"] = store.cases): CaseJob {
  const processPending = async (conversation: string): Promise<void> => void takenUp.push(conversation);
  const made = createAbandonedCaseJob({
    cases,
    processPending,
    lastSeenAt: () => seenAt,
    nameOf: (login) => login,
    clock,
    log: recorded.log,
  });
  onTestFinished(() => made.stop());
  return made;
}
const owner = async (): Promise<string | null> => (await store.cases.get("C-1"))!.assignee;

test("a case whose agent was not heard for more than ten minutes waits again, and its person's conversation goes on", async () => {
  const leftAlone = watching();
  clock.advance(10 * minute);
  await leftAlone.run();
  expect([await owner(), takenUp]).toEqual(["ana", []]);
  clock.advance(1);
  await leftAlone.run();
  expect(await store.cases.get("C-1")).toMatchObject({ status: "waiting", assignee: null });
  expect(takenUp).toEqual(["talk"]);
  expect((await store.cases.history("C-1")).at(-1)).toMatchObject({ who: "assistant", what: "released", text: "ana" });
  expect(await store.turnStore.nextWaiting("talk")).toMatchObject({
    input: { event: { type: "case.released", agent: "ana" } },
  });
});

test("nobody counts as gone in the first two minutes after the start", async () => {
  seenAt -= 60 * minute;
  const leftAlone = watching();
  clock.advance(2 * minute - 1);
  await leftAlone.run();
  expect(await owner()).toBe("ana");
  clock.advance(1);
  await leftAlone.run();
  expect(await owner()).toBeNull();
});

test("an agent who comes back, takes the case again and goes again loses it again", async () => {
  const leftAlone = watching();
  clock.advance(11 * minute);
  await leftAlone.run();
  seenAt = clock.now();
  await takenBy("ana");
  clock.advance(11 * minute);
  await leftAlone.run();
  expect([await owner(), takenUp]).toEqual([null, ["talk", "talk"]]);
});

test("a case that somebody else took while it was looked at stays with them, and nothing is told", async () => {
  const { list } = store.cases;
  const slow = watching({
    ...store.cases,
    async list(...asked) {
      const found = await list(...asked);
      await takenBy("ben");
      return found;
    },
  });
  clock.advance(11 * minute);
  await slow.run();
  expect([await owner(), takenUp]).toEqual(["ben", []]);
});

test("it looks every thirty seconds by itself, rides out a store that is away, and looks no more once it has stopped", async () => {
  let calls = 0;
  const leftAlone = watching({
    ...store.cases,
    list: (...asked) => (calls++ === 0 ? Promise.reject(new Error("away")) : store.cases.list(...asked)),
  });
  leftAlone.start();
  seenAt -= 60 * minute;
  for (const seconds of [30, 60, 90]) {
    expect(clock.ahead(), `before ${seconds} s`).toEqual([30_000]);
    clock.advance(30_000);
    while (clock.ahead().length === 0) await soon();
  }
  expect(calls).toBe(0);
  clock.advance(30_000);
  while (clock.ahead().length === 0) await soon();
  expect([recorded.lines.map(({ msg }) => msg), await owner()]).toEqual([
    ["abandoned case job failed, will retry"],
    "ana",
  ]);
  clock.advance(30_000);
  while (clock.ahead().length === 0) await soon();
  expect(await owner()).toBeNull();
  leftAlone.stop();
  expect(clock.ahead()).toEqual([]);
});
