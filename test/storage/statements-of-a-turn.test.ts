import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { WebSocket } from "ws";

import { openTalk, startWhole } from "../support/whole-service.ts";
import { startCountingProxy } from "./support/counting-proxy.ts";
import { makeDatabase } from "./support/postgres.ts";

/**
 * Others come from what runs by the clock: polls of the outbox, presence, greetings; more where the turns take longer. One
 * more statement a turn would still be seen.
 */
const ofOtherWork = (began: number): number => 8 + 2 * Math.ceil((Date.now() - began) / 1000);
const texts = ["spotify error 502", "iphone", "still broken", "what is a router", "done, didn't help", "thanks"];

test("a turn on PostgreSQL takes few statements in few round trips, on each way in", async () => {
  const proxy = await startCountingProxy(await makeDatabase());
  const { base, app } = await startWhole({ DATABASE_URL: proxy.url });
  const talk = await openTalk(base);
  const stream = new WebSocket(`${talk.path.replace("http", "ws")}/stream?watermark=-&t=${talk.token}`);
  onTestFinished(() => stream.terminate());
  const answered: string[] = [];
  stream.on("message", (bytes) => {
    const { activities } = JSON.parse((bytes as Buffer).toString("utf8")) as {
      activities: { from: { role: string }; id: string }[];
    };
    answered.push(...activities.filter(({ from }) => from.role === "bot").map(({ id }) => id));
  });
  const say = async (text: string): Promise<void> => {
    const before = answered.length;
    expect((await talk.post({ type: "message", text, from: { id: "me" } })).status).toBe(200);
    while (answered.length === before) await once(stream, "message");
  };
  await say("hello");

  proxy.reset();
  const saidFrom = Date.now();
  for (const text of texts) await say(text);
  expect(proxy.statements()).toBeLessThanOrEqual(texts.length + ofOtherWork(saidFrom));
  expect(proxy.roundTrips()).toBeLessThanOrEqual(texts.length + ofOtherWork(saidFrom));

  const post = await startPosting(base);
  await post("hello");
  await expect.poll(async () => (await app.store.outbox.backlog()).waiting).toBe(0);
  proxy.reset();
  const postedFrom = Date.now();
  for (const text of texts) await post(text);
  // One for the turn, one for the marks of its delivery.
  expect(proxy.statements()).toBeLessThanOrEqual(2 * texts.length + ofOtherWork(postedFrom));
});

/** Someone on a channel of the Bot Framework; resolves with the channel's receipt of the reply. */
async function startPosting(base: string): Promise<(text: string) => Promise<void>> {
  let received = (): void => undefined;
  const channel = createServer((req, res) => {
    req.resume().on("end", () => {
      res.setHeader("Content-Type", "application/json").end('{"id":"1"}');
      received();
    });
  });
  await new Promise<void>((resolve) => channel.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void channel.close());
  const serviceUrl = `http://127.0.0.1:${(channel.address() as AddressInfo).port}/`;
  let count = 0;
  return async (text) => {
    const reply = new Promise<void>((resolve) => (received = resolve));
    const activity = {
      type: "message",
      id: `m${(count += 1)}`,
      text,
      channelId: "emulator",
      serviceUrl,
      from: { id: "kim", name: "Kim" },
      recipient: { id: "bot" },
      conversation: { id: "posted" },
    };
    const response = await fetch(`${base}/api/messages`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(activity),
    });
    expect(response.ok).toBe(true);
    await reply;
  };
}
