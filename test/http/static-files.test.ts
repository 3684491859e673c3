import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { servePage } from "../../src/http/static-files.ts";
import { createHttpServer, type HttpServer } from "../../src/http/server.ts";

let folder: string;
let server: HttpServer;
let port: number;

async function serve(): Promise<void> {
  server = createHttpServer({ log: pino({ level: "silent" }) });
  servePage({ server, folder, path: "/" });
  ({ port } = await server.listen({ host: "127.0.0.1", port: 0 }));
}

/** Node's own client, because it sends no Accept-Encoding and does not normalise paths. */
function get(
  path: string,
  headers: Record<string, string> = {},
): Promise<{ status: number; headers: NodeJS.Dict<string | string[]>; body: string }> {
  return new Promise((resolve, reject) => {
    const asked = request({ host: "127.0.0.1", port, path, headers }, (response) => {
      let body = "";
      response.on("data", (chunk) => (body += String(chunk)));
      response.on("end", () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }));
    });
    asked.once("error", reject).end();
  });
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "page-"));
  mkdirSync(join(folder, "assets"));
  writeFileSync(join(folder, "index.html"), "<!doctype html><title>Chat</title>");
  writeFileSync(join(folder, "assets", "main-abc.js"), "plain");
  writeFileSync(join(folder, "assets", "main-abc.js.br"), "small");
  writeFileSync(join(folder, "assets", "main-abc.js.gz"), "medium");
  writeFileSync(join(folder, "secret.txt"), "secret");
  await serve();
});
afterEach(async () => {
  await server.close({ withinMs: 100 });
  rmSync(folder, { recursive: true });
});

describe("a page", () => {
  test("allows no inline script or style, no other host and no frame", async () => {
    const { status, headers, body } = await get("/");
    expect({ status, type: headers["content-type"], body }).toEqual({
      status: 200,
      type: "text/html; charset=utf-8",
      body: "<!doctype html><title>Chat</title>",
    });
    expect(headers["content-security-policy"]).toContain("default-src 'none'; script-src 'self';");
    expect(headers["content-security-policy"]).toContain("frame-ancestors 'none'");
    expect(headers["content-security-policy"]).not.toMatch(/unsafe|https?:|\*/);
    expect(headers["x-content-type-options"]).toBe("nosniff");
  });

  test("is revalidated on each request and answered with 304", async () => {
    const first = await get("/");
    expect(first.headers["cache-control"]).toBe("no-cache");
    expect(await get("/", { "if-none-match": String(first.headers["etag"]) })).toMatchObject({ status: 304, body: "" });
  });

  test.each([
    ["br, gzip", "br", "small"],
    ["gzip, deflate", "gzip", "medium"],
    ["br;q=0, gzip;q=0.5", "gzip", "medium"],
    ["identity", undefined, "plain"],
  ])("has files in the best encoding that the browser accepts: %s", async (accepted, encoding, body) => {
    const answer = await get("/assets/main-abc.js", { "accept-encoding": accepted });
    expect(answer).toMatchObject({ status: 200, body });
    expect(answer.headers).toMatchObject({
      "content-type": "text/javascript; charset=utf-8",
      vary: "Accept-Encoding",
      "cache-control": "public, max-age=31536000, immutable",
    });
    expect(answer.headers["content-encoding"]).toBe(encoding);
  });

  test.each([
    "/assets/none.js",
    "/assets/main-abc.js.br",
    "/assets/..%2findex.html",
    "/assets/../secret.txt",
    "/assets/..%2f..%2fetc%2fpasswd",
    "/assets/%zz",
    "/assets/",
  ])("serves no other file: %s", async (path) => {
    const { status, body } = await get(path);
    expect([400, 404]).toContain(status);
    expect(JSON.parse(body)).toMatchObject({ error: { code: expect.any(String) } });
  });

  test("that was not built is a 404 that says so", async () => {
    await server.close({ withinMs: 100 });
    rmSync(join(folder, "index.html"));
    await serve();
    const { status, body } = await get("/");
    expect({ status, body }).toEqual({ status: 404, body: expect.stringContaining("npm run build:pages") });
  });
});
