import { join } from "node:path";
import { expect, test } from "vitest";

import { temporaryFolder } from "./support/databases.ts";
import { startService } from "../support/service.ts";
import { openTalk } from "../support/whole-service.ts";

const onFile = (): Record<string, string> => ({ DATABASE_URL: `sqlite:${join(temporaryFolder(), "assistant.db")}` });

test("a second service on the same file ends with 1 and says what to do, and the first goes on as if nothing had been", async () => {
  const env = onFile();
  const first = await startService(env);
  const talk = await openTalk(first.base);
  await talk.post({ type: "message", text: "spotify 502 on my mac" });
  const second = await startService(env).then(
    () => "it started",
    (error: unknown) => String(error),
  );
  expect(second).toMatch(
    /ended early with 1: The database \S+ is in use by another running copy of this service\. Stop that copy, or use PostgreSQL/,
  );
  expect(second).not.toContain("    at ");

  expect((await fetch(`${first.base}/readyz`)).status).toBe(200);
  await talk.post({ type: "message", text: "still broken" });
  await expect
    .poll(async () => (await talk.read()).map(({ text }) => text).join(), { timeout: 20_000 })
    .toContain("Step 2 of 10");
  first.kill("SIGTERM");
  expect((await first.ended).code).toBe(0);
});

test("after kill -9 a new one starts at once and the conversation goes on where it was", async () => {
  const env = onFile();
  const first = await startService(env);
  const talk = await openTalk(first.base);
  await talk.post({ type: "message", text: "spotify 502 on my mac" });
  await expect
    .poll(async () => (await talk.read()).map(({ text }) => text).join(), { timeout: 20_000 })
    .toContain("Step 1 of 10");
  first.kill("SIGKILL");
  await first.ended;
  const next = await startService(env);
  const path = `${next.base}/v3/directline/conversations/${talk.id}/activities`;
  const say = {
    method: "POST",
    headers: talk.headers,
    body: JSON.stringify({ type: "message", text: "still broken" }),
  };
  expect((await fetch(path, say)).status).toBe(200);
  await expect
    .poll(async () => (await fetch(path, { headers: talk.headers })).text(), { timeout: 20_000 })
    .toContain("Step 2 of 10");
});

test.each(["SIGTERM", "SIGINT"] as const)("after %s a new one starts at once", async (signal) => {
  const env = onFile();
  const first = await startService(env);
  first.kill(signal);
  expect((await first.ended).code).toBe(0);
  await startService(env);
});
