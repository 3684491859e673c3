import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { createBotAuthentication } from "../../../src/channels/botframework/bot-authentication.ts";
import { createExpertsChannel } from "../../../src/channels/botframework/experts-channel.ts";
import { DeliveryError } from "../../../src/common/delivery-error.ts";
import { type DeskApp, useDeskApp, visitor, type Visitor } from "../../support/desk-app.ts";
import { startStubConnector } from "../../support/stub-connector.ts";

const channel = "19:experts@thread.tacv2";
const thread = `${channel};messageid=77`;

let teams: Awaited<ReturnType<typeof startStubConnector>>;
beforeEach(async () => {
  teams = await startStubConnector();
});
afterEach(() => teams.close());

type Posted = (typeof teams.posted)[number];
const isCheck = ({ method }: Posted): boolean => method === "GET";
const begins = ({ method, path }: Posted): boolean => method === "POST" && path.endsWith("/v3/conversations");
const says =
  (text: string) =>
  ({ path, activity }: Posted): boolean =>
    path.includes(encodeURIComponent(thread)) && activity["text"] === text;
const updates = ({ method, path }: Posted): boolean => method === "PUT" && path.endsWith("/activities/77");

/** The whole service with a team's channel of experts, and somebody in the web chat whose case has its thread there. */
async function caseInThread(): Promise<{ service: DeskApp; kim: Visitor; id: string }> {
  teams.answers.push({ status: 200, body: { members: [] } }, { status: 201, body: { id: thread, activityId: "77" } });
  const service = await useDeskApp({
    CONNECTORS: "teams",
    TEAMS_EXPERTS_CHANNEL: channel,
    TEAMS_EXPERTS_SERVICE_URL: teams.serviceUrl,
  });
  await teams.waitFor(isCheck);
  const kim = await visitor(service);
  await kim.say("Spotify says error 502 on my iPhone");
  await kim.say("person");
  await teams.waitFor(begins);
  const { body } = await service.desk("ana", "GET", "/cases?status=waiting");
  const id = body.cases[0]!.id;
  // The thread's name is stored after Teams has given it.
  while ((await service.app.store.connectorLinks.find("teams", id)) === null)
    await new Promise((resolve) => setImmediate(resolve));
  return { service, kim, id };
}

/** What Teams sends of the thread. */
async function fromThread(
  { app, base }: DeskApp,
  activity: Record<string, unknown>,
): Promise<{ status: number; body: Record<string, unknown> | null }> {
  const answer = await fetch(`${base}/api/messages`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      channelId: "msteams",
      serviceUrl: teams.serviceUrl,
      from: { id: "29:sam", name: "Sam" },
      recipient: { id: "28:bot", name: "Assistant" },
      conversation: { id: thread, isGroup: true, conversationType: "channel", tenantId: "t" },
      channelData: { channel: { id: channel }, team: { id: "19:team@thread.tacv2" }, tenant: { id: "t" } },
      ...activity,
    }),
  });
  await app.conversations.idle();
  const text = await answer.text();
  return { status: answer.status, body: text === "" ? null : (JSON.parse(text) as Record<string, unknown>) };
}

const message = (id: string, text: string) => ({
  type: "message",
  id,
  text: `<at>Assistant</at> ${text}`,
  entities: [mention],
});
const mention = { type: "mention", text: "<at>Assistant</at>", mentioned: { id: "28:bot", name: "Assistant" } };
const press = (expertsCase: string, action: "claim" | "close") => ({
  type: "invoke",
  id: `invoke-${action}`,
  name: "adaptiveCard/action",
  replyToId: "77",
  value: { action: { type: "Action.Execute", verb: "experts", data: { expertsCase, action, reopened: 0 } } },
});

describe("an experts' thread, through the endpoint that Teams uses", () => {
  test("a reply in it reaches the person, who hears first who speaks; the person's words reach the thread", async () => {
    const { service, kim, id } = await caseInThread();
    expect(await fromThread(service, message("e1", "Have you tried another network?"))).toEqual({
      status: 200,
      body: null,
    });
    await fromThread(service, message("e1", "Have you tried another network?"));
    const lines = await kim.lines();
    expect(lines.slice(-2)).toEqual([
      expect.stringContaining("bot: You're now talking to Sam"),
      "Sam: Have you tried another network?",
    ]);
    await kim.say("yes, the same");
    await teams.waitFor(says("Guest: yes, the same"));
    expect((await kim.lines()).at(-1)).toBe("me: yes, the same");
    expect((await service.desk("ana", "GET", `/cases/${id}`)).body).toMatchObject({
      status: "active",
      assignee: "Sam",
    });
    expect(teams.posted.filter(begins)).toHaveLength(1);
  });

  test("its card claims and closes, answers the press with what it says now, and changes in place", async () => {
    const { service, kim, id } = await caseInThread();
    const claimed = await fromThread(service, press(id, "claim"));
    expect(claimed).toMatchObject({
      status: 200,
      body: { statusCode: 200, type: "application/vnd.microsoft.card.adaptive" },
    });
    expect(JSON.stringify(claimed.body)).toContain("with Sam");
    await teams.waitFor((posted) => updates(posted) && JSON.stringify(posted.activity).includes("with Sam"));
    const closed = await fromThread(service, press(id, "close"));
    expect(JSON.stringify(closed.body)).toContain('"actions":[]');
    await teams.waitFor((posted) => updates(posted) && JSON.stringify(posted.activity).includes('"actions":[]'));
    expect((await service.desk("ana", "GET", `/cases/${id}`)).body).toMatchObject({
      status: "closed",
      assignee: "Sam",
    });
    expect((await kim.lines()).at(-1)).toContain("How was the help from Sam");
  });

  test("an agent's claim at the desk changes the card as well", async () => {
    const { service, id } = await caseInThread();
    await service.desk("ana", "POST", `/cases/${id}/claim`);
    const updated = await teams.waitFor(updates);
    expect(JSON.stringify(updated.activity)).toContain("with ana");
  });

  test("other threads of the channel are conversations of their own", async () => {
    const { service, kim } = await caseInThread();
    const before = await kim.lines();
    const conversation = { id: `${channel};messageid=99`, isGroup: true, conversationType: "channel", tenantId: "t" };
    await fromThread(service, { ...message("e9", "hello"), conversation });
    expect(await kim.lines()).toEqual(before);
  });
});

test("a channel that does not answer is not waited for without end, and what it makes without saying its name is not believed", async () => {
  const experts = createExpertsChannel({ auth: createBotAuthentication({ bot: null }), timeoutMs: 100 });
  teams.answers.push("hang", { status: 200, body: {} });
  const begin = () => experts.begin({ serviceUrl: teams.serviceUrl, channel }, {}).catch((fault: unknown) => fault);
  for (const reason of ["the channel cannot be reached", "its answer could not be understood"]) {
    const fault = (await begin()) as DeliveryError;
    expect(fault).toBeInstanceOf(DeliveryError);
    expect([fault.message, fault.retry]).toEqual([expect.stringContaining(reason), true]);
  }
});
