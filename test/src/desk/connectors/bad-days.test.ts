import nock from "nock";
import { beforeEach, expect, test } from "vitest";

import { askForPerson, openStage } from "./stage.ts";

const settings = {
  chatwoot: { url: "https://chat.example.com", account: "7", inbox: 3, token: "agent-bot-token", webhookSecret: "a-secret-of-the-webhook" },
};
const base = "/api/v1/accounts/7";

let opened: number;
beforeEach(() => {
  opened = 0;
  nock.cleanAll();
});

/** Chatwoot on a good day, from the contact on; the search for it is each test's own. */
function playTheRest(): void {
  nock("https://chat.example.com")
    .persist()
    .get(`${base}/contacts/11/conversations`)
    .reply(200, { payload: [] })
    .post(`${base}/conversations`)
    .reply(200, () => (opened++, { id: 21 }))
    .get(`${base}/conversations/21/messages`)
    .reply(200, { payload: [] })
    .post(`${base}/conversations/21/messages`)
    .reply(200, { id: 1 });
}
const search = () => nock("https://chat.example.com").get(`${base}/contacts/search`).query(true);
const found = { payload: [{ id: 11, identifier: "kims", contact_inboxes: [{ source_id: "s", inbox: { id: 3 } }] }] };

test("a system that takes too long is asked again, and the person is told meanwhile", async () => {
  playTheRest();
  search().delay(400).reply(200, found);
  search().reply(200, found);
  const stage = await openStage(settings);
  await askForPerson(stage);
  await stage.delivered();
  expect(opened).toBe(1);
  expect(stage.told.at(-1)).toContain((await stage.theCase()).number);
  expect((await stage.history()).join()).not.toContain("unreached");
});

test("a 500 three times, then success: told once, and the desk knows of the trouble", async () => {
  playTheRest();
  search().times(3).reply(500, "oops");
  search().reply(200, found);
  const stage = await openStage(settings);
  await askForPerson(stage);
  await stage.delivered();
  expect(opened).toBe(1);
  expect(await stage.history()).toEqual(["user opened", "Chatwoot unreached it answered 500"]);
  expect((await stage.store.outbox.backlog()).undelivered).toBe(0);
});

test("a 429 is waited out for as long as it asks", async () => {
  playTheRest();
  search().reply(429, { error: "slow down" }, { "Retry-After": "90" });
  search().reply(200, found);
  const stage = await openStage(settings);
  const start = stage.clock.now();
  await askForPerson(stage);
  await stage.delivered();
  expect(opened).toBe(1);
  expect(stage.clock.now() - start).toBeGreaterThanOrEqual(90_000);
});

test("a wrong token is noted at the desk at once and once; nothing is lost there, and the person's own channel is not held up", async () => {
  playTheRest();
  nock("https://chat.example.com")
    .persist()
    .get(`${base}/contacts/search`)
    .query(true)
    .reply(401, { errors: ["Invalid Access Token"] });
  const stage = await openStage(settings);
  const number = await askForPerson(stage);
  await stage.say("still broken");
  await stage.delivered();
  expect(opened).toBe(0);
  expect((await stage.history()).filter((line) => line === "Chatwoot unreached it answered 401")).toHaveLength(2);
  expect(await stage.theCase()).toMatchObject({ number, status: "waiting" });
  expect(stage.told.length).toBeGreaterThanOrEqual(3);
  expect((await stage.store.outbox.undelivered(10)).map(({ reason }) => reason)).toEqual(["it answered 401", "it answered 401"]);
});

test("a nonsense body is not believed", async () => {
  playTheRest();
  search().reply(200, "<html>Checking your browser</html>", { "content-type": "text/html" });
  search().reply(200, { payload: "none" });
  search().reply(200, found);
  const stage = await openStage(settings);
  await askForPerson(stage);
  await stage.delivered();
  expect(opened).toBe(1);
});

test("a refusal is final for the call, and the next word tries to open the case again", async () => {
  playTheRest();
  search().reply(404, {});
  search().reply(200, found);
  const stage = await openStage(settings);
  await askForPerson(stage);
  await stage.delivered();
  expect(opened).toBe(0);
  expect(await stage.history()).toEqual(["user opened", "Chatwoot unreached it answered 404"]);
  await stage.say("still broken");
  await stage.delivered();
  expect(opened).toBe(1);
});

test("what was stored before the process ended is told after it, once", async () => {
  playTheRest();
  search().reply(200, found);
  const stage = await openStage(settings);
  await stage.clock.until(stage.endOutbox());
  await askForPerson(stage);
  expect(opened).toBe(0);
  stage.startOutbox();
  await stage.delivered();
  expect(opened).toBe(1);
  expect(stage.told.at(-1)).toContain((await stage.theCase()).number);
});
