import { describe, expect, test } from "vitest";

import { call, useDeskApp, type DeskApp } from "../support/desk-app.ts";

const signIn = (service: DeskApp, token: string, headers: Record<string, string> = {}) =>
  fetch(`${service.base}/api/desk/session`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify({ token }),
  });

async function cookieOf(service: DeskApp): Promise<string> {
  const answer = await signIn(service, "ana-token");
  return answer.headers.get("set-cookie")?.split(";")[0] ?? "";
}

describe("every call", () => {
  test.each([
    ["GET", "/cases"],
    ["GET", "/cases/ABC123"],
    ["GET", "/events"],
    ["GET", "/me"],
    ["GET", "/presence"],
    ["GET", "/search?q=x"],
    ["GET", "/canned-replies"],
    ["POST", "/cases/ABC123/claim"],
    ["POST", "/cases/ABC123/messages"],
    ["POST", "/presence"],
  ])("%s %s is for agents alone", async (method, path) => {
    const service = await useDeskApp();
    expect(await call(`${service.base}/api/desk${path}`, method, "not-a-token")).toMatchObject({
      status: 401,
      body: { error: { code: "Unauthorized" } },
    });
  });

  test.each([
    ["POST", "/cases/ABC123/claim", {}, 404],
    ["GET", "/cases/ABC123", undefined, 404],
    ["GET", "/cases?status=lost", undefined, 400],
    ["POST", "/cases/ABC123/messages", { text: "" }, 400],
    ["POST", "/cases/ABC123/messages", { text: 7 }, 400],
    ["POST", "/cases/ABC123/close", { resolution: "x", reason: "bored" }, 400],
    ["POST", "/presence", { state: "asleep" }, 400],
    ["POST", "/presence", undefined, 400],
  ])("%s %s with %o is answered with %s%i", async (method, path, body, status) => {
    const service = await useDeskApp();
    const answer = await service.desk("ana", method, path, body);
    expect(answer.status).toBe(status);
    expect(answer.body.error).toMatchObject({ code: expect.any(String), message: expect.any(String) });
  });
});

describe("the page's session", () => {
  test("is a cookie that scripts and other sites cannot use", async () => {
    const service = await useDeskApp();
    const answer = await signIn(service, "ana-token");
    expect(await answer.json()).toEqual({ login: "ana", name: "ana", role: "agent" });
    expect(answer.headers.get("set-cookie")).toMatch(
      /^desk_session=[^;]+; HttpOnly; SameSite=Strict; Path=\/api\/desk; Max-Age=43200$/,
    );
  });

  test("goes over https alone where people reach the service so", async () => {
    const service = await useDeskApp({
      PUBLIC_URL: "https://help.example.com",
      DESK_AGENTS: "ana:a-token-of-some-length",
    });
    const answer = await signIn(service, "a-token-of-some-length");
    expect(answer.headers.get("set-cookie")).toMatch(/; HttpOnly; SameSite=Strict; .*; Secure$/);
  });

  test("opens the desk; what changes something needs the page's own header, too", async () => {
    const service = await useDeskApp();
    const cookie = await cookieOf(service);
    const ask = (method: string, headers: Record<string, string>) =>
      fetch(`${service.base}/api/desk/${method === "GET" ? "me" : "presence"}`, {
        method,
        headers: { cookie, "content-type": "application/json", ...headers },
        ...(method === "POST" && { body: '{"state":"away"}' }),
      }).then(({ status }) => status);
    expect(await ask("GET", {})).toBe(200);
    expect(await ask("POST", {})).toBe(403);
    expect(await ask("POST", { "x-desk": "1" })).toBe(200);
    expect(await ask("POST", { "x-desk": "1", "sec-fetch-site": "cross-site" })).toBe(403);
    expect(await ask("GET", { "sec-fetch-site": "cross-site" })).toBe(403);
  });

  test("cannot be guessed, ends after 12 hours however busy it is, and an hour after its last use", async () => {
    const service = await useDeskApp();
    const cookie = await cookieOf(service);
    const status = async (value: string): Promise<number> =>
      (await fetch(`${service.base}/api/desk/me`, { headers: { cookie: value } })).status;
    for (const value of ["desk_session=", "desk_session=%%%..", `desk_session=${"A".repeat(43)}`, `${cookie}A`])
      expect(await status(value)).toBe(401);
    for (let hour = 0; hour < 13; hour++) {
      expect(await status(cookie)).toBe(200);
      service.forward(55 * 60_000);
    }
    expect(await status(cookie)).toBe(200);
    service.forward(10 * 60_000);
    expect(await status(cookie)).toBe(401);
    const idle = await cookieOf(service);
    service.forward(61 * 60_000);
    expect(await status(idle)).toBe(401);
  });

  test("is over once it is signed out, here and for whoever kept the cookie; others of the same agent go on", async () => {
    const service = await useDeskApp();
    const [cookie, other] = [await cookieOf(service), await cookieOf(service)];
    const status = async (value: string): Promise<number> =>
      (await fetch(`${service.base}/api/desk/me`, { headers: { cookie: value } })).status;
    const ended = await fetch(`${service.base}/api/desk/session`, {
      method: "DELETE",
      headers: { cookie, "x-desk": "1" },
    });
    expect(ended.status).toBe(200);
    expect([await status(cookie), await status(other)]).toEqual([401, 200]);
  });

  test("is over on all devices once its agent says so, also for a page that is open; others' sessions and the token go on", async () => {
    const service = await useDeskApp();
    const cookie = await cookieOf(service);
    const status = async (value: string): Promise<number> =>
      (await fetch(`${service.base}/api/desk/me`, { headers: { cookie: value } })).status;
    const open = await fetch(`${service.base}/api/desk/events`, { headers: { cookie } });
    service.forward(1_000);
    const ended = await fetch(`${service.base}/api/desk/session/end-all`, {
      method: "POST",
      headers: { cookie, "x-desk": "1" },
    });
    expect([ended.status, await ended.json()]).toEqual([200, { login: "ana", leaveTo: null }]);
    expect(ended.headers.get("set-cookie")).toMatch(/^desk_session=;/);
    expect(await status(cookie)).toBe(401);
    // The stream ends: reading it to its end comes back.
    await open.text();
    service.forward(1_000);
    expect(await status(await cookieOf(service))).toBe(200);
    expect((await service.desk("ben", "GET", "/me")).status).toBe(200);
  });

  test("is not given to another site's page", async () => {
    const service = await useDeskApp();
    expect((await signIn(service, "ana-token", { "sec-fetch-site": "cross-site" })).status).toBe(403);
  });
});

test("who guesses tokens is locked out for a minute; right tokens from the same address and sessions go on", async () => {
  const service = await useDeskApp();
  const cookie = await cookieOf(service);
  const guess = (token: string) => call(`${service.base}/api/desk/me`, "GET", token);
  for (let at = 0; at < 10; at++) expect((await guess(`guess-${at}`)).status).toBe(401);
  expect(await guess("guess-10")).toMatchObject({ status: 429, body: { error: { code: "TooManyRequests" } } });
  expect((await service.desk("ana", "GET", "/me")).status).toBe(200);
  expect((await signIn(service, "ana-token")).status).toBe(200);
  expect((await guess("guess-11")).status).toBe(429);
  expect((await fetch(`${service.base}/api/desk/me`, { headers: { cookie } })).status).toBe(200);
  service.forward(61_000);
  expect((await guess("guess-12")).status).toBe(401);
});

test("behind a proxy it is the guesser who is locked out, not everybody behind that proxy", async () => {
  const service = await useDeskApp({ TRUST_PROXY: "1" });
  const status = async (client: string, token: string): Promise<number> =>
    (
      await fetch(`${service.base}/api/desk/me`, {
        headers: { authorization: `Bearer ${token}`, "x-forwarded-for": client },
      })
    ).status;
  for (let guess = 0; guess < 10; guess++) expect(await status("203.0.113.7", `guess-${guess}`)).toBe(401);
  expect(await status("203.0.113.7", "guess-10")).toBe(429);
  expect(await status("203.0.113.8", "guess-10")).toBe(401);
  expect(await status("203.0.113.8, 203.0.113.7", "guess-10")).toBe(429);
  expect(await status("203.0.113.7", "ana-token")).toBe(200);
});

test("without configuration one agent is made for this machine", async () => {
  const service = await useDeskApp({ DESK_AGENTS: "" });
  const { login, token } = service.app.madeAgent!;
  expect(await call(`${service.base}/api/desk/me`, "GET", token)).toMatchObject({
    status: 200,
    body: { login, role: "lead" },
  });
});
