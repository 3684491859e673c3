import { execFile } from "node:child_process";
import { once } from "node:events";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { WebSocket } from "ws";

import { readyMessage } from "../../src/cli/ready-message.ts";
import { readConfig } from "../../src/config/settings.ts";
import { startService } from "../support/service.ts";
import { postAsEmulator } from "../support/bot-endpoint.ts";

type Opened = { token: string; streamUrl: string; conversationId: string };

async function talk(base: string): Promise<Opened> {
  const { token } = (await (await fetch(`${base}/webchat/token`, { method: "POST" })).json()) as Opened;
  const headers = { authorization: `Bearer ${token}` };
  return (await (await fetch(`${base}/v3/directline/conversations`, { method: "POST", headers })).json()) as Opened;
}

const assistant =
  (...args: string[]) =>
  (env: Record<string, string>) =>
    promisify(execFile)(process.execPath, ["bin/assistant.mjs", ...args], {
      env: { PATH: process.env["PATH"], ...env },
    });

test(
  "a running service takes changed articles on assistant reload, and says so in its log",
  { timeout: 60_000 },
  async () => {
    const service = await startService({});
    const { stdout } = await assistant("reload")({ PORT: new URL(service.base).port });
    expect(stdout).toContain("reads the articles again");
    await expect.poll(service.printed, { timeout: 20_000 }).toContain("articles reloaded");
    expect((await fetch(`${service.base}/healthz`)).status).toBe(200);
  },
);

test("assistant reload says where it found no service", async () => {
  const printed = await assistant("reload")({ PORT: "9" }).catch((error: unknown) => error);
  expect(printed).toMatchObject({
    code: 1,
    stderr: expect.stringContaining("No service answers at http://127.0.0.1:9/"),
  });
});

describe("SIGTERM", () => {
  test("ends the service in order and in time, with a stream, event streams and an idle connection open", async () => {
    const service = await startService({ DESK_AGENTS: "ana:ana-token" });
    const { streamUrl } = await talk(service.base);
    const socket = new WebSocket(streamUrl);
    await once(socket, "message");
    const events = await fetch(`${service.base}/api/desk/events`, { headers: { authorization: "Bearer ana-token" } });
    expect(events.status).toBe(200);
    const goodbye = once(socket, "close");
    service.kill("SIGTERM");
    // A stop that takes longer than it may ends with 1.
    expect(await service.ended).toEqual({ code: 0, signal: null });
    expect((await goodbye)[0]).toBe(1001);
    await events.body?.cancel().catch(() => undefined);
  });

  test("twice is once", async () => {
    const service = await startService({});
    service.kill("SIGTERM");
    service.kill("SIGTERM");
    expect((await service.ended).code).toBe(0);
  });
});

const post = (base: string, headers: Record<string, string> = {}) =>
  postAsEmulator(base, { deliveryMode: "expectReplies", text: "hello" }, headers);

test("without an app id the service serves pages on every network, no Bot Framework, and says so", async () => {
  const service = await startService({ HOST: "0.0.0.0", DESK_AGENTS: "ana:sixteen-or-more-characters" });
  const here = service.base.replace("0.0.0.0", "127.0.0.1");
  expect((await post(here)).status).toBe(404);
  for (const path of ["/", "/desk"]) expect((await fetch(here + path)).status, path).toBe(200);
  expect(service.printed()).toMatch(/no Bot Framework \(neither MicrosoftAppId nor EMULATOR=on\)/);
  service.kill("SIGTERM");
  await service.ended;
});

test("with EMULATOR=on it serves programs on this machine alone, and says so", async () => {
  const service = await startService({ EMULATOR: "on" });
  expect((await post(service.base)).status).toBe(200);
  expect((await post(service.base, { "x-real-ip": "203.0.113.7" })).status).toBe(403);
  expect(service.printed()).toMatch(/this machine alone \(EMULATOR=on\)/);
  service.kill("SIGTERM");
  await service.ended;
});

test("the link that signs in is printed to a terminal only, never into a log", async () => {
  const service = await startService({});
  service.kill("SIGTERM");
  await service.ended;
  expect(service.printed()).toContain("/desk\n");
  expect(service.printed()).not.toContain("#token=");
  const read = readConfig({});
  if (!read.ok) throw new Error(read.faults.join("\n"));
  const facts = { config: read.config, port: 3978, version: "1", token: "made-token" };
  expect(readyMessage({ ...facts, terminal: true })).toContain("/desk#token=made-token\n");
  expect(readyMessage({ ...facts, terminal: false })).not.toContain("made-token");
});

test("a database of several hosts is named with all of them, and without its secret", () => {
  const read = readConfig({ DATABASE_URL: "postgres://u:hush@one:5432,two:5433/support" });
  if (!read.ok) throw new Error(read.faults.join("\n"));
  const printed = readyMessage({ config: read.config, port: 3978, version: "1", token: null, terminal: false });
  expect(printed).toContain("PostgreSQL, one:5432 or two:5433/support\n");
  expect(printed).not.toContain("hush");
});

test("settings that are wrong end the start with 78, a line for each of them", async () => {
  const printed = await startService({ PORT: "http", RETENTION_DAYS: "-1", LOG_LEVEL: "loud" }).then(
    () => "it started",
    (error: unknown) => String(error),
  );
  expect(printed).toContain("ended early with 78: ");
  expect(
    printed
      .split("78: ")[1]
      ?.trim()
      .split("\n")
      .map((line) => line.split(" ", 1)[0])
      .toSorted(),
  ).toEqual(["LOG_LEVEL", "PORT", "RETENTION_DAYS"]);
});

test.each([
  ["a promise that nobody waited for", "Promise.reject(new Error('the secret words'))"],
  ["an error that nobody caught", "throw new Error('the secret words')"],
])("%s ends the process after a tidy line, without its words", async (_what, fault) => {
  const service = await startService({}, { before: `process.on("SIGUSR2", () => { ${fault} })` });
  service.kill("SIGUSR2");
  expect((await service.ended).code).toBe(1);
  const last = JSON.parse(service.printed().trim().split("\n").at(-1) ?? "") as {
    level: string;
    err: { kind: string };
  };
  expect([last.level, last.err.kind]).toEqual(["fatal", "Error"]);
  expect(service.printed()).not.toContain("secret words");
});

test("a token that the SDK refuses leaves no words of the SDK in the output", async () => {
  const guid = "11111111-2222-4333-8444-555555555555";
  const service = await startService({ MicrosoftAppId: guid, MicrosoftAppPassword: "p", MicrosoftAppTenantId: guid });
  const activity = {
    type: "message",
    channelId: "msteams",
    from: { id: "u" },
    conversation: { id: "c" },
    text: "hi",
    serviceUrl: "https://smba.example/",
  };
  const refused = await fetch(`${service.base}/api/messages`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: "Bearer the-secret.of.somebody" },
    body: JSON.stringify(activity),
  });
  expect(refused.status).toBe(401);
  service.kill("SIGTERM");
  await service.ended;
  expect(service.printed()).not.toContain("the-secret");
  for (const line of service
    .printed()
    .split("\n")
    .filter((each) => each.includes("{")))
    expect(() => JSON.parse(line) as unknown).not.toThrow();
});
