import { expect, test } from "vitest";

import { type DeskApp, useDeskApp, visitor } from "../support/desk-app.ts";
import { teamsPerson } from "../support/teams-person.ts";
import { waitFor } from "./event-stream.ts";

/** Ida in Teams asked for a person, and ana has her case. */
async function inTeams() {
  const service = await useDeskApp();
  const ida = await teamsPerson(service);
  await ida.say("I want to talk to a person");
  const id = await onlyCase(service);
  await service.desk("ana", "POST", `/cases/${id}/claim`);
  await waitFor(async () => ((await states(service, id)).every((state) => state === "delivered") ? true : undefined));
  return { service, ida, id };
}

async function onlyCase(service: DeskApp): Promise<string> {
  return (await service.desk("ana", "GET", "/cases?status=waiting")).body.cases[0]!.id;
}

async function linesOf(service: DeskApp, id: string) {
  return (await service.desk("ana", "GET", `/cases/${id}`)).body.transcript;
}

async function states(service: DeskApp, id: string): Promise<(string | undefined)[]> {
  return (await linesOf(service, id)).filter(({ from }) => from !== "user").map(({ delivery }) => delivery);
}

/** Waits until ana's line with these words is so. */
function becomes(service: DeskApp, id: string, text: string, delivery: string) {
  return waitFor(async () =>
    (await linesOf(service, id)).find((line) => line.text === text && line.delivery === delivery),
  );
}

test("in web chat every line of the assistant and of agents is delivered once it is stored, and none of the guest's says so", async () => {
  const service = await useDeskApp();
  const kim = await visitor(service);
  await kim.say("I want to talk to a person");
  const id = await onlyCase(service);
  await service.desk("ana", "POST", `/cases/${id}/messages`, { text: "Hello" });
  const lines = await linesOf(service, id);
  expect(lines.filter(({ from }) => from === "user").map(({ delivery }) => delivery)).toEqual([undefined]);
  expect(new Set(lines.filter(({ from }) => from !== "user").map(({ delivery }) => delivery))).toEqual(
    new Set(["delivered"]),
  );
});

test("a line that the channel cannot take now is waiting, and delivered once it takes it", async () => {
  const { service, ida, id } = await inTeams();
  ida.teams.answers.push({ status: 502 });
  await service.desk("ana", "POST", `/cases/${id}/messages`, { text: "Are the lights on?" });
  expect(await becomes(service, id, "Are the lights on?", "waiting")).toMatchObject({ from: "agent" });
  await becomes(service, id, "Are the lights on?", "delivered");
});

test("a line to somebody who blocked the bot is failed with the reason, and tried again by who has the case alone", async () => {
  const { service, ida, id } = await inTeams();
  ida.teams.answers.push({ status: 403, body: { error: { code: "ConversationBlockedByUser" } } });
  await service.desk("ana", "POST", `/cases/${id}/messages`, { text: "Did that help?" });
  expect(await becomes(service, id, "Did that help?", "failed")).toMatchObject({
    reason: "the channel answered 403 (ConversationBlockedByUser)",
  });
  expect((await service.desk("ben", "POST", `/cases/${id}/retry`)).status).toBe(403);
  const again = await service.desk("ana", "POST", `/cases/${id}/retry`);
  expect(again).toMatchObject({ status: 202, body: { retried: 1 } });
  await becomes(service, id, "Did that help?", "delivered");
  expect(ida.received().filter((words) => words.includes("Did that help?"))).toHaveLength(2);
  expect((await service.desk("ana", "POST", `/cases/${id}/retry`)).body).toEqual({ retried: 0 });
});

test("what is tried again comes after what was said meanwhile, and in its own order", async () => {
  const { service, ida, id } = await inTeams();
  const blocked = { status: 403, body: { error: { code: "ConversationBlockedByUser" } } };
  ida.teams.answers.push(blocked, blocked);
  for (const text of ["one", "two", "three"]) await service.desk("ana", "POST", `/cases/${id}/messages`, { text });
  await becomes(service, id, "three", "delivered");
  expect((await service.desk("ana", "POST", `/cases/${id}/retry`)).body).toEqual({ retried: 2 });
  await becomes(service, id, "two", "delivered");
  expect(ida.received().slice(-5)).toEqual(["ana: one", "ana: two", "ana: three", "ana: one", "ana: two"]);
});

test("while a channel takes nothing the desk is told so, and since when", async () => {
  const { service, ida, id } = await inTeams();
  const failing = async () => (await service.desk("ana", "GET", "/channels")).body.failing;
  expect(await failing()).toEqual([]);
  ida.teams.refuses = () => ({ status: 503 });
  for (const text of ["one", "two"]) await service.desk("ana", "POST", `/cases/${id}/messages`, { text });
  await waitFor(async () => {
    service.forward(1_000);
    return (await failing()).length > 0 ? true : undefined;
  });
  expect(await failing()).toEqual([{ channel: "msteams", since: expect.stringMatching(/^\d{4}-/) }]);
  expect((await states(service, id)).slice(-2)).toEqual(["waiting", "waiting"]);
  ida.teams.refuses = () => undefined;
  await becomes(service, id, "two", "delivered");
  expect(await failing()).toEqual([]);
  expect(ida.received().slice(-2)).toEqual(["ana: one", "ana: two"]);
});

test("a help desk of others that takes nothing is named by its title", async () => {
  const service = await useDeskApp({
    CONNECTORS: "handoff",
    HANDOFF_HUB_URL: "http://127.0.0.1:1/",
    HANDOFF_SECRET: "a-secret-for-the-hub",
  });
  const kim = await visitor(service);
  await kim.say("I want to talk to a person");
  const failing = await waitFor(async () => {
    service.forward(1_000);
    const { body } = await service.desk("ana", "GET", "/channels");
    return body.failing.length > 0 ? body.failing : undefined;
  });
  expect(failing.map(({ channel }) => channel)).toEqual(["Hand-off hub"]);
});
