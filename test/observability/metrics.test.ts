import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";

import { transformerFile } from "../../src/understanding/load-models.ts";
import { type DeskApp, useDeskApp, visitor } from "../support/desk-app.ts";
import { allGood } from "../status-feed/support/status-page.ts";
import { postAsEmulator } from "../support/bot-endpoint.ts";

const untilOrTimeout = { timeout: 20_000 };

/**
 * The value of a series as `/metrics` tells it now; `labels` are those that must be there. A series that is not there
 * yet is null.
 */
async function valueOf(
  { base }: { base: string },
  name: string,
  labels: Record<string, string> = {},
): Promise<number | null> {
  const text = await (await fetch(`${base}/metrics`)).text();
  const wanted = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
  const line = text
    .split("\n")
    .find(
      (one) =>
        (one.startsWith(`${name}{`) || one.startsWith(`${name} `)) && wanted.every((label) => one.includes(label)),
    );
  return line === undefined ? null : Number(line.slice(line.lastIndexOf(" ") + 1).replace("Nan", "NaN"));
}

/** Someone outside on loopback. */
async function outside(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => (server.closeAllConnections(), void server.close()));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

async function postToBot({ app, base }: DeskApp, serviceUrl: string): Promise<void> {
  await postAsEmulator(base, { id: "1", text: "hello", serviceUrl });
  await app.conversations.idle();
}

test("turns are counted and timed by input", async () => {
  const service = await useDeskApp();
  const kim = await visitor(service);
  await kim.say("spotify 502 on my mac");
  expect(await valueOf(service, "assistant_turns_total", { input: "said", result: "taken" })).toBe(1);
  expect(await valueOf(service, "assistant_turn_seconds_count", { input: "said" })).toBe(1);
  const took = (await valueOf(service, "assistant_turn_seconds_sum", { input: "said" })) ?? 0;
  expect(took).toBeGreaterThan(0);
  await kim.say("repeat");
  expect(await valueOf(service, "assistant_turns_total", { input: "said", result: "taken" })).toBe(2);
  expect(await valueOf(service, "assistant_turn_seconds_bucket", { input: "said", le: "+Inf" })).toBe(2);
  expect(await valueOf(service, "assistant_turn_seconds_sum", { input: "said" })).toBeGreaterThan(took);
});

test("results of steps are counted by article, step and result", async () => {
  const service = await useDeskApp();
  const kim = await visitor(service);
  await kim.say("spotify 502 on my mac");
  const ended = { article: "spotify-502", result: "not-fixed" };
  expect(await valueOf(service, "assistant_step_outcomes_total", ended)).toBeNull();
  await kim.say("still broken");
  expect(await valueOf(service, "assistant_step_outcomes_total", ended)).toBe(1);
});

test("messages that are not understood are counted by reason", async () => {
  const service = await useDeskApp();
  const kim = await visitor(service);
  await kim.say("spotify 502 on my mac");
  expect(await valueOf(service, "assistant_unclear_total")).toBeNull();
  await kim.say("");
  await kim.say("x".repeat(7_000));
  expect(await valueOf(service, "assistant_unclear_total", { why: "empty" })).toBe(1);
  expect(await valueOf(service, "assistant_unclear_total", { why: "too-long" })).toBe(1);
  expect(await valueOf(service, "assistant_turns_total", { input: "said" })).toBe(3);
});

test("depth and oldest age of the outbox are gauges, and deliveries are counted by result", async () => {
  const hanging = Promise.withResolvers<void>();
  const came = Promise.withResolvers<void>();
  const channel = await outside((req, res) => {
    req.resume();
    came.resolve();
    void hanging.promise.then(() => res.end("{}"));
  });
  const service = await useDeskApp();
  expect(await valueOf(service, "assistant_outbox_depth")).toBe(0);
  expect(await valueOf(service, "assistant_outbox_oldest_seconds")).toBe(0);
  await postToBot(service, channel);
  await came.promise;
  expect(await valueOf(service, "assistant_outbox_depth")).toBe(1);
  service.forward(60_000);
  const age = (await valueOf(service, "assistant_outbox_oldest_seconds")) ?? 0;
  expect(age).toBeGreaterThanOrEqual(60);
  expect(await valueOf(service, "assistant_deliveries_total")).toBeNull();
  hanging.resolve();
  await expect
    .poll(
      () => valueOf(service, "assistant_deliveries_total", { destination: "channel", result: "delivered" }),
      untilOrTimeout,
    )
    .toBe(1);
  await expect.poll(() => valueOf(service, "assistant_outbox_depth"), untilOrTimeout).toBe(0);
  expect(await valueOf(service, "assistant_outbox_oldest_seconds")).toBe(0);
});

test("a delivery that is finally refused is counted as failed", async () => {
  const channel = await outside((_req, res) =>
    Object.assign(res, { statusCode: 403 }).end('{"error":{"code":"ConversationBlockedByUser"}}'),
  );
  const service = await useDeskApp();
  await postToBot(service, channel);
  await expect.poll(() => valueOf(service, "assistant_deliveries_total", { result: "failed" }), untilOrTimeout).toBe(1);
});

test("waiting cases are a gauge", async () => {
  const service = await useDeskApp();
  expect(await valueOf(service, "assistant_cases_waiting")).toBe(0);
  await (await visitor(service)).say("person");
  expect(await valueOf(service, "assistant_cases_waiting")).toBe(1);
  expect(await valueOf(service, "assistant_cases_opened_total", { reason: "asked" })).toBe(1);
  const { body } = await service.desk("ana", "GET", "/cases?status=waiting");
  await service.desk("ana", "POST", `/cases/${body.cases[0]?.id}/claim`, {});
  expect(await valueOf(service, "assistant_cases_waiting")).toBe(0);
});

test("the age of the status is NaN before the first poll", async () => {
  expect(await valueOf(await useDeskApp({ STATUS_FEED: "off" }), "assistant_status_age_seconds")).toBeNaN();
  const feed = await outside(
    (_req, res) => (res.setHeader("content-type", "application/json"), res.end(JSON.stringify(allGood()))),
  );
  const service = await useDeskApp({ STATUS_FEED: feed });
  await expect.poll(() => valueOf(service, "assistant_status_age_seconds"), untilOrTimeout).toBeLessThan(60);
  service.forward(90_000);
  expect(await valueOf(service, "assistant_status_age_seconds")).toBeGreaterThanOrEqual(90);
});

test("requests to the transformer classifier are counted, and its failure has no effect on the turn", async () => {
  const asked = "oh well, that thing again, what now";
  const given = await useDeskApp({}, { transformerFile });
  const kim = await visitor(given);
  // Repeated until the worker thread has started.
  const said = async (): Promise<number> => {
    await kim.say(asked);
    return (
      ((await valueOf(given, name, { result: "given" })) ?? 0) + ((await valueOf(given, name, { result: "late" })) ?? 0)
    );
  };
  const name = "assistant_transformer_requests_total";
  expect(await valueOf(given, "assistant_transformer_queue")).toBe(0);
  await expect.poll(said, untilOrTimeout).toBeGreaterThan(0);
  await expect.poll(() => valueOf(given, "assistant_transformer_cpu_seconds_total"), untilOrTimeout).toBeGreaterThan(0);
  const away = await useDeskApp({}, { transformerFile: "/nowhere/opinion.bin" });
  const lee = await visitor(away);
  await lee.say(asked);
  expect(await valueOf(away, name, { result: "away" })).toBe(1);
  expect((await lee.lines()).at(-1)).toMatch(/^bot: /);
});

test("error responses are counted by code", async () => {
  const service = await useDeskApp();
  expect(await valueOf(service, "assistant_refusals_total", { code: "NotFound" })).toBeNull();
  await fetch(`${service.base}/nothing-here`);
  expect(await valueOf(service, "assistant_refusals_total", { code: "NotFound" })).toBe(1);
});

/** Holds the loop up, and lets it go on. */
async function holdUp(milliseconds: number): Promise<void> {
  const until = Date.now() + milliseconds;
  while (Date.now() < until);
  await new Promise((soon) => setImmediate(soon));
}

test("the event loop lag is measured", async () => {
  const service = await useDeskApp();
  const lagAfter = async (): Promise<number | null> => {
    await holdUp(300);
    return valueOf(service, "nodejs_eventloop_lag_max_seconds");
  };
  await expect.poll(lagAfter, untilOrTimeout).toBeGreaterThan(0.2);
});
