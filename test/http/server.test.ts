import { once } from "node:events";
import { connect } from "node:net";
import { pino } from "pino";
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from "vitest";

import { sendJson } from "../../src/http/response.ts";
import { readBody } from "../../src/http/request-body.ts";
import { createHttpServer, type HttpServer, route } from "../../src/http/server.ts";
import { AppError } from "../../src/common/errors.ts";

const json = { "Content-Type": "application/json" };
let server: HttpServer;
let port: number;
let logged: string;

beforeEach(async () => {
  logged = "";
  server = createHttpServer({
    log: pino({}, { write: (line) => void (logged += line) }),
    headersTimeoutMs: 200,
    requestTimeoutMs: 300,
    middleware: (_req, res) => void res.setHeader("X-Decorated", "yes"),
  });
  route(server, "POST", "/echo/:id", (req, res) => sendJson(res, 200, { id: req.params.id, body: req.body }));
  route(
    server,
    "POST",
    "/raw",
    async (req, res) => sendJson(res, 200, { bytes: (await readBody(req, 1_000_000)).length }),
    { body: "raw" },
  );
  route(server, "GET", "/refused", () => {
    throw new AppError("Conflict", "Ana has it.", { remedy: "Ask her." });
  });
  route(server, "GET", "/broken", async () => {
    throw new Error("my secret words");
  });
  ({ port } = await server.listen({ host: "127.0.0.1", port: 0 }));
});
afterEach(() => server.close({ withinMs: 0 }));

const ask = async (path: string, init?: RequestInit) => {
  const response = await fetch(`http://127.0.0.1:${port}${path}`, init);
  return {
    status: response.status,
    headers: response.headers,
    body: (await response.json()) as { error: { code: string; message: string } },
  };
};

/** Sends raw bytes; resolves with the response when the server closes the connection. */
function raw(bytes: string): Promise<{ status: string; body: string }> {
  return new Promise((resolve) => {
    let text = "";
    const socket = connect(port, "127.0.0.1", () => socket.write(bytes));
    socket.on("data", (chunk) => (text += chunk));
    socket.on("error", () => {});
    socket.on("close", () => resolve({ status: text.split(" ")[1] ?? "", body: text.split("\r\n\r\n")[1] ?? "" }));
  });
}

describe("a valid request", () => {
  test("is answered by its handler, which gets the parsed body and the path parameters", async () => {
    expect(await ask("/echo/7", { method: "POST", headers: json, body: '{"a":1}' })).toMatchObject({
      status: 200,
      body: { id: "7", body: { a: 1 } },
    });
  });

  test("may have no body, or a +json content type", async () => {
    expect((await ask("/echo/7", { method: "POST" })).body).toEqual({ id: "7" });
    expect(
      (
        await ask("/echo/7", {
          method: "POST",
          headers: { "Content-Type": "application/vnd.x+json; charset=utf-8" },
          body: "[]",
        })
      ).body,
    ).toEqual({
      id: "7",
      body: [],
    });
  });

  test("may have a raw body that its handler reads", async () => {
    expect((await ask("/raw", { method: "POST", body: "x".repeat(500_000) })).body).toEqual({ bytes: 500_000 });
  });

  test("is answered with security headers and those of the middleware", async () => {
    const { headers } = await ask("/echo/7", { method: "POST" });
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
    expect(headers.get("x-decorated")).toBe("yes");
    expect(headers.get("server")).toBeNull();
  });
});

describe("an invalid request gets a JSON error with a status and a message:", () => {
  test.each<[string, string, RequestInit, number, string]>([
    ["broken JSON", "/echo/7", { method: "POST", headers: json, body: '{"a":' }, 400, "BadRequest"],
    ["JSON after JSON", "/echo/7", { method: "POST", headers: json, body: "{} my secret words" }, 400, "BadRequest"],
    [
      "another content type",
      "/echo/7",
      { method: "POST", headers: { "Content-Type": "text/plain" }, body: "{}" },
      415,
      "UnsupportedMediaType",
    ],
    ["no content type", "/echo/7", { method: "POST", body: new Uint8Array([123, 125]) }, 415, "UnsupportedMediaType"],
    [
      "2 MB",
      "/echo/7",
      { method: "POST", headers: json, body: JSON.stringify("x".repeat(2_000_000)) },
      413,
      "TooLarge",
    ],
    [
      "2 MB of unknown length",
      "/echo/7",
      { method: "POST", headers: json, body: endless(2_000_000), duplex: "half" },
      413,
      "TooLarge",
    ],
    ["more than a handler reads itself", "/raw", { method: "POST", body: "x".repeat(1_000_001) }, 413, "TooLarge"],
    ["an unknown address", "/nowhere", {}, 404, "NotFound"],
    ["an address with broken escapes", "/echo/%ff", { method: "POST" }, 404, "NotFound"],
    ["an address of two slashes", "//", {}, 404, "NotFound"],
    ["the wrong method", "/echo/7", {}, 405, "MethodNotAllowed"],
    ["an error thrown by the handler", "/refused", {}, 409, "Conflict"],
  ])("%s", async (_, path, init, status, code) => {
    const answer = await ask(path, init);
    expect(answer).toMatchObject({ status, body: { error: { code, message: expect.stringMatching(/\S/) } } });
    expect(answer.headers.get("content-type")).toContain("application/json");
    expect(JSON.stringify(answer.body) + logged).not.toContain("secret");
  });

  test("the message has the position of a JSON syntax error, not the text", async () => {
    const { body } = await ask("/echo/7", { method: "POST", headers: json, body: '{"a":1,}' });
    expect(body.error.message).toMatch(/position \d+/);
  });

  test("an internal error does not reveal its cause", async () => {
    const { status, body } = await ask("/broken");
    expect([status, body.error.code]).toEqual([500, "Internal"]);
    expect(JSON.stringify(body)).not.toContain("secret");
    expect(logged).toContain("/broken");
  });

  test.each([
    ["a broken Host", "GET / HTTP/1.1\r\nHost: [\r\nConnection: close\r\n\r\n", "400"],
    ["a broken address", "GET http://[ HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", "400"],
    ["no HTTP", "hello\r\n\r\n", "400"],
    ["headers without end", `GET / HTTP/1.1\r\nHost: a\r\nX: ${"a".repeat(40_000)}\r\n\r\n`, "431"],
    ["headers that arrive too slowly", "GET / HTTP/1.1\r\nHost: a\r\nX", "408"],
    [
      "a body that never comes",
      "POST /echo/7 HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{",
      "408",
    ],
  ])("%s", async (_, bytes, status) => {
    const answer = await raw(bytes);
    expect(answer.status).toBe(status);
    expect(JSON.parse(answer.body)).toMatchObject({ error: { code: "BadRequest" } });
  });

  test("the next request is answered normally", async () => {
    await raw("GET / HTTP/1.1\r\nHost: [\r\nConnection: close\r\n\r\n");
    expect((await ask("/echo/8", { method: "POST" })).status).toBe(200);
  });
});

describe("closing", () => {
  test("lets a running request finish and accepts no new one", async () => {
    const arrived = Promise.withResolvers<void>();
    const may = Promise.withResolvers<void>();
    route(server, "GET", "/slow", async (_req, res) => {
      arrived.resolve();
      await may.promise;
      sendJson(res, 200, { done: true });
    });
    const slow = ask("/slow");
    await arrived.promise;
    const closed = server.close();
    await expect(ask("/echo/7", { method: "POST" })).rejects.toThrow("fetch failed");
    may.resolve();
    expect((await slow).body).toEqual({ done: true });
    await closed;
  });

  test("aborts long-lived responses, and destroys the connections that remain", async () => {
    const arrived = Promise.withResolvers<void>();
    route(server, "GET", "/stream", async (_req, res) => {
      res.write("one\n");
      arrived.resolve();
    });
    const stream = ask("/stream").catch(() => "cut");
    await arrived.promise;
    expect(server.closing.aborted).toBe(false);
    await server.close({ withinMs: 10 });
    expect(server.closing.aborted).toBe(true);
    expect(await stream).toBe("cut");
  });

  test("twice, or before listening, does nothing", async () => {
    await server.close();
    await server.close();
    await expect(createHttpServer({ log: pino({ level: "silent" }) }).close()).resolves.toBeUndefined();
  });
});

test("connections beyond the maximum are closed at once, open ones are served", async () => {
  const small = createHttpServer({ log: pino({ level: "silent" }), maxConnections: 1 });
  onTestFinished(() => small.close({ withinMs: 0 }));
  const { port: at } = await small.listen({ host: "127.0.0.1", port: 0 });
  const first = connect(at, "127.0.0.1");
  await once(first, "connect");
  const second = connect(at, "127.0.0.1");
  second.on("error", () => undefined);
  await new Promise<void>((over) => second.on("close", () => over()));
  first.write("GET /nowhere HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
  expect(String((await once(first, "data"))[0])).toContain("404");
});

test("listening on a port in use rejects", async () => {
  const second = createHttpServer({ log: pino({ level: "silent" }) });
  await expect(second.listen({ host: "127.0.0.1", port })).rejects.toMatchObject({ code: "EADDRINUSE" });
});

function endless(bytes: number): ReadableStream {
  let left = bytes;
  return new ReadableStream({
    pull: (to) => {
      if (left <= 0) return to.close();
      left -= 65_536;
      to.enqueue(new Uint8Array(65_536));
    },
  });
}
