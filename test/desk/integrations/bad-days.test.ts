import { silentLog } from "../../support/recorded-log.ts";
import nock from "nock";
import { beforeEach, describe, expect, test } from "vitest";

import { guidesOf } from "../../../dialogs/guides.ts";
import { createDeliverCalls } from "../../../src/desk/integrations/deliver-calls.ts";
import { AppError } from "../../../src/common/errors.ts";
import { askForPerson, openStage } from "./stage.ts";
import { systems, type System } from "./systems.ts";
import { testArticles } from "../../support/test-articles.ts";

beforeEach(() => nock.cleanAll());

describe.each(systems)("on a bad day of $title", (system: System) => {
  const begin = (timeoutMs?: number) =>
    openStage(system.settings, { desk: system.desk, ...(timeoutMs !== undefined && { timeoutMs }) });

  /** The case and the person's words are there once, the person was told, and nothing is left behind. */
  async function allIsWell(stage: Awaited<ReturnType<typeof begin>>, held: ReturnType<System["play"]>): Promise<void> {
    await stage.say("a red lamp blinks");
    await stage.delivered();
    expect(held.opened).toBe(1);
    // Teams cannot be asked whether the words are there: where their answer was lost, they come with a word about that.
    const once = system.name === "teams" ? /^a red lamp blinks(?:\n\n.*may be here twice.*)?$/ : /^a red lamp blinks$/;
    expect(held.received).toEqual([expect.stringMatching(once)]);
    expect(stage.shownToPerson.join("\n")).toContain((await stage.theCase()).number);
    expect(await stage.store.outbox.backlog()).toMatchObject({ waiting: 0, deadLetters: 0 });
  }

  test("an answer that takes too long is waited for no longer, and asked for again", async () => {
    system.hang(system.first());
    const held = system.play();
    const stage = await begin(150);
    await askForPerson(stage);
    await stage.delivered();
    await allIsWell(stage, held);
    expect((await stage.history()).join()).not.toContain("unreached");
  });

  test("a 401 is noted at the desk at once, holds up nobody, and once the token is right the case is opened with all of it", async () => {
    const held = system.play();
    nock.cleanAll();
    for (let time = 0; time < 20; time++) system.first().reply(401, { error: "token" });
    const stage = await begin();
    const number = await askForPerson(stage);
    await stage.delivered();
    expect(held.opened).toBe(0);
    expect(await stage.history()).toEqual([
      "user opened",
      expect.stringMatching(`^${system.title} unreached .*answered 401$`),
    ]);
    expect(await stage.theCase()).toMatchObject({ number, status: "waiting" });
    expect(stage.shownToPerson.join("\n")).toContain(number);
    nock.cleanAll();
    const later = system.play();
    await stage.say("a red lamp blinks");
    if (system.desk === "empty") await stage.unclaimed(number);
    await stage.delivered();
    expect(later.opened).toBe(1);
  });

  test("a 429 is waited out for as long as it asks", async () => {
    system.first().reply(429, { error: "slow down" }, { "Retry-After": "90" });
    const held = system.play();
    const stage = await begin();
    const start = stage.clock.now();
    await askForPerson(stage);
    await stage.delivered();
    expect(stage.clock.now() - start).toBeGreaterThanOrEqual(90_000);
    await allIsWell(stage, held);
  });

  test("a 500 three times, then success: opened once, and the desk knows of the trouble", async () => {
    system.first().times(3).reply(500, "oops");
    const held = system.play();
    const stage = await begin();
    await askForPerson(stage);
    await stage.delivered();
    // A 500 may come after the call had its effect: where that cannot be looked up, the desk is notified as well.
    const again = system.name === "teams" ? ["Teams experts repeated"] : [];
    expect(await stage.history()).toEqual([
      "user opened",
      ...again,
      expect.stringMatching(`^${system.title} unreached .*answered 500$`),
    ]);
    await allIsWell(stage, held);
  });

  const page = ["<html>Checking your browser</html>", { "content-type": "text/html" }] as const;

  test("a page with status 200 is no sign that the case came through: it is opened again, once", async () => {
    system.create().reply(200, ...page);
    const held = system.play();
    const stage = await begin();
    await askForPerson(stage);
    await stage.delivered();
    expect(held.opened).toBe(1);
    await allIsWell(stage, held);
  });

  test("nor that the person's words did", async () => {
    const held = system.play();
    const stage = await begin();
    await askForPerson(stage);
    await stage.delivered();
    nock.cleanAll();
    system.word().reply(200, ...page);
    system.play(held);
    await allIsWell(stage, held);
    expect((await stage.history()).join()).not.toContain("unreached");
  });

  test("where nothing else ever comes, the attempts end and the desk knows why", async () => {
    system
      .create()
      .times(20)
      .reply(200, ...page);
    system.play();
    const stage = await begin();
    await askForPerson(stage);
    await stage.delivered();
    expect((await stage.history()).at(-1)).toBe(`${system.title} unreached its answer could not be understood`);
    expect(await stage.store.outbox.backlog()).toMatchObject({ waiting: 0, deadLetters: 1 });
    expect(await stage.theCase()).toMatchObject({ status: "waiting" });
  });

  test("what was stored before the process ended is told after it, once", async () => {
    const held = system.play();
    const stage = await begin();
    await stage.clock.until(stage.endOutbox());
    await askForPerson(stage);
    expect(held.opened).toBe(0);
    stage.startOutbox();
    await stage.delivered();
    await allIsWell(stage, held);
  });
});

test("a refusal is final for the call, and the next word tries to open the case again", async () => {
  const [chatwoot] = systems as [System];
  chatwoot.first().reply(404, {});
  const held = chatwoot.play();
  const stage = await openStage(chatwoot.settings);
  await askForPerson(stage);
  await stage.delivered();
  expect(held.opened).toBe(0);
  expect(await stage.history()).toEqual(["user opened", "Chatwoot unreached it answered 404"]);
  await stage.say("still broken");
  await stage.delivered();
  expect(held.opened).toBe(1);
});

test.each(systems.filter(({ answer }) => answer !== null))(
  "an answer that $title brings twice is said once, and its writer has the case",
  async (system) => {
    system.play();
    const stage = await openStage(system.settings, { desk: system.desk });
    await askForPerson(stage);
    await stage.delivered();
    await system.answer?.(stage, "Try another network");
    await stage.delivered();
    expect(stage.shownToPerson.filter((text) => text === "Try another network")).toHaveLength(1);
    expect(await stage.theCase()).toMatchObject({ status: "active", assignee: "Sam" });
    expect((await stage.history()).filter((line) => line.startsWith("Sam claimed"))).toHaveLength(1);
  },
);

test("our own store's being away is no failure of the other system's, but what it could not keep is asked for again", async () => {
  const stage = await openStage({});
  const number = await askForPerson(stage);
  const away = (): Promise<never> => Promise.reject(new AppError("StoreUnavailable", "It is away."));
  const opened: string[] = [];
  const nothing = async (): Promise<void> => undefined;
  const open = async (_view: unknown, id: string) => (opened.push(id), { id: "there", more: {} });
  const connector = { name: "handoff", title: "Hub", open, userMessage: nothing, note: nothing, close: nothing };
  const { cases, transcripts, connectorLinks: links, openingAttempts: attempts, connectorCalls: calls } = stage.store;
  const notes = { unreached: nothing, repeated: nothing, caughtUp: nothing };
  const known = { cases, transcripts, links, attempts, calls, guides: guidesOf(testArticles) };
  const parts = { ...known, connector, notes, now: stage.clock.now, log: silentLog };
  const { reference } = await stage.store.turnStore.load("kims");
  const entry = { id: "1", conversation: "lane", destination: "connector:handoff", reference, attempt: 1 };
  const body = { number, call: { kind: "open", id: "m2", nobody: false } };
  const unread = createDeliverCalls({ ...parts, links: { ...links, find: away } });
  await expect(unread({ ...entry, body })).rejects.toMatchObject({ code: "StoreUnavailable" });
  expect(opened).toEqual([]);
  const unkept = createDeliverCalls({ ...parts, links: { ...links, remember: away } });
  await expect(unkept({ ...entry, body })).rejects.toMatchObject({ name: "DeliveryError", retry: true });
  expect(opened).toEqual(["m2"]);
});
