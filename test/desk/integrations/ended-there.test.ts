import nock from "nock";
import { beforeEach, describe, expect, test } from "vitest";

import { createRecord } from "./recorded.ts";
import { askForPerson, openStage } from "./stage.ts";
import { chatwootMessage, chatwootSettings, chatwootWebhook } from "./systems.ts";

/**
 * What people in another system delete, solve or close there, in the shapes that the documentation of Chatwoot's and
 * Zendesk's webhooks and APIs gives.
 */

type Stage = Awaited<ReturnType<typeof openStage>>;

const zendesk = {
  address: "https://acme.zendesk.com/api/v2",
  email: "bot@acme.example",
  token: "t0ken",
  webhookSecret: "a-secret-of-zendesk",
};

beforeEach(() => nock.cleanAll());

type Message = { content: string; private: boolean; message_type: string };

/** Chatwoot with a conversation for each time that one is made, from 21 on; `remove` deletes one with its messages. */
function playChatwoot() {
  const base = "/api/v1/accounts/7";
  const there = new Map<string, Message[]>();
  let made = 0;
  const create = createRecord(base).answering(() => {
    const id = 21 + made++;
    there.set(String(id), []);
    return { id, account_id: 7 };
  });
  const idIn = (url: string): string => /conversations\/(\d+)/.exec(url)?.[1] ?? "";
  const notFound: [number, unknown] = [404, { error: "Resource could not be found" }];
  const contact = { id: 11, identifier: "kims", contact_inboxes: [{ source_id: "kims", inbox: { id: 3 } }] };
  nock("https://chat.example.com")
    .persist()
    .get(`${base}/contacts/search`)
    .query(true)
    .reply(200, { payload: [contact] })
    .get(`${base}/contacts/11/conversations`)
    .reply(200, { payload: [] })
    .post(`${base}/conversations`)
    .reply(200, create)
    .get(/\/conversations\/\d+\/messages$/)
    .reply((request: Request) => {
      const messages = there.get(idIn(request.url));
      return messages ? [200, { meta: {}, payload: messages }] : notFound;
    })
    .post(/\/conversations\/\d+\/messages$/)
    .reply(async (request: Request) => {
      const messages = there.get(idIn(request.url));
      return messages ? [200, { id: messages.push((await request.json()) as Message) }] : notFound;
    })
    .post(/\/conversations\/\d+\/toggle_status$/)
    .reply((request: Request) => (there.has(idIn(request.url)) ? [200, { payload: { success: true } }] : notFound));
  return { said: (id: number) => there.get(String(id)) ?? [], remove: (id: number) => there.delete(String(id)) };
}

const deleted = (change: Record<string, unknown> = {}) =>
  chatwootMessage({
    event: "message_updated",
    content: "This message was deleted",
    content_attributes: { deleted: true },
    ...change,
  });

describe("a message that is deleted in Chatwoot", () => {
  const stillRead = /^The person has read what you deleted/;

  async function caseInChatwoot() {
    const there = playChatwoot();
    const stage = await openStage({ chatwoot: chatwootSettings });
    await askForPerson(stage);
    await stage.delivered();
    const notes = () => there.said(21).filter(({ content }) => stillRead.test(content));
    return { stage, notes };
  }

  test("stays with the person; its conversation and the desk hear once that it was read", async () => {
    const { stage, notes } = await caseInChatwoot();
    await stage.post(chatwootWebhook, chatwootMessage());
    const before = stage.shownToPerson.length;
    for (let time = 0; time < 2; time++) expect(await stage.post(chatwootWebhook, deleted())).toBe(200);
    await stage.delivered();
    expect(stage.shownToPerson).toHaveLength(before);
    expect(notes()).toMatchObject([{ private: true, message_type: "outgoing" }]);
    expect((await stage.history()).filter((entry) => entry.includes("still-read"))).toEqual(["Sam still-read"]);
    expect(await stage.theCase()).toMatchObject({ status: "active", assignee: "Sam" });
  });

  test("before it was sent on never reaches the person", async () => {
    const { stage } = await caseInChatwoot();
    const before = stage.shownToPerson.length;
    await stage.post(chatwootWebhook, deleted({ event: "message_created" }));
    await stage.delivered();
    expect(stage.shownToPerson).toHaveLength(before);
    expect(await stage.theCase()).toMatchObject({ status: "waiting" });
  });

  test.each([
    ["a private note", { private: true }],
    ["the person's own words", { message_type: "incoming" }],
    ["words that never reached the person", { id: 950 }],
    ["a change that deletes nothing", { content_attributes: {} }],
  ])("is nothing to tell of where it was %s", async (_what, change) => {
    const { stage, notes } = await caseInChatwoot();
    await stage.post(chatwootWebhook, chatwootMessage());
    expect(await stage.post(chatwootWebhook, deleted(change))).toBe(200);
    await stage.delivered();
    expect(notes()).toEqual([]);
  });
});

describe("an agent in Chatwoot who writes after the end of a case", () => {
  const status = (to: string, more: Record<string, unknown> = {}) => ({
    event: "conversation_status_changed",
    id: 21,
    status: to,
    ...more,
  });
  const zoe = (text: string, id: number, more: Record<string, unknown> = {}) =>
    chatwootMessage({ id, content: text, sender: { id: 6, name: "Zoe", type: "user" }, ...more });

  async function closedThere() {
    playChatwoot();
    const stage = await openStage({ chatwoot: chatwootSettings });
    await askForPerson(stage);
    await stage.delivered();
    await stage.post(chatwootWebhook, zoe("Hello", 950));
    await stage.post(chatwootWebhook, status("resolved"));
    expect(await stage.theCase()).toMatchObject({ status: "closed" });
    return stage;
  }

  test.each([
    ["without opening it", []],
    ["after opening it, which names nobody", [status("open")]],
    ["after opening it as somebody else", [status("open", { meta: { assignee: { name: "Max" } } })]],
  ])("%s has it again, and the person's answer", async (_how, opening) => {
    const stage = await closedThere();
    for (const body of opening) await stage.post(chatwootWebhook, body);
    for (let time = 0; time < 2; time++) await stage.post(chatwootWebhook, zoe("Tell me the lights", 951));
    expect(await stage.theCase()).toMatchObject({ status: "active", assignee: "Zoe", reopened: 1 });
    await stage.say("two green lights, one red");
    await stage.delivered();
    expect(stage.shownToPerson.at(-1)).toBe("Tell me the lights");
    expect(await stage.theCase()).toMatchObject({ status: "active", assignee: "Zoe" });
  });

  test("opens nothing by words from before the end that only come late, nor by those of a bot", async () => {
    const stage = await closedThere();
    const second = Math.floor(stage.clock.now() / 1000);
    await stage.post(chatwootWebhook, zoe("One more thing", 952, { created_at: second - 60 }));
    await stage.post(chatwootWebhook, zoe("Beep", 953, { sender: { name: "Captain", type: "agent_bot" } }));
    expect(await stage.theCase()).toMatchObject({ status: "closed" });
    await stage.delivered();
    expect(stage.shownToPerson).toContain("One more thing");
    expect(stage.shownToPerson).not.toContain("Beep");
  });
});

describe("a conversation that is deleted in Chatwoot", () => {
  test("is opened anew with what the person says next, whom the agents there answer as before", async () => {
    const there = playChatwoot();
    const stage = await openStage({ chatwoot: chatwootSettings });
    const number = await askForPerson(stage);
    await stage.delivered();
    there.remove(21);
    await stage.say("still broken");
    await stage.delivered();
    expect(there.said(22).map(({ content, private: only }) => [only, content])).toEqual([
      [true, expect.stringContaining("Guest: Spotify says error 502 on my iPhone")],
      [false, "still broken"],
    ]);
    await stage.post(chatwootWebhook, chatwootMessage({ conversation: { id: 22 } }));
    expect(stage.shownToPerson.at(-1)).toBe("Have you tried another network?");
    await stage.act(number, "ana", { kind: "note", text: "a regular" });
    await stage.delivered();
    expect(there.said(22).at(-1)).toMatchObject({ content: "ana noted: a regular" });
    expect(there.said(23)).toEqual([]);
    expect(await stage.history()).not.toContainEqual(expect.stringContaining("unreached"));
  });

  test("stands in the way of no end, and a person who comes back gets another one", async () => {
    const there = playChatwoot();
    const stage = await openStage({ chatwoot: chatwootSettings });
    const number = await askForPerson(stage);
    await stage.delivered();
    there.remove(21);
    await stage.act(number, "ana", { kind: "close", resolution: "", ended: "resolved" });
    await stage.delivered();
    await stage.say("person");
    await stage.delivered();
    expect(there.said(22).at(-1)).toMatchObject({ content: "person", message_type: "incoming" });
    expect(await stage.history()).not.toContainEqual(expect.stringContaining("unreached"));
  });
});

/** Zendesk with a ticket for each time that one is made, from 35 on; a closed one takes no comment any more. */
function playZendesk() {
  const base = "/api/v2";
  const tickets: { id: number; status: string; received: string[] }[] = [];
  const { posted, answering } = createRecord(base);
  const create = answering(({ ticket }) => {
    const made = { id: 35 + tickets.length, status: "new", received: [], ...(ticket as object) };
    tickets.push(made);
    return { ticket: made };
  });
  const ofUrl = (url: string) => tickets.find(({ id }) => url.includes(`/tickets/${id}`))!;
  nock("https://acme.zendesk.com")
    .persist()
    .get(`${base}/tickets.json`)
    .query(true)
    .reply(200, () => ({ tickets, count: tickets.length }))
    .post(`${base}/tickets.json`)
    .reply(201, create)
    .get(/\/tickets\/\d+\/audits\.json/)
    .query(true)
    .reply(200, { audits: [] })
    .put(/\/tickets\/\d+\.json$/)
    .reply(async (request: Request) => {
      const ticket = ofUrl(request.url);
      if (ticket.status === "closed") return [422, { error: "RecordInvalid", description: "Record validation errors" }];
      ticket.received.push(((await request.json()) as { ticket: { comment: { body: string } } }).ticket.comment.body);
      return [200, { ticket }];
    });
  return { tickets, posted };
}

/** As Zendesk tells of a ticket's status, which is in capitals there. */
const statusChanged = (current: string, change: Record<string, unknown> = {}) => ({
  account_id: 22129848,
  detail: {
    actor_id: "8447388090494",
    assignee_id: "8447388090494",
    external_id: "CASE1",
    id: "35",
    priority: "NORMAL",
    status: current,
    subject: "Case CASE1",
    via: { channel: "api" },
  },
  event: { current, previous: "OPEN", meta: { sequence: { id: "A", position: 1, total: 1 } } },
  id: `event-${current}`,
  subject: "zen:ticket:35",
  time: new Date(Date.now() + 60_000).toISOString(),
  type: "zen:event-type:ticket.status_changed",
  zendesk_event_version: "2022-11-06",
  ...change,
});
const asZendesk = { authorization: `Bearer ${zendesk.webhookSecret}` };
const receive = (stage: Stage, body: unknown) => stage.post("/api/connectors/zendesk", body, asZendesk);

describe("a ticket in Zendesk", () => {
  async function caseInZendesk() {
    const there = playZendesk();
    const stage = await openStage({ zendesk }, { desk: "empty" });
    const number = await askForPerson(stage);
    await stage.delivered();
    return { there, stage, number };
  }

  test.each(["SOLVED", "CLOSED"])("that becomes %s there closes the case, and the person reads so once", async (to) => {
    const { stage, number } = await caseInZendesk();
    const before = stage.shownToPerson.length;
    for (let time = 0; time < 2; time++) expect(await receive(stage, statusChanged(to))).toBe(200);
    await stage.delivered();
    expect(await stage.theCase()).toMatchObject({ status: "closed", ended: "resolved" });
    const shownToPerson = stage.shownToPerson.slice(before);
    expect(shownToPerson.filter((text) => text.includes(`closed case ${number}`))).toEqual([
      expect.stringMatching(/^Support closed case .+ write here within 24 hours to reopen it/),
    ]);
  });

  test("whose person comes back after that is followed by one that they are heard in", async () => {
    const { there, stage } = await caseInZendesk();
    await receive(stage, statusChanged("CLOSED"));
    there.tickets[0]!.status = "closed";
    await stage.say("person");
    await stage.say("still broken");
    await stage.delivered();
    expect(await stage.theCase()).toMatchObject({ status: "waiting", reopened: 1 });
    expect(there.tickets[1]).toMatchObject({ via_followup_source_id: 35 });
    expect(there.tickets[1]!.received.at(-1)).toBe("Guest: still broken");
  });

  test("that was closed for good while the case is open here is followed by one with what the person says next", async () => {
    const { there, stage } = await caseInZendesk();
    there.tickets[0]!.status = "closed";
    await stage.say("still broken");
    await stage.say("two green lights");
    await stage.delivered();
    expect(there.tickets).toHaveLength(2);
    expect(there.tickets[1]).toMatchObject({
      via_followup_source_id: 35,
      received: ["Guest: still broken", "Guest: two green lights"],
    });
    expect(await stage.history()).not.toContainEqual(expect.stringContaining("unreached"));
  });

  test("that was solved before its person came back is not told of after", async () => {
    const { stage, number } = await caseInZendesk();
    await stage.act(number, "ana", { kind: "close", resolution: "", ended: "resolved" });
    await stage.say("person");
    await stage.delivered();
    await receive(stage, statusChanged("SOLVED", { time: "2020-01-01T00:00:00Z" }));
    await stage.delivered();
    expect(await stage.theCase()).toMatchObject({ status: "waiting" });
  });

  test.each([
    ["is opened", statusChanged("OPEN")],
    ["is deleted", statusChanged("DELETED")],
    ["is not ours", statusChanged("SOLVED", { detail: { id: "99" } })],
    ["gets another subject", statusChanged("SOLVED", { type: "zen:event-type:ticket.subject_changed" })],
    ["is told of in another shape", { type: 5 }],
  ])("that %s leaves the case as it is", async (_what, body) => {
    const { stage } = await caseInZendesk();
    const before = stage.shownToPerson.length;
    expect(await receive(stage, body)).toBe(200);
    await stage.delivered();
    expect(stage.shownToPerson).toHaveLength(before);
    expect(await stage.theCase()).toMatchObject({ status: "waiting" });
  });

  test("is heard of from nobody without the secret", async () => {
    const { stage } = await caseInZendesk();
    expect(await stage.post("/api/connectors/zendesk", statusChanged("SOLVED"))).toBe(401);
    expect(await stage.theCase()).toMatchObject({ status: "waiting" });
  });
});
