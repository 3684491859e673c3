import { once } from "node:events";
import { expect, onTestFinished, test } from "vitest";
import { WebSocket } from "ws";

import { openTalk, startWhole, type WebTalk } from "../support/whole-service.ts";

const attacker = "203.0.113.7";

/** Opens the stream of a conversation from an address; resolves with the status of the refusal, or 101. */
async function stream({ path, token }: WebTalk, from: string): Promise<number> {
  const url = `${path.replace("http", "ws")}/stream?watermark=-&t=${token}`;
  const socket = new WebSocket(url, { headers: { "x-forwarded-for": from } });
  onTestFinished(() => socket.terminate());
  return Promise.race([
    once(socket, "open").then(() => 101),
    once(socket, "unexpected-response").then(([, response]) => (response as { statusCode: number }).statusCode),
  ]);
}

test("one address opens 50 streams and no more, and another still opens its own", async () => {
  const { base } = await startWhole({ TRUST_PROXY: "1" });
  const talks: WebTalk[] = [];
  for (let at = 0; at < 6; at++) talks.push(await openTalk(base, attacker));
  const statuses: number[] = [];
  for (let at = 0; at < 55; at++) statuses.push(await stream(talks[Math.floor(at / 10)]!, attacker));
  expect(statuses.filter((status) => status === 101)).toHaveLength(50);
  expect(statuses.slice(50)).toEqual([429, 429, 429, 429, 429]);
  expect(await stream(await openTalk(base, "203.0.113.8"), "203.0.113.8")).toBe(101);
});

test("forged upgrades count as refusals like any other request: after 300 the address is stopped", async () => {
  const { base } = await startWhole({ TRUST_PROXY: "1" });
  const talk = await openTalk(base, "203.0.113.8");
  const statuses: number[] = [];
  for (let at = 0; at < 310; at++) statuses.push(await stream({ ...talk, token: "a.b.c" }, attacker));
  expect(new Set(statuses)).toEqual(new Set([401, 429]));
  expect(statuses.at(-1)).toBe(429);
  expect(await stream(talk, "203.0.113.8")).toBe(101);
});

test("an address that sends more bytes than anybody reads is told to wait; others write on", async () => {
  const { base } = await startWhole({ TRUST_PROXY: "1" });
  const talk = await openTalk(base, attacker);
  const text = "ä".repeat(8_000);
  const statuses: number[] = [];
  for (let at = 0; at < 16; at++) statuses.push((await talk.post({ type: "message", text })).status);
  expect(statuses[0]).toBe(200);
  // The last of them may be in a window of ten seconds that has just begun.
  expect(statuses).toContain(429);
  expect((await (await openTalk(base, "203.0.113.8")).post({ type: "message", text: "hello" })).status).toBe(200);
});

test("twenty people behind one address each paste a log within a moment, and all are answered", async () => {
  const { base } = await startWhole({ TRUST_PROXY: "1" });
  const text = "connection refused ".repeat(400);
  const statuses: number[] = [];
  for (let at = 0; at < 20; at++)
    statuses.push((await (await openTalk(base, attacker)).post({ type: "message", text })).status);
  expect(new Set(statuses)).toEqual(new Set([200]));
});
