import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { join } from "node:path";
import { text as textOf } from "node:stream/consumers";
import { expect, onTestFinished, test } from "vitest";

import { temporaryFolder } from "../storage/support/databases.ts";
import { type Service, startService } from "../support/service.ts";

type Came = { path: string; body: { id?: string; type?: string; name?: string; text?: string } };

/** Everything outside in one: takes the connection and, while it `hangs`, never answers. */
async function openElsewhere() {
  const elsewhere = { hangs: true, came: [] as Came[] };
  const take = async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    const text = await textOf(req);
    elsewhere.came.push({ path: req.url ?? "", body: text.startsWith("{") ? (JSON.parse(text) as Came["body"]) : {} });
    if (!elsewhere.hangs) res.writeHead(200, { "content-type": "application/json" }).end('{"id":"1"}');
    server.emit("came");
  };
  const server = createServer((req, res) => void take(req, res).catch(() => undefined));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => (server.closeAllConnections(), void server.close()));
  const at = (path: string, fits: (body: Came["body"]) => boolean = () => true): Came["body"][] =>
    elsewhere.came.filter((one) => one.path.startsWith(path) && fits(one.body)).map(({ body }) => body);
  const until = async (isEnough: () => boolean): Promise<void> => {
    while (!isEnough()) await once(server, "came");
  };
  return Object.assign(elsewhere, { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, at, until });
}

async function write({ base }: Service, serviceUrl: string, id: string, text: string): Promise<void> {
  const activity = {
    type: "message",
    id,
    text,
    channelId: "emulator",
    from: { id: "u" },
    recipient: { id: "b" },
    conversation: { id: "c" },
    serviceUrl: `${serviceUrl}/`,
  };
  const answer = await fetch(`${base}/api/messages`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(activity),
  });
  expect(answer.status).toBe(200);
}

test("while everything outside hangs, SIGTERM ends the service with 0, and what waits is delivered by the next one, once and in order", async () => {
  const elsewhere = await openElsewhere();
  const env = {
    DATABASE_URL: `sqlite:${join(temporaryFolder(), "assistant.db")}`,
    DESK_AGENTS: "ana:ana-token",
    EMULATOR: "on",
    CONNECTORS: "handoff",
    HANDOFF_HUB_URL: `${elsewhere.url}/hub`,
    HANDOFF_SECRET: "a-secret-for-the-hub",
    OTEL_EXPORTER_OTLP_ENDPOINT: `${elsewhere.url}/traces`,
    STATUS_FEED: `${elsewhere.url}/status`,
  };
  const first = await startService(env);
  await write(first, elsewhere.url, "1", "spotify says error 502 on my mac");
  await write(first, elsewhere.url, "2", "talk to a person");
  const initiated = () => elsewhere.at("/hub", ({ name }) => name === "handoff.initiate");
  const posted = () => elsewhere.at("/v3/", ({ type }) => type === "message");
  await elsewhere.until(() => initiated().length > 0 && posted().length > 0 && elsewhere.at("/status").length > 0);
  // Somebody on a bad line, in the middle of a message.
  const half = connect(Number(new URL(first.base).port), "127.0.0.1");
  half
    .on("error", () => undefined)
    .write(
      "POST /api/messages HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{",
    );
  first.kill("SIGTERM");
  // A stop that takes longer than it may ends with 1.
  expect(await first.ended, first.printed()).toEqual({ code: 0, signal: null });
  expect(posted().filter(({ text }) => text?.includes("Step 1 of 10"))).toHaveLength(1);

  const hung = [...initiated(), ...posted()].map(({ id, text }) => id ?? text);
  elsewhere.came.length = 0;
  elsewhere.hangs = false;
  const next = await startService(env);
  await elsewhere.until(() => initiated().length > 0 && posted().length > 1);
  next.kill("SIGTERM");
  expect((await next.ended).code).toBe(0);
  expect(initiated()).toHaveLength(1);
  expect(posted().map(({ text }) => /Step 1 of 10|case/i.exec(text ?? "")?.[0])).toEqual(["Step 1 of 10", "case"]);
  // What the other side may have taken before it hung has the same name or words as now.
  expect([...initiated(), ...posted()].map(({ id, text }) => id ?? text)).toEqual(expect.arrayContaining(hung));
});

test("a stop says at readyz that it comes, answers meanwhile and closes each connection, and ends with 0 in time", async () => {
  const service = await startService({ DRAIN_SECONDS: "2", DESK_AGENTS: "ana:ana-token" });
  const ask = (path: string) => fetch(`${service.base}${path}`);
  expect((await ask("/readyz")).status).toBe(200);
  const began = Date.now();
  service.kill("SIGTERM");
  let ready = await ask("/readyz");
  while (ready.status === 200) ready = await ask("/readyz");
  expect([ready.status, ready.headers.get("retry-after"), ready.headers.get("connection")]).toEqual([
    503,
    "5",
    "close",
  ]);
  expect((await ask("/healthz")).status).toBe(200);
  expect(await service.ended, service.printed()).toEqual({ code: 0, signal: null });
  expect(Date.now() - began).toBeGreaterThanOrEqual(2_000);
  expect(Date.now() - began).toBeLessThan(10_000);
});
