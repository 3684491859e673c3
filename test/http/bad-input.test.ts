import { connect } from "node:net";
import { text as textOf } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { createApp } from "../../src/app.ts";
import { readConfig } from "../../src/config/settings.ts";
import { createLogger } from "../../src/common/logger.ts";
import type { App } from "../../src/composition/lifecycle.ts";
import { openTalk, type WebTalk } from "../support/whole-service.ts";
import { testArticles } from "../support/test-articles.ts";

const marker = "never-logged-7f3a";
const json = { "content-type": "application/json" };
const desk = { ...json, authorization: "Bearer ana-token" };
const connectors = {
  CONNECTORS: "chatwoot,handoff",
  CHATWOOT_URL: "http://127.0.0.1:9",
  CHATWOOT_ACCOUNT: "1",
  CHATWOOT_INBOX: "1",
  CHATWOOT_TOKEN: "t",
  CHATWOOT_WEBHOOK_SECRET: "sixteen-characters",
  HANDOFF_HUB_URL: "http://127.0.0.1:9",
  HANDOFF_SECRET: "sixteen-characters",
};

let app: App;
let base: string;
let port: number;
let talk: WebTalk;
let logged = "";
beforeAll(async () => {
  const read = readConfig({
    PORT: "0",
    STATUS_FEED: "off",
    EMULATOR: "on",
    DATABASE_URL: "sqlite::memory:",
    DESK_AGENTS: "ana:ana-token",
    RATE_LIMITS: "off",
    ...connectors,
  });
  if (!read.ok) throw new Error(read.faults.join("\n"));
  const to = { write: (line: string) => void (logged += line) };
  app = await createApp({
    config: { ...read.config, port: 0 },
    log: createLogger({ level: "trace", to }),
    articles: testArticles,
  });
  ({ port } = await app.start());
  base = `http://127.0.0.1:${port}`;
  talk = await openTalk(base);
});
afterAll(() => app.stop(2_000));

type Asked = { method?: string; path: string; headers?: Record<string, string>; body?: string | Buffer };

async function ask({
  method = "POST",
  path,
  headers = json,
  body,
}: Asked): Promise<{ status: number; type: string; body: unknown }> {
  const own = { ...headers, ...(headers["authorization"] === "OWN" && { authorization: `Bearer ${talk.token}` }) };
  const answer = await fetch(base + path.replace("OWN", talk.id), {
    method,
    headers: own,
    ...(body !== undefined && { body: body as string }),
  });
  return {
    status: answer.status,
    type: answer.headers.get("content-type") ?? "",
    body: JSON.parse(await answer.text()),
  };
}

const own = { ...json, authorization: "OWN" };
const activities = "/v3/directline/conversations/OWN/activities";
/** Every route that takes a body, with its credentials. */
const routes: readonly [string, Record<string, string>][] = [
  [activities, own],
  ["/v3/directline/tokens/generate", json],
  ["/v3/directline/conversations", own],
  ["/api/messages", json],
  ["/api/desk/session", json],
  ["/api/desk/presence", desk],
  ["/api/desk/cases/NONE/claim", desk],
  ["/api/desk/cases/NONE/messages", desk],
  ["/api/desk/cases/NONE/notes", desk],
  ["/api/desk/cases/NONE/close", desk],
];
const faulty: Asked[] = routes.flatMap(([path, headers]) => [
  { path, headers, body: `{"text": "${marker}` },
  { path, headers, body: `[${"[".repeat(50_000)}` },
  { path, headers: { ...headers, "content-type": "text/plain" }, body: marker },
  { path, headers, body: `{"text":"${marker}${"x".repeat(2_000_000)}"}` },
  { method: "DELETE", path: path === "/api/desk/session" ? "/api/desk/presence" : path, headers },
]);
const shaped: Asked[] = [
  ...[
    "[]",
    "null",
    '"x"',
    "5",
    '{"type":5}',
    `{"type":"message","text":{"a":"${marker}"}}`,
    '{"type":"message","from":"me"}',
  ].flatMap((body) => [
    { path: activities, headers: own, body },
    { path: "/api/messages", body },
  ]),
  ...["[]", "{}", '{"token":5}', '{"token":""}'].map((body) => ({ path: "/api/desk/session", body })),
  ...["[]", "{}", '{"state":1}'].map((body) => ({ path: "/api/desk/presence", headers: desk, body })),
];
const strangers: Asked[] = [
  { method: "GET", path: `/${marker}` },
  { path: `/api/${marker}`, body: "{}" },
  { method: "GET", path: "/v3/directline/conversations/nobody/activities", headers: own },
  { method: "GET", path: activities, headers: {} },
  { method: "GET", path: activities, headers: { authorization: "Bearer a.b.c" } },
  { method: "GET", path: activities, headers: { authorization: `Bearer ${marker}` } },
  { method: "GET", path: `${activities}?watermark=${marker}`, headers: own },
  { path: "/v3/directline/tokens/refresh", headers: { ...json, authorization: "Bearer a.b.c" } },
  { method: "GET", path: "/api/desk/cases", headers: {} },
  { method: "GET", path: "/api/desk/cases?status=lost", headers: desk },
  { method: "GET", path: "/api/desk/cases/NONE", headers: desk },
  { path: "/api/desk/cases/NONE/claim", headers: desk, body: "{}" },
  { method: "GET", path: "/assets/..%2f..%2fpackage.json" },
  { method: "GET", path: "/v3/directline/conversations/%zz/activities", headers: own },
  { method: "GET", path: `/${"x".repeat(6_000)}` },
];

const refusal = { error: { code: expect.stringMatching(/^[A-Z]\w+$/), message: expect.stringMatching(/\.$/) } };
const name = ({ method = "POST", path, body }: Asked): string =>
  `${method} ${path.slice(0, 60)} ${String(body ?? "").slice(0, 30)}`;

describe("bad input is refused with JSON and a 4xx status:", () => {
  test.each([...faulty, ...shaped, ...strangers].map((asked) => [name(asked), asked] as const))(
    "%s",
    async (_name, asked) => {
      const { status, type, body } = await ask(asked);
      expect(status).toBeGreaterThanOrEqual(400);
      expect(status).toBeLessThan(500);
      expect(type).toContain("application/json");
      expect(body).toMatchObject(refusal);
    },
  );

  test.each([
    ["wrong JSON", { path: activities, headers: own, body: "{" }, 400],
    ["a wrong type", { path: activities, headers: own, body: '{"type":"message","text":5}' }, 400],
    ["a body that is too large", { path: "/api/messages", body: `"${"x".repeat(2_000_000)}"` }, 413],
    ["another content type", { path: "/api/messages", headers: { "content-type": "text/plain" }, body: "{}" }, 415],
    ["an unknown route", { method: "GET", path: "/nothing" }, 404],
    ["a wrong method", { method: "DELETE", path: activities, headers: own }, 405],
    [
      "another's conversation",
      { method: "GET", path: "/v3/directline/conversations/nobody/activities", headers: own },
      403,
    ],
    ["an unknown case", { method: "GET", path: "/api/desk/cases/NONE", headers: desk }, 404],
    ["a made-up token", { method: "GET", path: activities, headers: { authorization: "Bearer a.b.c" } }, 401],
    ["a long address", { method: "GET", path: `/${"x".repeat(6_000)}` }, 414],
  ] as const)("%s has its own status", async (_what, asked, status) => {
    expect((await ask(asked)).status).toBe(status);
  });

  const head = "Host: x\r\nConnection: close\r\n";
  const upgrade = `${head.replace("close", "Upgrade")}Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n`;
  test.each([
    [
      "a chunk that is none",
      `POST /api/messages HTTP/1.1\r\n${head}Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nZZZ\r\nabc\r\n`,
    ],
    [
      "two lengths",
      `POST /api/messages HTTP/1.1\r\n${head}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    ],
    ["no Host", "GET / HTTP/1.1\r\nConnection: close\r\n\r\n"],
    ["a broken Host", "GET / HTTP/1.1\r\nHost: [::x%\r\nConnection: close\r\n\r\n"],
    ["a header with a NUL", `GET / HTTP/1.1\r\n${head}X-A: a\u0000b\r\n\r\n`],
    ["an unknown method", `FOO / HTTP/1.1\r\n${head}\r\n`],
    ["a header without end", `GET / HTTP/1.1\r\n${head}X-A: ${"a".repeat(60_000)}\r\n\r\n`],
    [
      "a stream with a made-up token",
      `GET /v3/directline/conversations/c/stream?t=bad HTTP/1.1\r\n${upgrade}Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`,
    ],
    [
      "a stream that is nowhere",
      `GET /nowhere HTTP/1.1\r\n${upgrade}Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`,
    ],
    ["a stream without a key", `GET /v3/directline/conversations/OWN/stream?t=TOKEN HTTP/1.1\r\n${upgrade}\r\n`],
  ])("on the wire: %s", async (_what, sent) => {
    const socket = connect(port, "127.0.0.1");
    socket.write(sent.replace("OWN", talk.id).replace("TOKEN", talk.token), "latin1");
    const answer = await textOf(socket);
    expect(answer).toMatch(/^HTTP\/1\.1 4\d\d /);
    expect(answer.toLowerCase()).toContain("content-type: application/json");
    expect(JSON.parse(answer.slice(answer.indexOf("\r\n\r\n") + 4))).toMatchObject(refusal);
  });

  test.each(["chatwoot", "handoff"])("an unsigned webhook of %s", async (which) => {
    const path = { chatwoot: "/api/connectors/chatwoot", handoff: "/api/connectors/handoff" }[which] ?? "";
    for (const body of ["{", "[]", `{"text":"${marker}"}`]) {
      const { status, body: answered } = await ask({ path, body });
      expect(status).toBeGreaterThanOrEqual(400);
      expect(status).toBeLessThan(500);
      expect(answered).toMatchObject(refusal);
    }
  });
});

test.each(["/", "/desk", "/healthz", "/readyz"])("HEAD %s has the headers of GET and no body", async (path) => {
  const [head, get] = await Promise.all(
    ["HEAD", "GET"].map((method) => fetch(base + path, { method, headers: { "accept-encoding": "identity" } })),
  );
  expect([head?.status, head?.headers.get("content-type"), head?.headers.get("content-length")]).toEqual([
    200,
    get?.headers.get("content-type"),
    get?.headers.get("content-length"),
  ]);
  expect(await head?.text()).toBe("");
});

test("unusual but valid input is a turn: NUL, broken UTF-8, deep nesting, __proto__, and text up to the limit", async () => {
  const bodies = [
    JSON.stringify({ type: "message", text: "a\u0000b" }),
    Buffer.from([...Buffer.from('{"type":"message","text":"'), 0xff, 0xfe, ...Buffer.from('"}')]),
    `{"type":"message","text":"x","channelData":${'{"a":'.repeat(5_000)}1${"}".repeat(5_000)}}`,
    '{"type":"message","text":"x","__proto__":{"a":1},"constructor":{"prototype":{"b":1}}}',
    JSON.stringify({ type: "message", text: "x".repeat(8_000) }),
  ];
  for (const body of bodies) expect((await ask({ path: activities, headers: own, body })).status).toBe(200);
  await app.conversations.idle();
  expect((Object.prototype as Record<string, unknown>)["a"]).toBeUndefined();
});

test("after all of that the process is healthy, nothing is lost and no input was logged", async () => {
  expect((await fetch(`${base}/readyz`)).status).toBe(200);
  const before = (await talk.read()).length;
  expect((await talk.post({ type: "message", text: "spotify 502 on my mac" })).status).toBe(200);
  await app.conversations.idle();
  expect((await talk.read()).length).toBe(before + 2);
  expect(logged).not.toContain(marker);
});
