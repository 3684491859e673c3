import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { type DeskApp, useDeskApp, visitor, type Visitor } from "../../support/desk-app.ts";
import { startStubConnector, type StubAnswer } from "../../support/stub-connector.ts";

/**
 * The experts' channel where Microsoft took a card, but its answer never came: nothing there tells that a card is there
 * already.
 */

const channel = "19:experts@thread.tacv2";
const older = `${channel};messageid=66`;
const newer = `${channel};messageid=77`;

let teams: Awaited<ReturnType<typeof startStubConnector>>;
beforeEach(async () => {
  teams = await startStubConnector();
});
afterEach(() => teams.close());

type Posted = (typeof teams.posted)[number];
const begins = ({ method, path }: Posted): boolean => method === "POST" && path.endsWith("/v3/conversations");
const says =
  (thread: string, text: string) =>
  ({ path, activity }: Posted): boolean =>
    path.includes(encodeURIComponent(thread)) && activity["text"] === text;
const members: StubAnswer = { status: 200, body: { members: [] } };
const begun: StubAnswer = { status: 201, body: { id: newer, activityId: "77" } };

async function startWithExperts(): Promise<DeskApp> {
  const service = await useDeskApp({
    CONNECTORS: "teams",
    TEAMS_EXPERTS_CHANNEL: channel,
    TEAMS_EXPERTS_SERVICE_URL: teams.serviceUrl,
  });
  await teams.waitFor(({ method }) => method === "GET");
  return service;
}

/** Somebody whose case the channel was sent twice, because the answer to the first time was not to be had. */
async function doubled(lost: StubAnswer): Promise<{ service: DeskApp; kim: Visitor; id: string }> {
  teams.answers.push(members, lost, begun);
  const service = await startWithExperts();
  const kim = await visitor(service);
  await kim.say("Spotify says error 502 on my iPhone");
  await kim.say("person");
  const { body } = await service.desk("ana", "GET", "/cases?status=waiting");
  const { id } = body.cases[0]!;
  while ((await service.app.store.connectorLinks.find("teams", id)) === null)
    await new Promise((resolve) => setImmediate(resolve));
  return { service, kim, id };
}

/** What Teams sends of a thread. */
async function fromThread({ app, base }: DeskApp, thread: string, activity: Record<string, unknown>): Promise<void> {
  const { name = "Sam" } = activity as { name?: string };
  await fetch(`${base}/api/messages`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      channelId: "msteams",
      serviceUrl: teams.serviceUrl,
      from: { id: `29:${name}`, name },
      recipient: { id: "28:bot", name: "Assistant" },
      conversation: { id: thread, isGroup: true, conversationType: "channel", tenantId: "t" },
      channelData: { channel: { id: channel }, team: { id: "19:team@thread.tacv2" }, tenant: { id: "t" } },
      ...activity,
    }),
  });
  await app.conversations.idle();
}

const mention = { type: "mention", text: "<at>Assistant</at>", mentioned: { id: "28:bot", name: "Assistant" } };
const message = (id: string, text: string) => ({
  type: "message",
  id,
  text: `<at>Assistant</at> ${text}`,
  entities: [mention],
});
const press = (expertsCase: string) => ({
  type: "invoke",
  id: "invoke-1",
  name: "adaptiveCard/action",
  replyToId: "66",
  value: { action: { type: "Action.Execute", verb: "experts", data: { expertsCase, action: "claim", reopened: 0 } } },
});
const repeats = async (service: DeskApp, id: string): Promise<string[]> =>
  (await service.desk("ana", "GET", `/cases/${id}`)).body.history
    .filter(({ what }) => what === "repeated")
    .map(({ who }) => who);

describe.each<[string, StubAnswer]>([
  ["was lost on the way", "reset"],
  [
    "was nonsense",
    { status: 200, headers: { "Content-Type": "text/html" }, body: "<html>Checking your browser</html>" },
  ],
])("a card whose answer %s", (_how, lost) => {
  test("is posted once more, says so, and the desk sees that it may stand there twice", async () => {
    const { service, id } = await doubled(lost);
    const [first, second] = teams.posted.filter(begins).map(({ activity }) => JSON.stringify(activity));
    expect(first).not.toContain("may be here twice");
    expect(second).toContain("may be here twice");
    for (const card of [first, second]) expect(card).toContain(`"text":"Case ${id}: `);
    expect(await repeats(service, id)).toEqual(["Teams experts"]);
  });

  test("is answered in either thread: one case with one owner, and both threads hear the person", async () => {
    const { service, kim, id } = await doubled(lost);
    await fromThread(service, older, message("e1", "Have you tried another network?"));
    expect(await kim.lines()).toContain("Sam: Have you tried another network?");
    const proof = await teams.waitFor(
      ({ method, path }) => method === "PUT" && path.includes(encodeURIComponent(older)),
    );
    expect(JSON.stringify(proof.activity)).toContain(id);
    expect((await service.desk("ana", "GET", `/cases/${id}`)).body).toMatchObject({
      status: "active",
      assignee: "Sam",
    });
    await fromThread(service, newer, {
      ...message("e2", "I take over"),
      name: "Max",
      from: { id: "29:max", name: "Max" },
    });
    expect((await service.desk("ana", "GET", `/cases/${id}`)).body).toMatchObject({
      status: "active",
      assignee: "Max",
    });
    await kim.say("yes, the same");
    for (const thread of [older, newer]) await teams.waitFor(says(thread, "Guest: yes, the same"));
    expect((await kim.lines()).filter((line) => /^(Sam|Max): /.test(line))).toEqual([
      "Sam: Have you tried another network?",
      "Max: I take over",
    ]);
  });
});

test("words whose answer was lost are posted once more and say so; words that were surely refused do not", async () => {
  teams.answers.push(members, begun);
  const service = await startWithExperts();
  const kim = await visitor(service);
  await kim.say("person");
  await teams.waitFor(begins);
  await fromThread(service, newer, message("e1", "Hello"));
  await teams.waitFor(says(newer, "Sam has taken the case."));
  teams.answers.push("reset");
  await kim.say("one moment");
  const again = await teams.waitFor(({ activity }) => String(activity["text"]).startsWith("Guest: one moment\n\n"));
  expect(again.activity["text"]).toContain("may be here twice");
  teams.answers.push({ status: 429, headers: { "Retry-After": "0" }, body: {} });
  await kim.say("back now");
  const said = (): Posted[] =>
    teams.posted.filter(({ activity }) => String(activity["text"]).startsWith("Guest: back now"));
  await teams.waitFor(() => said().length === 2);
  expect(said().map(({ activity }) => activity["text"])).toEqual(["Guest: back now", "Guest: back now"]);
});

test("a thread that somebody else began is none of ours, even while an answer is missing", async () => {
  const { service, kim } = await doubled("reset");
  const before = await kim.lines();
  teams.answers.push({ status: 403, body: { error: { code: "Forbidden" } } });
  await fromThread(service, older, message("e1", "lunch, anybody?"));
  expect(await kim.lines()).toEqual(before);
});

test("where the thread could be that of two cases, nobody's words go to the wrong person: the button of the card tells whose it is", async () => {
  teams.answers.push(members, "reset", "reset", begun, {
    status: 201,
    body: { id: `${channel};messageid=78`, activityId: "78" },
  });
  const service = await startWithExperts();
  const people = await Promise.all([visitor(service), visitor(service)]);
  await Promise.all(people.map((one) => one.say("person")));
  while (teams.posted.filter(begins).length < 4)
    await teams.waitFor((posted) => begins(posted) && teams.posted.filter(begins).length >= 4);
  await fromThread(service, older, message("e1", "Hello Kim"));
  expect((await Promise.all(people.map((one) => one.lines()))).flat().join()).not.toContain("Hello Kim");
  const asked = await teams.waitFor(
    ({ path, activity }) =>
      path.includes(encodeURIComponent(older)) && String(activity["text"]).includes("don't know which case"),
  );
  expect(asked.activity["text"]).toContain("write it again");
  const { body } = await service.desk("ana", "GET", "/cases?status=waiting");
  const { id } = body.cases[0]!;
  await fromThread(service, older, press(id));
  await fromThread(service, older, message("e2", "Hello again"));
  expect(
    (await Promise.all(people.map((one) => one.lines()))).flat().filter((line) => line === "Sam: Hello again"),
  ).toHaveLength(1);
  expect((await service.desk("ana", "GET", `/cases/${id}`)).body).toMatchObject({ status: "active", assignee: "Sam" });
});
