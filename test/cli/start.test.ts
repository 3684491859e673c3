import { once } from "node:events";
import { describe, expect, test } from "vitest";
import { WebSocket } from "ws";

import { startService } from "../support/service.ts";

type Opened = { token: string; streamUrl: string; conversationId: string };

async function talk(base: string): Promise<Opened> {
  const { token } = (await (await fetch(`${base}/webchat/token`, { method: "POST" })).json()) as Opened;
  const headers = { authorization: `Bearer ${token}` };
  return (await (await fetch(`${base}/v3/directline/conversations`, { method: "POST", headers })).json()) as Opened;
}

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

test("settings that are wrong end the start with 78, a line for each of them", async () => {
  const told = await startService({ PORT: "http", RETENTION_DAYS: "-1", LOG_LEVEL: "loud" }).then(
    () => "it started",
    (error: unknown) => String(error),
  );
  expect(told).toContain("ended early with 78: ");
  expect(
    told
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
