import { WebSocket } from "ws";
import { expect, test } from "vitest";

import { call, useDeskApp, visitor } from "../support/desk-app.ts";
import { listen } from "./event-stream.ts";

test("a new case, its claim and what its person writes arrive by themselves", async () => {
  const service = await useDeskApp();
  const stream = await listen(service, "ana");
  const kim = await visitor(service);
  await kim.say("person");
  const { content } = await stream.until(({ event, content: found }) => event === "case" && found.status === "waiting");
  await service.desk("ben", "POST", `/cases/${content.id}/claim`);
  const claimed = await stream.until(({ event, content: found }) => event === "case" && found.assignee === "ben");
  await kim.say("hello?");
  expect(
    (await stream.until(({ event, id }) => event === "case" && Number(id) > Number(claimed.id))).content,
  ).toMatchObject({ id: content.id });
  await stream.leave();
});

test("whoever comes back with the last number gets what changed since, and nothing else", async () => {
  const service = await useDeskApp();
  const [kim, lee] = [await visitor(service), await visitor(service)];
  await kim.say("person");
  const before = await listen(service, "ana", "0");
  const { id: last, content: first } = await before.until(({ event }) => event === "case");
  await before.leave();
  await lee.say("person");
  const { body } = await service.desk("ana", "GET", "/cases?status=waiting");
  const second = body.cases.find((one) => one.id !== first.id)!;
  await service.desk("ana", "POST", `/cases/${second.id}/claim`);
  const after = await listen(service, "ana", last);
  await after.until(({ content }) => content.id === second.id && content.status === "active");
  expect(after.received.filter(({ event }) => event === "case").map(({ content }) => content.id)).toEqual([second.id]);
  await after.leave();
});

test("that a case is gone with its person's data is told at once and to whoever comes back, without saying whose", async () => {
  const service = await useDeskApp();
  const [kim, lee] = [await visitor(service), await visitor(service)];
  const stream = await listen(service, "ana", "0");
  await kim.say("person");
  const { id: last, content } = await stream.until(({ event }) => event === "case");
  await kim.say("delete my data");
  await kim.say("yes");
  const gone = await stream.until(({ event }) => event === "gone");
  expect(gone.content).toEqual({});
  expect((await service.desk("ana", "GET", `/cases/${content.id}`)).status).toBe(404);
  await stream.leave();
  const back = await listen(service, "ana", last);
  await back.until(({ event, id }) => event === "gone" && Number(id) >= Number(gone.id));
  await lee.say("person");
  await back.until(({ event }) => event === "case");
  const events = back.received.map(({ event }) => event).filter((event) => !["totals", "mentions"].includes(event));
  expect(events).toEqual(["ready", "presence", "gone", "case"]);
  expect(back.received.find(({ event }) => event === "totals")?.content).toEqual({ waiting: 0, active: 0, closed: 0 });
  await back.leave();
});

test("presence shows who is there, and who went", async () => {
  const service = await useDeskApp();
  const ana = await listen(service, "ana");
  await service.desk("ben", "POST", "/presence", { state: "away" });
  await ana.until(
    ({ event, content }) =>
      event === "presence" && content.agents.some((one) => one.name === "ben" && one.state === "away"),
  );
  service.forward(61_000);
  expect((await service.desk("ana", "GET", "/presence")).body.agents).toContainEqual({
    login: "ben",
    name: "ben",
    state: "offline",
  });
  await ana.leave();
});

test("typing is seen on both sides, and leaves nothing behind", async () => {
  const service = await useDeskApp();
  const { body: opened } = await call(`${service.base}/v3/directline/tokens/generate`, "POST", "");
  const { body: started } = await call(`${service.base}/v3/directline/conversations`, "POST", opened.token);
  const at = `${service.base}/v3/directline/conversations/${started.conversationId}/activities`;
  await call(at, "POST", opened.token, { type: "message", text: "person", from: { id: "u" } });
  const ana = await listen(service, "ana", "0");
  const { content } = await ana.until(({ event }) => event === "case");
  await service.desk("ana", "POST", `/cases/${content.id}/claim`);
  await ana.until(({ event, content: found }) => event === "case" && found.status === "active");
  await new Promise((resolve) => setTimeout(resolve, 50));
  await call(at, "POST", opened.token, { type: "typing", from: { id: "u" } });
  expect((await ana.until(({ event }) => event === "typing")).content).toEqual({ case: content.id, from: "user" });

  const frames: string[] = [];
  const socket = new WebSocket(started.streamUrl);
  await new Promise((resolve) => socket.once("open", resolve));
  const typing = new Promise((resolve) =>
    socket.on("message", (frame: Buffer) => {
      frames.push(String(frame));
      if (frames.at(-1)?.includes('"typing"')) resolve(undefined);
    }),
  );
  await service.desk("ana", "POST", `/cases/${content.id}/typing`, {});
  await typing;
  socket.close();
  expect((await call(at, "GET", opened.token)).body.activities.every((one) => one.type === "message")).toBe(true);
  await ana.leave();
});
