import nock from "nock";
import { beforeEach, describe, expect, test } from "vitest";

import type { InThread } from "../../../src/conversation/expert-ports.ts";
import { createRecord } from "./recorded.ts";
import { askForPerson, openStage } from "./stage.ts";

const channel = "19:experts@thread.tacv2";
const thread = `${channel};messageid=77`;
const settings = { teams: { channel, serviceUrl: "https://smba.example.com/teams/" } };
const inThread = `/teams/v3/conversations/${encodeURIComponent(thread)}/activities`;

/** Teams' own service as documented. */
function playTeams() {
  const { posted, answering } = createRecord("/teams/v3");
  const made = () => ({ id: "88" });
  nock("https://smba.example.com")
    .persist()
    .post("/teams/v3/conversations")
    .reply(
      201,
      answering(() => ({ id: thread, activityId: "77" })),
    )
    .post(inThread)
    .reply(201, answering(made))
    .put(`${inThread}/77`)
    .reply(200, answering(made));
  return posted;
}

const came = (input: InThread["input"], id = "m1"): InThread => ({ thread, who: "Sam", id, input });
const words = (text: string) => ({ kind: "said" as const, text, attachments: 0 });
const press = (expertsCase: string, action: string) => ({
  kind: "pressed" as const,
  text: "",
  press: { expertsCase, action, reopened: 0 },
});
const cardIn = (body: Record<string, unknown>) =>
  (body["attachments"] as { content: { body: unknown; actions: { title: string }[] } }[])[0]!.content;

beforeEach(() => nock.cleanAll());

describe("a case in the experts' channel", () => {
  test("is a thread that begins with its card, and hears the person", async () => {
    const posted = playTeams();
    const stage = await openStage(settings);
    const number = await askForPerson(stage);
    await stage.say("still broken");
    await stage.delivered();
    expect(posted).toHaveLength(2);
    expect(posted[0]).toMatchObject({
      method: "POST",
      path: "/conversations",
      body: { isGroup: true, channelData: { channel: { id: channel } } },
    });
    const card = cardIn(posted[0]!.body["activity"] as Record<string, unknown>);
    expect(JSON.stringify(card.body)).toContain(`Case ${number}: `);
    expect(JSON.stringify(card.body)).toContain("Spotify says error 502 on my iPhone");
    expect(card.actions.map(({ title }) => title)).toEqual(["Claim", "Close"]);
    expect(posted[1]).toMatchObject({ method: "POST", body: { type: "message", text: "Guest: still broken" } });
  });

  test("is claimed by its button, once; the card and the thread say so", async () => {
    const posted = playTeams();
    const stage = await openStage(settings);
    const number = await askForPerson(stage);
    await stage.delivered();
    for (let time = 0; time < 2; time++) {
      const answer = await stage.interceptThread(came(press(number, "claim"), "press-1"));
      expect(JSON.stringify(answer?.card)).toContain("with Sam");
    }
    await stage.delivered();
    expect(await stage.theCase()).toMatchObject({ status: "active", assignee: "Sam" });
    expect(stage.shownToPerson.filter((text) => text.includes("talking to Sam"))).toHaveLength(1);
    expect(posted.slice(1).map(({ method }) => method)).toEqual(["PUT", "POST"]);
    expect(cardIn(posted[1]!.body).actions.map(({ title }) => title)).toEqual(["Close"]);
    expect(posted[2]).toMatchObject({ body: { text: "Sam has taken the case." } });
  });

  test("is answered in the thread and closed there; the same message again changes nothing", async () => {
    const posted = playTeams();
    const stage = await openStage(settings);
    const number = await askForPerson(stage);
    await stage.delivered();
    for (let time = 0; time < 2; time++)
      expect(await stage.interceptThread(came(words("Try another network")))).not.toBeNull();
    await stage.interceptThread(came(press(number, "close"), "press-2"));
    await stage.delivered();
    expect(stage.shownToPerson.filter((text) => text === "Try another network")).toHaveLength(1);
    expect(await stage.theCase()).toMatchObject({ status: "closed", ended: "resolved" });
    expect(cardIn(posted.findLast(({ method }) => method === "PUT")!.body).actions).toEqual([]);
    expect(posted.at(-1)).toMatchObject({ body: { text: "The case is closed: solved." } });
  });

  test("is open again with who answers in its thread after the end; what comes again from before does not open it", async () => {
    const posted = playTeams();
    const stage = await openStage(settings);
    const number = await askForPerson(stage);
    await stage.delivered();
    await stage.interceptThread(came(words("Try another network")));
    await stage.interceptThread(came(press(number, "close"), "press-2"));
    await stage.interceptThread(came(words("Try another network")));
    expect(await stage.theCase()).toMatchObject({ status: "closed" });
    for (let time = 0; time < 2; time++)
      await stage.interceptThread({ ...came(words("One more thing: which router?"), "m2"), who: "Zoe" });
    await stage.delivered();
    expect(await stage.theCase()).toMatchObject({ status: "active", assignee: "Zoe", reopened: 1 });
    expect(stage.shownToPerson.filter((text) => text === "One more thing: which router?")).toHaveLength(1);
    await stage.say("a blue one");
    await stage.delivered();
    expect(posted.at(-1)).toMatchObject({ body: { text: "Guest: a blue one" } });
  });

  test("passes on each new form of words that were changed in its thread, once, and says that deleted ones were read", async () => {
    const posted = playTeams();
    const stage = await openStage(settings);
    await askForPerson(stage);
    await stage.delivered();
    await stage.interceptThread(came(words("Try port 80")));
    const happened = { kind: "happened", event: { type: "message.edited" } } as const;
    for (const text of ["Try port 443", "Try port 443", "Try port 8080"])
      await stage.interceptThread({
        ...came(happened, "edited:m1"),
        change: { id: "m1", change: { how: "edited", text } },
      });
    await stage.delivered();
    expect(stage.shownToPerson.slice(-3)).toEqual([
      "Try port 80",
      "Correction: Try port 443",
      "Correction: Try port 8080",
    ]);
    await stage.interceptThread({ ...came(happened, "m1"), change: { id: "m1", change: { how: "deleted" } } });
    expect(posted.at(-1)).toMatchObject({ body: { text: expect.stringContaining("The person has read") } });
    expect(await stage.theCase()).toMatchObject({ status: "active", assignee: "Sam" });
  });

  test("leaves every other thread alone", async () => {
    playTeams();
    const stage = await openStage(settings);
    await askForPerson(stage);
    await stage.delivered();
    expect(await stage.interceptThread({ ...came(words("hello")), thread: `${channel};messageid=1` })).toBeNull();
  });

  test("is at the desk all the same when the app is not in that team, and both the log and the desk say why", async () => {
    nock("https://smba.example.com")
      .post("/teams/v3/conversations")
      .times(9)
      .reply(403, { error: { code: "Forbidden" } });
    nock("https://smba.example.com")
      .get(/\/teams\/v3\/conversations\/.*\/pagedmembers/)
      .query(true)
      .reply(403, { error: { code: "Forbidden" } });
    const stage = await openStage(settings);
    await stage.begin();
    expect(stage.warnings.splice(0).map(({ msg }) => msg)).toEqual(["experts channel of Teams cannot be reached"]);
    await askForPerson(stage);
    await stage.delivered();
    expect(await stage.history()).toEqual([
      "user opened",
      "Teams experts unreached the app is not in the experts' team (403)",
    ]);
    expect(await stage.theCase()).toMatchObject({ status: "waiting" });
  });
});
