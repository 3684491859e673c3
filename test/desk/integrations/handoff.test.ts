import nock from "nock";
import { beforeEach, describe, expect, test } from "vitest";

import { createRecord } from "./recorded.ts";
import { askForPerson, openStage } from "./stage.ts";

const settings = { handoff: { url: "https://hub.example.com/api/handoff", secret: "a-secret-for-the-hub" } };
const webhook = "/api/connectors/handoff";
const shown = { authorization: "Bearer a-secret-for-the-hub" };

function playHub() {
  const { posted, answering } = createRecord("");
  nock("https://hub.example.com", { reqheaders: shown }).persist().post("/api/handoff").reply(202, answering());
  return posted;
}

const status = (number: string, state: string) => ({
  type: "event",
  name: "handoff.status",
  id: `s-${state}`,
  conversation: { id: number },
  from: { id: "5", name: "Sam" },
  value: { state },
});

beforeEach(() => nock.cleanAll());

describe("a hand-off", () => {
  test("begins with handoff.initiate and the transcript attached, and goes on with the person's words", async () => {
    const posted = playHub();
    const stage = await openStage(settings);
    const number = await askForPerson(stage);
    await stage.say("still broken");
    await stage.delivered();
    expect(posted.map(({ body }) => body)).toEqual([
      expect.objectContaining({
        type: "event",
        name: "handoff.initiate",
        id: expect.any(String),
        timestamp: expect.stringMatching(/^\d{4}-/),
        channelId: "msteams",
        conversation: { id: number },
        relatesTo: { channelId: "msteams", conversation: { id: "kims" } },
        value: expect.objectContaining({ number, Reason: "Asked for a person" }),
        attachments: [
          {
            name: "Transcript",
            contentType: "application/json",
            content: {
              activities: expect.arrayContaining([
                expect.objectContaining({ type: "message", text: "Spotify says error 502 on my iPhone" }),
              ]),
            },
          },
        ],
      }),
      expect.objectContaining({ type: "message", text: "still broken", conversation: { id: number } }),
    ]);
  });

  test("repeats an activity under the same id", async () => {
    const { posted, answering } = createRecord("");
    nock("https://hub.example.com").post("/api/handoff").reply(500, answering());
    nock("https://hub.example.com").post("/api/handoff").reply(200, answering());
    const stage = await openStage(settings);
    await askForPerson(stage);
    await stage.delivered();
    expect(posted).toHaveLength(2);
    expect(posted[0]!.body["id"]).toBe(posted[1]!.body["id"]);
  });

  test.each([
    ["nothing", ""],
    ["an id", { id: "a1" }],
    ["the status's own name", "Accepted"],
  ])("is acknowledged by %s", async (_what, body) => {
    nock("https://hub.example.com").post("/api/handoff").reply(202, body);
    const stage = await openStage(settings);
    await askForPerson(stage);
    await stage.delivered();
    expect(await stage.history()).toEqual(["user opened"]);
    expect(await stage.store.outbox.backlog()).toMatchObject({ waiting: 0, deadLetters: 0 });
  });

  test.each([["<html>Sign in</html>"], [{ error: "no such hub" }], [["a1"]], [{ id: 7 }]])(
    "answered with %j did not come through: it is repeated under the same id, by which a hub that has it knows it again",
    async (body) => {
      const { posted, answering } = createRecord("");
      nock("https://hub.example.com")
        .post("/api/handoff")
        .reply(
          200,
          answering(() => body),
        );
      nock("https://hub.example.com").post("/api/handoff").reply(202, answering());
      const stage = await openStage(settings);
      await askForPerson(stage);
      await stage.delivered();
      expect(posted).toHaveLength(2);
      expect(posted[0]!.body["id"]).toBe(posted[1]!.body["id"]);
    },
  );

  test("that was ended and begun again before the hub could be told is begun twice, so that the hub has it open", async () => {
    const posted = playHub();
    const stage = await openStage(settings);
    await stage.clock.until(stage.endOutbox());
    const number = await askForPerson(stage);
    await stage.act(number, "ana", { kind: "close", resolution: "", ended: "resolved" });
    await stage.say("person");
    stage.startOutbox();
    await stage.delivered();
    const life = posted
      .map(({ body }) => body)
      .filter(({ name, type }) => name === "handoff.initiate" || type === "endOfConversation");
    expect(life.map(({ type }) => type)).toEqual(["event", "endOfConversation", "event"]);
    // A hub knows an activity again by its id, and would let the second beginning pass.
    expect(new Set(life.map(({ id }) => id)).size).toBe(3);
  });

  test("is accepted, answered and completed by the hub, each told to the person once", async () => {
    playHub();
    const stage = await openStage(settings);
    const number = await askForPerson(stage);
    await stage.delivered();
    const reply = { type: "message", id: "r1", conversation: { id: number }, from: { name: "Sam" }, text: "Hello Kim" };
    for (const activity of [status(number, "accepted"), reply, reply])
      expect(await stage.post(webhook, activity, shown)).toBe(200);
    expect(await stage.theCase()).toMatchObject({ status: "active", assignee: "Sam" });
    for (let time = 0; time < 2; time++)
      expect(await stage.post(webhook, status(number, "completed"), shown)).toBe(200);
    await stage.delivered();
    expect(await stage.theCase()).toMatchObject({ status: "closed" });
    expect(stage.shownToPerson.filter((text) => text === "Hello Kim")).toHaveLength(1);
    expect(stage.shownToPerson.filter((text) => text.includes("talking to Sam"))).toHaveLength(1);
  });

  test.each([
    ["accepted", (number: string) => ({ ...status(number, "accepted"), id: "again", from: { name: "Zoe" } })],
    [
      "answered",
      (number: string) => ({
        type: "message",
        id: "again",
        conversation: { id: number },
        from: { name: "Zoe" },
        text: "And now?",
      }),
    ],
  ])(
    "that is %s at the hub after its end is open again with who did so; what comes again from before does not open it",
    async (_how, again) => {
      const posted = playHub();
      const stage = await openStage(settings);
      const number = await askForPerson(stage);
      await stage.delivered();
      const reply = {
        type: "message",
        id: "r1",
        conversation: { id: number },
        from: { name: "Sam" },
        text: "Hello Kim",
      };
      for (const activity of [status(number, "accepted"), reply, status(number, "completed")])
        await stage.post(webhook, activity, shown);
      for (const activity of [status(number, "accepted"), reply]) await stage.post(webhook, activity, shown);
      expect(await stage.theCase()).toMatchObject({ status: "closed" });
      for (let time = 0; time < 2; time++) expect(await stage.post(webhook, again(number), shown)).toBe(200);
      await stage.delivered();
      expect(await stage.theCase()).toMatchObject({ status: "active", assignee: "Zoe", reopened: 1 });
      await stage.say("a blue one");
      await stage.delivered();
      expect(posted.at(-1)!.body).toMatchObject({ type: "message", text: "a blue one" });
    },
  );

  test("that its person has withdrawn stays so, whoever goes on with it at the hub", async () => {
    playHub();
    const stage = await openStage(settings);
    const number = await askForPerson(stage);
    await stage.say("I don't need a person any more");
    await stage.delivered();
    expect(await stage.theCase()).toMatchObject({ status: "closed", ended: "withdrawn" });
    const reply = { type: "message", id: "r1", conversation: { id: number }, from: { name: "Sam" }, text: "Hello Kim" };
    for (const activity of [status(number, "accepted"), reply]) await stage.post(webhook, activity, shown);
    await stage.delivered();
    expect(await stage.theCase()).toMatchObject({ status: "closed", ended: "withdrawn" });
    expect(stage.shownToPerson.at(-1)).toBe("Hello Kim");
  });

  test("passes on each new form of words that were changed at the hub, once", async () => {
    playHub();
    const stage = await openStage(settings);
    const number = await askForPerson(stage);
    await stage.delivered();
    const reply = {
      type: "message",
      id: "r1",
      conversation: { id: number },
      from: { name: "Sam" },
      text: "Try port 80",
    };
    const changed = { ...reply, type: "messageUpdate", text: "Try port 443" };
    for (const activity of [reply, changed, changed, { ...changed, type: "messageDelete" }])
      expect(await stage.post(webhook, activity, shown)).toBe(200);
    await stage.delivered();
    expect(stage.shownToPerson.slice(-2)).toEqual(["Try port 80", "Correction: Try port 443"]);
  });

  test("says nothing to the person that nobody can see, in words or names", async () => {
    playHub();
    const stage = await openStage(settings);
    const number = await askForPerson(stage);
    await stage.delivered();
    const hidden = {
      type: "message",
      id: "r1",
      conversation: { id: number },
      from: { name: "S\u200Bam\u202E" },
      text: "pay\u200Bment \u202Egnp.exe\u0007",
    };
    const nothing = { ...hidden, id: "r2", text: "\u200B\u2066" };
    for (const activity of [hidden, nothing]) expect(await stage.post(webhook, activity, shown)).toBe(200);
    await stage.delivered();
    expect(await stage.theCase()).toMatchObject({ assignee: "Sam" });
    expect(stage.shownToPerson.at(-1)).toContain("payment gnp.exe");
    const shownToPerson = stage.shownToPerson.join("");
    expect(["\u0007", "\u200B", "\u202E", "\u2066"].filter((sign) => shownToPerson.includes(sign))).toEqual([]);
  });

  test("that failed is noted at the desk, and the case goes on waiting", async () => {
    playHub();
    const stage = await openStage(settings);
    const number = await askForPerson(stage);
    await stage.delivered();
    for (let time = 0; time < 2; time++) expect(await stage.post(webhook, status(number, "failed"), shown)).toBe(200);
    expect(await stage.history()).toEqual([
      "user opened",
      "Hand-off hub unreached it couldn't hand the case to anybody",
    ]);
    expect(await stage.theCase()).toMatchObject({ status: "waiting" });
  });

  test("is refused without the secret and for cases that are not there; what is not known is let past", async () => {
    const stage = await openStage(settings);
    expect(await stage.post(webhook, status("CASE1", "accepted"))).toBe(401);
    expect(await stage.post(webhook, status("CASE1", "accepted"), shown)).toBe(404);
    expect(await stage.post(webhook, { type: "typing" }, shown)).toBe(200);
  });
});
