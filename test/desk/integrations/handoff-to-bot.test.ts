import nock from "nock";
import { beforeEach, expect, test } from "vitest";

import { waitFor } from "../event-stream.ts";
import { useDeskApp, visitor } from "../../support/desk-app.ts";

beforeEach(() => nock.cleanAll());

const status = (number: string, state: string) => ({
  type: "event",
  name: "handoff.status",
  id: `s-${state}`,
  conversation: { id: number },
  from: { id: "5", name: "Sam" },
  value: { state },
});

test("a hub may send its status and its words to the bot's own address as well", async () => {
  nock("https://hub.example.com").persist().post("/api/handoff").reply(202);
  const service = await useDeskApp({
    CONNECTORS: "handoff",
    HANDOFF_HUB_URL: "https://hub.example.com/api/handoff",
    HANDOFF_SECRET: "a-secret-for-the-hub",
  });
  const kim = await visitor(service);
  await kim.say("person");
  const { body } = await service.desk("ana", "GET", "/cases?status=waiting");
  const number = body.cases[0]!.id;
  while ((await service.app.store.connectorLinks.find("handoff", number)) === null)
    await new Promise((resolve) => setImmediate(resolve));
  const send = async (activity: Record<string, unknown>): Promise<number> => {
    const head = { channelId: "emulator", serviceUrl: "http://127.0.0.1:9009/", recipient: { id: "bot" } };
    const answer = await fetch(`${service.base}/api/messages`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ ...head, ...activity }),
    });
    await service.app.conversations.idle();
    return answer.status;
  };
  const reply = {
    type: "message",
    id: "r1",
    conversation: { id: number },
    from: { id: "5", name: "Sam" },
    text: "Hello Kim",
  };
  for (const activity of [
    status(number, "accepted"),
    reply,
    reply,
    status(number, "completed"),
    status("no-case", "completed"),
  ])
    expect(await send(activity)).toBe(200);
  const lines = await kim.lines();
  expect(lines.filter((line) => line === "Sam: Hello Kim")).toHaveLength(1);
  expect(lines.filter((line) => line.includes("talking to Sam"))).toHaveLength(1);
  expect((await service.desk("ana", "GET", `/cases/${number}`)).body).toMatchObject({
    status: "closed",
    assignee: "Sam",
  });
});

test("a picture that the person sends while they wait is named to the hub", async () => {
  const posted: Record<string, unknown>[] = [];
  const take = async (request: Request): Promise<never> => (
    posted.push((await request.json()) as Record<string, unknown>),
    "" as never
  );
  nock("https://hub.example.com").persist().post("/api/handoff").reply(202, take);
  const service = await useDeskApp({
    CONNECTORS: "handoff",
    HANDOFF_HUB_URL: "https://hub.example.com/api/handoff",
    HANDOFF_SECRET: "a-secret-for-the-hub",
  });
  const kim = await visitor(service);
  await kim.say("person");
  await kim.send({
    attachments: [{ contentType: "image/png", name: "lamp.png", contentUrl: "data:image/png;base64,AA==" }],
  });
  const message = await waitFor(() => posted.find(({ type }) => type === "message"));
  expect(message["text"]).toBe("[something without words, such as a picture or a file; it isn't kept]");
});
