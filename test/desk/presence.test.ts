import { setImmediate as soon } from "node:timers/promises";
import { beforeEach, expect, onTestFinished, test } from "vitest";

import { createAgentDirectory } from "../../src/desk/agent-directory.ts";
import { createPresence, type Presence } from "../../src/desk/presence.ts";
import { openStore, type Store } from "../../src/storage/open-store.ts";
import { createRecordedLog } from "../support/recorded-log.ts";
import { type FakeClock, makeFakeClock } from "../status-feed/support/fake-clock.ts";

let store: Store;
let clock: FakeClock;
let presence: Presence;
/** How often the presence told that something is another. */
let notified: number;
let writes: number;
let recorded: ReturnType<typeof createRecordedLog>;

async function start(agents: Store["agents"] = store.agents): Promise<void> {
  const noted = (...seen: Parameters<typeof agents.recordSeen>): Promise<void> => {
    writes += 1;
    return agents.recordSeen(...seen);
  };
  presence = createPresence({
    agents: { ...agents, recordSeen: noted },
    directory: createAgentDirectory(() => ["ana", "ben"].map((login) => ({ login, name: login, role: "agent" }))),
    clock,
    log: recorded.log,
  });
  presence.subscribe(() => (notified += 1));
  await presence.start();
  onTestFinished(() => presence.stop());
}

beforeEach(async () => {
  [notified, writes] = [0, 0];
  recorded = createRecordedLog();
  clock = makeFakeClock();
  store = await openStore({ url: "sqlite::memory:", now: clock.now });
  onTestFinished(() => store.close());
});

/** Resolves when the presence knows it. */
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await soon();
}
const stateOf = (name: string): string | undefined => presence.list().find((agent) => agent.name === name)?.state;

test("whoever gives a sign of life is online for a minute, and offline after it", async () => {
  await start();
  expect([presence.online(), stateOf("ana"), presence.lastSeenAt("ana")]).toEqual([[], "offline", 0]);
  const at = clock.now();
  presence.touch("ana");
  await until(() => stateOf("ana") === "online");
  expect([presence.online(), presence.lastSeenAt("ana")]).toEqual([["ana"], at]);
  clock.advance(59_999);
  expect(presence.online()).toEqual(["ana"]);
  clock.advance(1);
  expect([presence.online(), stateOf("ana"), presence.lastSeenAt("ana")]).toEqual([[], "offline", at]);
});

test("whoever listens is told of a change once, also of one that time alone makes, and of nothing else", async () => {
  await start();
  const before = notified;
  await presence.setState("ana", "online");
  expect(notified).toBe(before + 1);
  clock.advance(59_000);
  expect(notified).toBe(before + 1);
  clock.advance(6_000);
  expect([notified, stateOf("ana")]).toEqual([before + 2, "offline"]);
  clock.advance(60_000);
  expect(notified).toBe(before + 2);
});

test("a sign of life is written every fifteen seconds at most, for each agent", async () => {
  await start();
  presence.touch("ana");
  presence.touch("ana");
  presence.touch("ben");
  expect(writes).toBe(2);
  await until(() => presence.online().length === 2);
  clock.advance(14_999);
  presence.touch("ana");
  expect(writes).toBe(2);
  clock.advance(1);
  presence.touch("ana");
  expect(writes).toBe(3);
  await until(() => presence.lastSeenAt("ana") === clock.now());
});

test("what an agent chose stays while they are heard, until they sign out", async () => {
  await start();
  await presence.setState("ana", "away");
  expect([stateOf("ana"), presence.online()]).toEqual(["away", []]);
  clock.advance(50_000);
  presence.touch("ana");
  await until(() => presence.lastSeenAt("ana") === clock.now());
  expect(stateOf("ana")).toBe("away");
  clock.advance(1_000);
  await presence.signOut("ana");
  expect(stateOf("ana")).toBe("offline");
});

test("who was there before the start, and who comes on another node, is known; who is in no setting is not shown", async () => {
  await store.agents.recordSeen("ben", clock.now(), "online");
  await start();
  expect(presence.online()).toEqual(["ben"]);
  await store.agents.recordSeen("ana", clock.now(), "online");
  await store.agents.recordSeen("eve", clock.now(), "online");
  await until(() => presence.online().length === 2 && presence.lastSeenAt("eve") > 0);
  expect(presence.list()).toEqual([
    { login: "ana", name: "ana", state: "online" },
    { login: "ben", name: "ben", state: "online" },
  ]);
});

test("a store that is away is told of, and the agent's next sign of life is tried again", async () => {
  let isAway = true;
  const { agents } = store;
  await start({
    ...agents,
    recordSeen: (...seen) => (isAway ? Promise.reject(new Error("away")) : agents.recordSeen(...seen)),
  });
  presence.touch("ana");
  await until(() => recorded.lines.length > 0);
  isAway = false;
  clock.advance(15_000);
  presence.touch("ana");
  await until(() => presence.online().includes("ana"));
  expect(recorded.lines.map(({ msg }) => msg)).toEqual([
    "presence store unavailable, will retry",
    "presence store available again",
  ]);
});

test("once it has stopped, time alone tells nobody anything, and nothing is read", async () => {
  await start();
  await presence.setState("ana", "online");
  presence.stop();
  const before = notified;
  await store.agents.recordSeen("ben", clock.now(), "online");
  await soon();
  clock.advance(300_000);
  expect([notified, stateOf("ben"), clock.ahead()]).toEqual([before, "offline", []]);
});
