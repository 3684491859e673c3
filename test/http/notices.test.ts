import { readFileSync } from "node:fs";
import { pino } from "pino";
import { expect, onTestFinished, test } from "vitest";

import { productWords } from "../../dialogs/wording/product-en.ts";
import { serveNotices } from "../../src/http/notices.ts";
import { createHttpServer } from "../../src/http/server.ts";
import { testArticles } from "../support/test-articles.ts";

async function serve(): Promise<string> {
  const server = createHttpServer({ log: pino({ level: "silent" }) });
  const product = productWords(testArticles);
  const retention = { conversations: 30, cases: 180 };
  serveNotices(server, { retention, product, assistantName: product.name });
  const { port } = await server.listen({ host: "127.0.0.1", port: 0 });
  onTestFinished(() => server.close({ withinMs: 0 }));
  return `http://127.0.0.1:${port}`;
}

test("the privacy notice states the configured retention and how to request erasure", async () => {
  const response = await fetch(`${await serve()}/privacy`);
  const html = await response.text();
  for (const words of [
    "<h1>Privacy</h1>",
    "30 days after its last message",
    "180 days after the case was closed",
    "&quot;delete my data&quot;",
  ])
    expect(html).toContain(words);
  expect([response.status, response.headers.get("content-type")]).toEqual([200, "text/html; charset=utf-8"]);
});

test("both pages allow no script, request or frame, and are answered with 304 until they change", async () => {
  const service = await serve();
  for (const path of ["/privacy", "/terms"]) {
    const { headers } = await fetch(`${service}${path}`);
    expect(headers.get("content-security-policy")).toMatch(
      /^default-src 'none'; style-src 'sha256-[^']+'; .*frame-ancestors 'none'$/,
    );
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    const again = await fetch(`${service}${path}`, { headers: { "If-None-Match": headers.get("etag") ?? "" } });
    expect(again.status).toBe(304);
  }
});

test("the manifest of the Teams app links to them", async () => {
  const service = await serve();
  const manifest = readFileSync(new URL("../../manifest/manifest.json", import.meta.url), "utf8");
  const { developer } = JSON.parse(manifest.replaceAll("{{publicUrl}}", service)) as {
    developer: { privacyUrl: string; termsOfUseUrl: string };
  };
  for (const address of [developer.privacyUrl, developer.termsOfUseUrl])
    expect((await fetch(address)).status).toBe(200);
});
