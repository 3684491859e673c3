import { expect, test } from "vitest";

import { startWhole } from "../support/whole-service.ts";

const token = "metrics-token-of-some-length";
const stranger = { "x-forwarded-for": "203.0.113.9" };

test("reasons and metrics are for this machine without a proxy, or with the token; strangers get two booleans", async () => {
  const { base } = await startWhole({ METRICS_TOKEN: token });
  const ask = async (path: string, headers: Record<string, string>): Promise<[number, string]> => {
    const response = await fetch(base + path, { headers });
    return [response.status, await response.text()];
  };
  const bearer = { authorization: `Bearer ${token}` };
  for (const headers of [{}, { ...stranger, ...bearer }]) {
    expect(await ask("/readyz", headers)).toEqual([200, expect.stringContaining('"reasons":{}')]);
    expect(await ask("/metrics", headers)).toEqual([200, expect.stringContaining("assistant_turns_total")]);
  }
  for (const headers of [stranger, { via: "1.1 proxy" }, { ...stranger, authorization: "Bearer wrong-wrong-wrong" }]) {
    expect(await ask("/readyz", headers)).toEqual([200, '{"ready":true,"degraded":false}']);
    expect(await ask("/metrics", headers)).toEqual([401, expect.stringContaining('"Unauthorized"')]);
  }
});

test("without METRICS_TOKEN no token opens the metrics", async () => {
  const { base } = await startWhole();
  const response = await fetch(`${base}/metrics`, { headers: { ...stranger, authorization: "Bearer " } });
  expect(response.status).toBe(401);
});

test("a proxy that TRUST_PROXY does not know is said once in the log, and to operators", async () => {
  const { base, logged } = await startWhole();
  const notes = async (): Promise<unknown> =>
    ((await (await fetch(`${base}/readyz`)).json()) as { notes: unknown }).notes;
  expect(await notes()).toEqual({});
  for (let at = 0; at < 3; at++) await fetch(`${base}/healthz`, { headers: stranger });
  expect(await notes()).toEqual({ TRUST_PROXY: expect.stringContaining("set TRUST_PROXY") });
  expect(logged().match(/"setting":"TRUST_PROXY"/g)).toHaveLength(1);
  const trusting = await startWhole({ TRUST_PROXY: "1" });
  await fetch(`${trusting.base}/healthz`, { headers: stranger });
  expect(trusting.logged()).not.toContain('"setting":"TRUST_PROXY"');
});

test("security.txt says where to report, and until when that is true; without a contact there is none", async () => {
  const { base } = await startWhole({ SECURITY_CONTACT: "mailto:security@example.com" });
  const response = await fetch(`${base}/.well-known/security.txt`);
  expect(response.headers.get("content-type")).toBe("text/plain; charset=utf-8");
  const text = await response.text();
  expect(text).toMatch(/^Contact: mailto:security@example\.com$/m);
  const expires = Date.parse(/^Expires: (.+)$/m.exec(text)?.[1] ?? "");
  expect(expires).toBeGreaterThan(Date.now());
  expect(expires).toBeLessThan(Date.now() + 365 * 24 * 60 * 60_000);
  const without = await startWhole();
  expect((await fetch(`${without.base}/.well-known/security.txt`)).status).toBe(404);
});
