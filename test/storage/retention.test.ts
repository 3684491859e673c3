import { expect, test } from "vitest";

import { openTalk, startWhole, type WholeService } from "../support/whole-service.ts";
import { type FakeClock, makeFakeClock } from "../status-feed/support/fake-clock.ts";

const day = 86_400_000;
const sweeps = ({ logged }: WholeService): number => logged().split("old conversations deleted").length - 1;

/** Lets days go by, and the sweep that follows come to its end. */
async function pass(service: WholeService, clock: FakeClock, days: number): Promise<void> {
  const before = sweeps(service);
  clock.advance(days * day);
  await expect.poll(() => sweeps(service), { timeout: 20_000 }).toBeGreaterThan(before);
  // The one that was due on the way may have looked before the time had moved on.
  const between = sweeps(service);
  clock.advance(day / 4);
  await expect.poll(() => sweeps(service), { timeout: 20_000 }).toBeGreaterThan(between);
}

const desk = async (
  { base }: WholeService,
  path: string,
  body?: unknown,
): Promise<{ status: number; cases: { id: string }[] }> => {
  const headers = { authorization: "Bearer ana-token", "content-type": "application/json" };
  const sent = body === undefined ? {} : { method: "POST", body: JSON.stringify(body) };
  const answer = await fetch(`${base}/api/desk${path}`, { headers, ...sent });
  return { cases: [], ...((await answer.json()) as object), status: answer.status };
};

test.each([
  ["as they are unless set", {}, 30, 180],
  ["as they are set", { RETENTION_DAYS: "2", CASE_RETENTION_DAYS: "5" }, 2, 5],
])(
  "what is old goes by itself, no sooner than the days say and no later, %s",
  async (_what, env, talkDays, caseDays) => {
    const clock = makeFakeClock();
    const service = await startWhole(env, clock);
    const { app, base } = service;
    const [plain, withCase] = await Promise.all([openTalk(base), openTalk(base)]);
    await plain.post({ type: "message", text: "spotify 502 on my mac" });
    await withCase.post({ type: "message", text: "person" });
    for (const { path, headers } of [plain, withCase]) {
      const asText = { ...headers, "content-type": "text/plain" };
      await fetch(`${path}/upload`, { method: "POST", headers: asText, body: "words of a log" });
    }
    await app.conversations.idle();
    const [found] = (await desk(service, "/cases?status=waiting")).cases;
    await desk(service, `/cases/${found?.id}/close`, { resolution: "done" });
    await app.conversations.idle();
    const there = async (): Promise<boolean[]> => {
      const { status } = await desk(service, `/cases/${found?.id}`);
      return [
        await app.store.transcripts.exists(plain.id),
        await app.store.transcripts.exists(withCase.id),
        status === 200,
        ...(await Promise.all([plain, withCase].map(({ id }) => app.store.attachments.usage(id)))).map(
          ({ files }) => files === 1,
        ),
      ];
    };

    await pass(service, clock, talkDays - 1);
    expect(await there()).toEqual([true, true, true, true, true]);
    await pass(service, clock, 1);
    expect(await there()).toEqual([false, true, true, false, true]);
    await pass(service, clock, caseDays - talkDays - 1.5);
    expect(await there()).toEqual([false, true, true, false, true]);
    await pass(service, clock, 2);
    expect(await there()).toEqual([false, false, false, false, false]);
  },
);
