import { afterEach, beforeEach, expect, test } from "vitest";

import { type DeskApp, useDeskApp, visitor } from "../../support/desk-app.ts";
import { startStubConnector } from "../../support/stub-connector.ts";

/** Threads of the experts' channel that begin about when a card was posted whose answer was lost. In Teams a thread is named by the moment at which it began. */

const channel = "19:experts@thread.tacv2";
const posted = `${channel};messageid=77`;

let teams: Awaited<ReturnType<typeof startStubConnector>>;
beforeEach(async () => {
  teams = await startStubConnector();
});
afterEach(() => teams.close());

/** A service whose one case was posted twice, because the first answer was lost; `lostAt`: when it was posted first. */
async function withLostCard() {
  teams.answers.push({ status: 200, body: { members: [] } }, "reset", {
    status: 201,
    body: { id: posted, activityId: "77" },
  });
  const service = await useDeskApp({
    CONNECTORS: "teams",
    TEAMS_EXPERTS_CHANNEL: channel,
    TEAMS_EXPERTS_SERVICE_URL: teams.serviceUrl,
  });
  await teams.waitFor(({ method }) => method === "GET");
  const kim = await visitor(service);
  await kim.say("person");
  const { body } = await service.desk("ana", "GET", "/cases?status=waiting");
  const { id } = body.cases[0]!;
  while ((await service.app.store.connectorLinks.find("teams", id)) === null)
    await new Promise((resolve) => setImmediate(resolve));
  const [lost] = await service.app.store.openingAttempts.unknown("teams");
  return { service, kim, id, lostAt: lost!.at };
}

/** An expert writes in the thread that began at this moment; resolves when what it led to is over. */
async function answerIn({ app, base }: DeskApp, began: number): Promise<void> {
  await fetch(`${base}/api/messages`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      type: "message",
      id: "e1",
      text: "<at>Assistant</at> Have you tried another network?",
      entities: [{ type: "mention", text: "<at>Assistant</at>", mentioned: { id: "28:bot", name: "Assistant" } }],
      channelId: "msteams",
      serviceUrl: teams.serviceUrl,
      from: { id: "29:sam", name: "Sam" },
      recipient: { id: "28:bot", name: "Assistant" },
      conversation: { id: `${channel};messageid=${began}`, isGroup: true, conversationType: "channel", tenantId: "t" },
      channelData: { channel: { id: channel }, team: { id: "19:team@thread.tacv2" }, tenant: { id: "t" } },
    }),
  });
  await app.conversations.idle();
}

test.each([
  ["100 s late", 100_000],
  ["100 s early, by a clock that differs", -100_000],
])("a card that was posted %s is found, and an answer in its thread reaches the person", async (_when, late) => {
  const { service, kim, id, lostAt } = await withLostCard();
  await answerIn(service, lostAt + late);
  expect((await kim.lines()).at(-1)).toBe("Sam: Have you tried another network?");
  expect((await service.desk("ana", "GET", `/cases/${id}`)).body).toMatchObject({ status: "active", assignee: "Sam" });
});

test.each([
  ["130 s after", 130_000],
  ["130 s before", -130_000],
])(
  "a thread that began %s the card was posted is nobody's case, and no message in it is changed",
  async (_when, late) => {
    const { service, kim, id, lostAt } = await withLostCard();
    const before = await kim.lines();
    await answerIn(service, lostAt + late);
    expect(await kim.lines()).toEqual(before);
    expect((await service.desk("ana", "GET", `/cases/${id}`)).body).toMatchObject({
      status: "waiting",
      assignee: null,
    });
    expect(
      teams.posted.filter(({ method, path }) => method === "PUT" && path.includes(`messageid%3D${lostAt + late}`)),
    ).toEqual([]);
  },
);
