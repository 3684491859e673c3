import { afterEach, expect, test, vi } from "vitest";

import { makeDatabase } from "../storage/support/postgres.ts";
import { startWhole } from "../support/whole-service.ts";

const hour = 3_600_000;

afterEach(() => void vi.useRealTimers());

type Presence = { agents: { login: string; state: string }[] };

/** Ana signs in at one node; then the clock of this machine is set to another time. */
async function afterClockMovedBy(
  ms: number,
): Promise<{ status: number; agents: Presence["agents"]; writtenAt: number }> {
  const { base, app } = await startWhole({ DATABASE_URL: await makeDatabase() });
  const signedIn = await fetch(`${base}/api/desk/session`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ token: "ana-token" }),
  });
  const cookie = signedIn.headers.get("set-cookie")?.split(";")[0] ?? "";
  const read = (): Promise<Response> => fetch(`${base}/api/desk/presence`, { headers: { cookie } });
  await expect.poll(async () => ((await (await read()).json()) as Presence).agents[0]?.state).toBe("online");
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + ms });
  const answer = await read();
  const { agents = [] } = (await answer.json()) as Partial<Presence>;
  return { status: answer.status, agents, writtenAt: app.store.now() };
}

test.each([
  ["runs 13 hours ahead", 13 * hour],
  ["falls 13 hours behind", -13 * hour],
])("an agent stays signed in and online when the clock of a node's machine %s: PostgreSQL's counts", async (_, ms) => {
  const before = Date.now();
  const { status, agents, writtenAt } = await afterClockMovedBy(ms);
  expect(status).toBe(200);
  expect(agents).toMatchObject([{ login: "ana", state: "online" }]);
  expect(Math.abs(writtenAt - before)).toBeLessThan(hour);
});
