import nock from "nock";
import { beforeEach, describe, expect, test } from "vitest";

import { createRecord, type Posted } from "./recorded.ts";
import { askForPerson, openStage } from "./stage.ts";
import { chatwootMessage, chatwootSettings, chatwootWebhook } from "./systems.ts";

const settings = { chatwoot: chatwootSettings };

const base = "/api/v1/accounts/7";

/**
 * Chatwoot's API as documented, with its own memory. `lost`: it makes the first conversation, but its answer is lost.
 */
function playChatwoot({ lost = false } = {}) {
  const messages: unknown[] = [];
  const conversations: unknown[] = [];
  const { posted, answering } = createRecord(base);
  const create = answering(({ custom_attributes: own }) => {
    conversations.push({ id: 21, custom_attributes: own });
    return lost && conversations.length === 1 ? "<html>busy</html>" : { id: 21, account_id: 7 };
  });
  nock("https://chat.example.com", { reqheaders: { api_access_token: "agent-bot-token" } })
    .persist()
    .get(`${base}/contacts/search`)
    .query({ q: "kims" })
    .reply(200, { meta: { count: 0 }, payload: [] })
    .post(`${base}/contacts`)
    .reply(
      200,
      answering(() => ({
        payload: { contact: { id: 11, identifier: "kims" }, contact_inbox: { source_id: "kims", inbox: { id: 3 } } },
      })),
    )
    .get(`${base}/contacts/11/conversations`)
    .reply(200, () => ({ payload: conversations }))
    .post(`${base}/conversations`)
    .reply(200, create)
    .get(`${base}/conversations/21/messages`)
    .reply(200, () => ({ meta: {}, payload: messages }))
    .post(`${base}/conversations/21/messages`)
    .reply(
      200,
      answering((body) => (messages.push(body), { ...body, id: messages.length })),
    )
    .post(`${base}/conversations/21/toggle_status`)
    .reply(
      200,
      answering(() => ({ payload: { success: true } })),
    );
  return posted;
}

/** The bodies that were sent to Chatwoot's messages. */
const words = (posted: readonly Posted[]) =>
  posted.filter(({ path }) => path.endsWith("/messages")).map(({ body }) => body);

beforeEach(() => nock.cleanAll());

describe("a case in Chatwoot", () => {
  test("is opened as a contact and a conversation with the transcript as a private note", async () => {
    const posted = playChatwoot();
    const stage = await openStage(settings);
    const number = await askForPerson(stage);
    await stage.delivered();
    expect(posted).toEqual([
      { method: "POST", path: "/contacts", body: { inbox_id: 3, name: "Kim", identifier: "kims", source_id: "kims" } },
      {
        method: "POST",
        path: "/conversations",
        body: {
          source_id: "kims",
          inbox_id: 3,
          contact_id: 11,
          status: "open",
          custom_attributes: { case_number: number },
        },
      },
      {
        method: "POST",
        path: "/conversations/21/messages",
        body: {
          content: expect.stringMatching(
            /Device: iPhone or iPad[\s\S]*Guest: Spotify says error 502 on my iPhone[\s\S]*Guest: person[\s\S]*Assistant: /,
          ),
          message_type: "outgoing",
          private: true,
          content_type: "text",
          content_attributes: { assistant_id: `${number}-opened/0` },
        },
      },
    ]);
  });

  test("hears the person, the desk's notes and its end, in order and once each", async () => {
    const posted = playChatwoot();
    const stage = await openStage(settings);
    const number = await askForPerson(stage);
    await stage.say("still broken");
    await stage.act(number, "ana", { kind: "note", text: "a regular" });
    await stage.act(number, "ana", { kind: "say", text: "Hello Kim" });
    await stage.say("hi Ana");
    await stage.act(number, "ana", { kind: "close", resolution: "", ended: "resolved" });
    await stage.delivered();
    expect(
      words(posted)
        .slice(1)
        .map(({ content, message_type: type, private: only }) => [type, only, content]),
    ).toEqual([
      ["incoming", false, "still broken"],
      ["outgoing", true, "ana noted: a regular"],
      ["outgoing", true, "ana wrote to the person: Hello Kim"],
      ["incoming", false, "hi Ana"],
      ["outgoing", true, "The case is closed: solved."],
    ]);
    expect(posted.at(-1)).toEqual({
      method: "POST",
      path: "/conversations/21/toggle_status",
      body: { status: "resolved" },
    });
  });

  test("is not opened a second time when the answer to the first attempt is lost", async () => {
    const posted = playChatwoot({ lost: true });
    const stage = await openStage(settings);
    await askForPerson(stage);
    await stage.delivered();
    expect(posted.filter(({ path }) => path === "/conversations")).toHaveLength(1);
    expect(words(posted)).toHaveLength(1);
  });

  test("is opened again with what the person wrote then, within a day", async () => {
    const posted = playChatwoot();
    const stage = await openStage(settings);
    const number = await askForPerson(stage);
    await stage.act(number, "ana", { kind: "close", resolution: "", ended: "resolved" });
    await stage.say("person");
    await stage.delivered();
    expect(posted.slice(-2)).toMatchObject([
      { path: "/conversations/21/toggle_status", body: { status: "open" } },
      { path: "/conversations/21/messages", body: { content: "person", message_type: "incoming" } },
    ]);
  });
});

describe("Chatwoot's webhook", () => {
  test("brings an agent's words to the person, who has the agent now; the same webhook again changes nothing", async () => {
    const posted = playChatwoot();
    const stage = await openStage(settings);
    await askForPerson(stage);
    await stage.delivered();
    for (let time = 0; time < 3; time++) expect(await stage.post(chatwootWebhook, chatwootMessage())).toBe(200);
    await stage.delivered();
    expect(stage.shownToPerson.filter((text) => text === "Have you tried another network?")).toHaveLength(1);
    expect(await stage.theCase()).toMatchObject({ status: "active", assignee: "Sam" });
    const before = stage.shownToPerson.length;
    await stage.say("yes, no change");
    await stage.delivered();
    expect(stage.shownToPerson).toHaveLength(before);
    expect(words(posted).at(-1)).toMatchObject({ content: "yes, no change", message_type: "incoming" });
    expect(words(posted).filter(({ content }) => String(content).includes("another network"))).toEqual([]);
  });

  test("closes the case when it is resolved there, and tells the person once", async () => {
    const posted = playChatwoot();
    const stage = await openStage(settings);
    await askForPerson(stage);
    await stage.delivered();
    await stage.post(chatwootWebhook, chatwootMessage());
    const resolved = {
      event: "conversation_status_changed",
      id: 21,
      status: "resolved",
      meta: { assignee: { name: "Sam" } },
    };
    for (let time = 0; time < 2; time++) expect(await stage.post(chatwootWebhook, resolved)).toBe(200);
    await stage.delivered();
    expect(await stage.theCase()).toMatchObject({ status: "closed", ended: "resolved" });
    expect(stage.shownToPerson.filter((text) => /closed/i.test(text))).toHaveLength(1);
    expect(posted.filter(({ path }) => path.endsWith("toggle_status"))).toEqual([]);
  });

  test("opens the case again with the agent who opened it there, who hears the person's answer", async () => {
    const posted = playChatwoot();
    const stage = await openStage(settings);
    await askForPerson(stage);
    await stage.delivered();
    await stage.post(chatwootWebhook, chatwootMessage());
    const changed = (status: string) => ({
      event: "conversation_status_changed",
      id: 21,
      status,
      meta: { assignee: { name: "Zoe" } },
    });
    await stage.post(chatwootWebhook, changed("resolved"));
    for (let time = 0; time < 2; time++) expect(await stage.post(chatwootWebhook, changed("open"))).toBe(200);
    await stage.delivered();
    expect(await stage.theCase()).toMatchObject({ status: "active", assignee: "Zoe", reopened: 1 });
    const before = stage.shownToPerson.length;
    await stage.say("two green lights, one red");
    await stage.delivered();
    expect(stage.shownToPerson).toHaveLength(before);
    expect(words(posted).at(-1)).toMatchObject({ content: "two green lights, one red", message_type: "incoming" });
  });

  test.each([
    ["words of a bot of theirs", { sender: { name: "Captain", type: "agent_bot" } }],
    ["a private note", { private: true }],
    ["the person's own words", { message_type: "incoming" }],
    ["our own echo", { content_attributes: { assistant_id: "x/0" } }],
    ["a conversation that is not ours", { conversation: { id: 99 } }],
    ["another event", { event: "message_updated" }],
    ["no words", { content: "" }],
  ])("leaves out %s", async (_what, change) => {
    playChatwoot();
    const stage = await openStage(settings);
    await askForPerson(stage);
    await stage.delivered();
    const before = stage.shownToPerson.length;
    expect(await stage.post(chatwootWebhook, chatwootMessage(change))).toBe(200);
    await stage.delivered();
    expect(stage.shownToPerson).toHaveLength(before);
    expect(await stage.theCase()).toMatchObject({ status: "waiting" });
  });

  test("without the secret is refused", async () => {
    const stage = await openStage(settings);
    expect(await stage.post("/api/connectors/chatwoot", chatwootMessage())).toBe(401);
    expect(await stage.post("/api/connectors/chatwoot?secret=guess", chatwootMessage())).toBe(401);
    expect(await stage.post(chatwootWebhook, null)).toBe(200);
    expect(await stage.post(chatwootWebhook, { event: 5 })).toBe(200);
  });
});
