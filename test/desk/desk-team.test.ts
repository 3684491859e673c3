import { describe, expect, test } from "vitest";

import { useDeskApp, visitor, type DeskApp } from "../support/desk-app.ts";
import { newCase, referenceOf, said, turnOf } from "../storage/support/turns.ts";

/** What the desk's staff share: ready replies, notes that name somebody, cases that are passed on, searches, a person's history. */

type Replies = { replies: { id: string; title: string; text: string }[] };
type Mentions = { mentions: { case: string; by: string; byName: string; text: string }[] };

const names = "Ana Ruiz <ana>:ana-token,Ben Ode <ben>:ben-token,benjamin:benjamin-token";

async function ask(service: DeskApp, agent: string, method: string, path: string, body?: unknown) {
  const answer = await service.desk(agent, method, path, body);
  return { status: answer.status, body: answer.body as unknown as Replies & Mentions };
}

async function withCase(): Promise<{ service: DeskApp; id: string }> {
  const service = await useDeskApp({ DESK_AGENTS: names, DESK_LEADS: "ana" });
  const kim = await visitor(service);
  await kim.say("person");
  return { service, id: (await service.desk("ana", "GET", "/cases?status=waiting")).body.cases[0]!.id };
}

describe("ready replies", () => {
  test("are read by all and written by leads alone", async () => {
    const service = await useDeskApp({ DESK_LEADS: "ana" });
    const content = { title: "Router", text: "Which router is it, {name}?" };
    expect((await ask(service, "ben", "POST", "/canned-replies", content)).status).toBe(403);
    const { body } = await ask(service, "ana", "POST", "/canned-replies", content);
    const made = body.replies.at(-1)!;
    expect(made).toMatchObject(content);
    const shown = await ask(service, "ben", "GET", "/canned-replies");
    expect(shown.body).toEqual(body);
    for (const path of [made.id, `${made.id}/remove`])
      expect((await ask(service, "ben", "POST", `/canned-replies/${path}`, content)).status).toBe(403);
    const { body: audit } = await service.desk("ana", "GET", "/audit");
    // Ben's refused attempts are recorded as well.
    const ofAna = (audit.entries as { who: string }[]).filter(({ who }) => who === "ana");
    expect(ofAna[0]).toMatchObject({ who: "ana", what: "ready-reply" });
  });

  test("of the repository are changed and taken away at the desk, each in its place", async () => {
    const service = await useDeskApp({ DESK_LEADS: "ana" });
    const { replies } = (await ask(service, "ana", "GET", "/canned-replies")).body;
    const [first, second, ...rest] = replies;
    const content = { title: "Hello", text: "Hello!" };
    await ask(service, "ana", "POST", `/canned-replies/${first!.id}`, content);
    const { body } = await ask(service, "ana", "POST", `/canned-replies/${second!.id}/remove`, {});
    expect(body.replies).toEqual([{ id: first!.id, ...content }, ...rest]);
    expect((await ask(service, "ana", "POST", `/canned-replies/${second!.id}/remove`, {})).status).toBe(404);
    expect((await ask(service, "ana", "POST", "/canned-replies", { title: "", text: "x" })).status).toBe(400);
  });
});

describe("a note", () => {
  test.each([
    ["@ben, look", ["ben"]],
    ["please (@Ben Ode) and @BENJAMIN", ["ben", "benjamin"]],
    ["kim@ben.example, @bennet, @ben.example", []],
    ["@ana myself", []],
  ])("that says %j tells %j, until they have seen it", async (text, notified) => {
    const { service, id } = await withCase();
    const key = "one note";
    for (let time = 0; time < 2; time++) await service.desk("ana", "POST", `/cases/${id}/notes`, { text, key });
    for (const agent of ["ana", "ben", "benjamin"]) {
      const { mentions } = (await ask(service, agent, "GET", "/mentions")).body;
      expect(mentions.map(({ case: of, byName }) => [of, byName])).toEqual(
        notified.includes(agent) ? [[id, "Ana Ruiz"]] : [],
      );
    }
    await service.desk("ben", "POST", `/cases/${id}/mentions/seen`, {});
    expect((await ask(service, "ben", "GET", "/mentions")).body.mentions).toEqual([]);
  });

  test("that goes with a case is added once, and only where the case was passed on", async () => {
    const { service, id } = await withCase();
    const passing = { to: "ben", note: "New router, @ben", key: "k" };
    expect((await service.desk("ana", "POST", `/cases/${id}/transfer`, passing)).status).toBe(409);
    await service.desk("ana", "POST", `/cases/${id}/claim`, {});
    for (let time = 0; time < 2; time++)
      expect((await service.desk("ana", "POST", `/cases/${id}/transfer`, passing)).body).toMatchObject({
        assignee: "ben",
      });
    const { history } = (await service.desk("ana", "GET", `/cases/${id}`)).body;
    expect(history.map(({ what, text }) => [what, text])).toEqual([
      ["opened", ""],
      ["claimed", ""],
      ["transferred", "ben"],
      ["note", "New router, @ben"],
    ]);
  });
});

test("a search takes what may be filtered, and names what is wrong", async () => {
  const { service, id } = await withCase();
  const found = async (query: string) => (await service.desk("ana", "GET", `/search?${query}`)).body;
  const today = new Date().toISOString().slice(0, 10);
  expect(await found("status=waiting&reason=asked")).toMatchObject({ total: 1, cases: [{ id }] });
  expect(await found(`from=${today}&to=${today}`)).toMatchObject({ total: 1 });
  expect(await found("to=2020-01-01")).toMatchObject({ total: 0, cases: [], more: null });
  expect(await found("agent=ben")).toMatchObject({ total: 0 });
  expect(await found("rating=5")).toMatchObject({ total: 0 });
  expect(await found("")).toMatchObject({ total: 0 });
  for (const query of ["status=lost", "reason=bored", "rating=6", "from=yesterday"]) {
    const { status, body } = await service.desk("ana", "GET", `/search?${query}`);
    expect([status, body.error.message]).toEqual([400, expect.stringContaining(query.split("=")[0]!)]);
  }
});

test("a talk without a case is read by way of a case of the same person, and by no other", async () => {
  const { service } = await withCase();
  const talk = async (name: string, user: string, number?: string): Promise<void> => {
    const met = (await service.app.store.turnStore.loadForFastPath(referenceOf(name, { user })))!;
    const turn = turnOf(name, 0, "m1", number === undefined ? {} : { newCase: { ...newCase, number } });
    await service.app.store.turnStore.acceptAndCommit(met, { incoming: said(name, "m1", `words of ${name}`) }, turn);
  };
  await talk("small", "dl_kim");
  await talk("large", "dl_kim", "KIM1");
  await talk("other", "dl_lee", "LEE1");
  const { body } = await service.desk("ana", "GET", "/cases/KIM1/person");
  expect(body).toMatchObject({ cases: [], talks: [{ id: "small", lines: 2 }] });
  const read = (number: string) => service.desk("ana", "GET", `/cases/${number}/talks/small`);
  expect((await read("KIM1")).body.transcript.map(({ text }) => text)).toContain("words of small");
  expect((await read("LEE1")).status).toBe(404);
});

test("who is away until a time is online after it, and what the desk aims at is told to its pages", async () => {
  const service = await useDeskApp({ DESK_ANSWER_WITHIN: "3" });
  const until = new Date(Date.now() + 20_000).toISOString();
  await service.desk("ana", "POST", "/presence", { state: "away", until });
  const state = async () => (await service.desk("ben", "GET", "/presence")).body.agents[0];
  expect(await state()).toEqual({ login: "ana", name: "ana", state: "away", awayUntil: until });
  service.forward(30_000);
  expect(await state()).toEqual({ login: "ana", name: "ana", state: "online" });
  expect((await service.desk("ben", "GET", "/me")).body).toMatchObject({ answerWithinMs: 180_000 });
});
