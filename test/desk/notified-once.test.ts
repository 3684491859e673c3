import { mkdtempSync, rmSync } from "node:fs";
import { silentLog } from "../support/recorded-log.ts";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";

import { createCaseCommands } from "../../src/desk/case-commands.ts";
import { createBusinessHours } from "../../src/desk/business-hours.ts";
import { createAbandonedCaseJob } from "../../src/desk/jobs/abandoned-case-job.ts";
import { createWaitingReminderJob } from "../../src/desk/jobs/waiting-reminder-job.ts";
import { openStore, type Store } from "../../src/storage/open-store.ts";
import { systemClock } from "../../src/common/clock.ts";
import { startDeskApp, visitor } from "../support/desk-app.ts";
import { waitFor } from "./event-stream.ts";

/** A database whose one conversation has asked for a person, with no service running on it. */
async function stoppedWithCase(): Promise<{ url: string; number: string; conversation: string }> {
  const folder = mkdtempSync(join(tmpdir(), "desk-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const url = `sqlite:${join(folder, "desk.db")}`;
  const service = await startDeskApp({ DATABASE_URL: url });
  const kim = await visitor(service);
  await kim.say("person");
  const { number, conversation } = await waitFor(async () => (await service.app.store.cases.list("waiting", 1))[0]);
  await service.stop();
  return { url, number, conversation };
}

/** What a service says after it was started on this database. */
async function linesAfterStart(url: string, conversation: string, awaited: string): Promise<string[]> {
  const service = await startDeskApp({ DATABASE_URL: url });
  const read = async (): Promise<string[]> =>
    (await service.app.store.transcripts.read(conversation, 0, 100)).map(({ text }) => text);
  await waitFor(async () => ((await read()).some((text) => text.includes(awaited)) ? true : undefined));
  const lines = await read();
  await service.stop();
  return lines;
}

/** The process dies right after the write: nobody runs the turn. */
const died = async (): Promise<void> => {};

async function withStore(url: string, act: (store: Store) => Promise<void>): Promise<void> {
  const store = await openStore({ url });
  await act(store);
  await store.close();
}

test("an agent's words that were stored when the process died are said once after the restart, and not again when they are sent again", async () => {
  const { url, number, conversation } = await stoppedWithCase();
  await withStore(url, async (store) => {
    await createCaseCommands({
      nameOf: (login) => login,
      cases: store.cases,
      processPending: died,
      now: Date.now,
    }).execute(number, "ana", { kind: "say", text: "Hello, this is Ana" }, "key-1");
    expect((await store.transcripts.read(conversation, 0, 100)).map(({ text }) => text)).not.toContain(
      "Hello, this is Ana",
    );
  });
  expect(
    (await linesAfterStart(url, conversation, "this is Ana")).filter((text) => text === "Hello, this is Ana"),
  ).toHaveLength(1);
  await withStore(url, async (store) => {
    await createCaseCommands({
      nameOf: (login) => login,
      cases: store.cases,
      processPending: died,
      now: Date.now,
    }).execute(number, "ana", { kind: "say", text: "Hello, this is Ana" }, "key-1");
  });
  expect(
    (await linesAfterStart(url, conversation, "this is Ana")).filter((text) => text === "Hello, this is Ana"),
  ).toHaveLength(1);
});

test("a claim that was stored when the process died is told once after the restart", async () => {
  const { url, number, conversation } = await stoppedWithCase();
  await withStore(url, async (store) => {
    await createCaseCommands({
      nameOf: (login) => login,
      cases: store.cases,
      processPending: died,
      now: Date.now,
    }).execute(number, "ana", { kind: "claim" }, "key-1");
  });
  for (let start = 0; start < 2; start++) {
    const lines = await linesAfterStart(url, conversation, "You're now talking to ana");
    expect(lines.filter((text) => text.includes("You're now talking to ana"))).toHaveLength(1);
  }
});

test("nobody took it in time: told once, however many nodes look and however often they start", async () => {
  const { url, number, conversation } = await stoppedWithCase();
  await withStore(url, async (store) => {
    const clock = { ...systemClock, now: () => Date.now() + 6 * 60_000 };
    const hours = createBusinessHours({ weekly: [], timeZone: "UTC", holidays: [] });
    const node = () =>
      createWaitingReminderJob({
        cases: store.cases,
        processPending: died,
        hours,
        claimWithinMs: 300_000,
        clock,
        log: silentLog,
      });
    await Promise.all([node().run(), node().run(), node().run()]);
    await node().run();
    expect((await store.cases.history(number)).filter(({ what }) => what === "unclaimed")).toHaveLength(1);
  });
  for (let start = 0; start < 2; start++) {
    const lines = await linesAfterStart(url, conversation, "Nobody has been free so far");
    expect(lines.filter((text) => text.includes("Nobody has been free so far"))).toHaveLength(1);
  }
});

test("a case whose agent has gone for long goes back to the queue, once; one who is there keeps it", async () => {
  const { url, number, conversation } = await stoppedWithCase();
  await withStore(url, async (store) => {
    await createCaseCommands({
      nameOf: (login) => login,
      cases: store.cases,
      processPending: died,
      now: Date.now,
    }).execute(number, "ana", { kind: "claim" }, "key-1");
    const start = Date.now();
    const time = { now: start };
    const clock = { ...systemClock, now: () => time.now };
    const seen = { at: start };
    const node = () =>
      createAbandonedCaseJob({
        cases: store.cases,
        processPending: died,
        nameOf: (login) => login,
        lastSeenAt: () => seen.at,
        clock,
        log: silentLog,
      });
    const nodes = [node(), node()];
    const look = async (minutes: number): Promise<string | undefined> => {
      time.now = start + minutes * 60_000;
      await Promise.all(nodes.map((one) => one.run()));
      return (await store.cases.get(number))?.status;
    };
    expect(await look(9)).toBe("active");
    seen.at = start + 9 * 60_000;
    expect(await look(12)).toBe("active");
    expect(await look(20)).toBe("waiting");
    expect((await store.cases.history(number)).filter(({ what }) => what === "released")).toHaveLength(1);
  });
  const lines = await linesAfterStart(url, conversation, "had to leave");
  expect(lines.filter((text) => text.includes("ana had to leave"))).toHaveLength(1);
});

test("outside business hours, and in the first minutes after the opening, nobody is told again what they know", async () => {
  const { url, number } = await stoppedWithCase();
  await withStore(url, async (store) => {
    const opens = Date.UTC(2027, 0, 4, 9);
    const hours = createBusinessHours({ weekly: [{ day: 1, from: 540, to: 1020 }], timeZone: "UTC", holidays: [] });
    const lookAt = async (now: number): Promise<number> => {
      const clock = { ...systemClock, now: () => now };
      await createWaitingReminderJob({
        cases: store.cases,
        processPending: died,
        hours,
        claimWithinMs: 300_000,
        clock,
        log: silentLog,
      }).run();
      return (await store.cases.history(number)).filter(({ what }) => what === "unclaimed").length;
    };
    expect(await lookAt(opens - 60_000)).toBe(0);
    expect(await lookAt(opens + 60_000)).toBe(0);
    expect(await lookAt(opens + 301_000)).toBe(1);
  });
});
