import { expect, test } from "vitest";

import { makeDatabase } from "../storage/support/postgres.ts";
import { openTalk, startWhole, type WebTalk } from "../support/whole-service.ts";

/** Messages per minute and address. */
const perMinute = 1_200;

test("two nodes share the limit of an address: a flood at one is refused at the other, too, and other clients are served", async () => {
  const env = { DATABASE_URL: await makeDatabase(), TRUST_PROXY: "1" };
  const [one, other] = [await startWhole(env), await startWhole(env)];
  const people = await Promise.all(
    Array.from({ length: 10 }, (_, at) => openTalk((at % 2 ? one : other).base, `198.51.100.${at}`)),
  );
  // Enough conversations to reach the limit of the address, at each node by itself as well.
  const openFlooders = (base: string) => Promise.all(Array.from({ length: 8 }, () => openTalk(base, "203.0.113.66")));
  const [flooders, elsewhere] = [await openFlooders(one.base), await openFlooders(other.base)];
  const flooding = new AbortController();
  const refused: Response[] = [];
  const flood = async (talk: WebTalk): Promise<void> => {
    while (!flooding.signal.aborted) {
      const answer = await talk.post({ type: "message", text: "x" });
      await answer.clone().arrayBuffer();
      if (answer.status === 429 && refused.length < 20) refused.push(answer);
    }
  };
  const running = flooders.map(flood);
  while (refused.length < 20) await new Promise((soon) => setImmediate(soon));

  let taken = 0;
  for (let tooMany: Response | undefined; !tooMany;) {
    const answers = await Promise.all(elsewhere.map((talk) => talk.post({ type: "message", text: "x" })));
    tooMany = answers.find(({ status }) => status === 429);
    if (tooMany) refused.push(tooMany);
    taken += answers.length;
    expect(taken).toBeLessThan(perMinute);
  }
  const statuses: number[] = [];
  for (const text of ["spotify 502 on my mac", "still broken", "still broken"]) {
    statuses.push(
      ...(await Promise.all(people.map(async (person) => (await person.post({ type: "message", text })).status))),
    );
  }
  flooding.abort();
  await Promise.all(running);
  await Promise.all([one, other].map(({ app }) => app.conversations.idle()));
  expect(new Set(statuses)).toEqual(new Set([200]));
  for (const person of people)
    expect((await person.read()).filter(({ text }) => text?.includes("Step 3 of 10"))).toHaveLength(1);
  for (const answer of [refused[0], refused.at(-1)]) {
    expect(Number(answer?.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(await answer?.json()).toMatchObject({
      error: { code: "TooManyRequests", message: expect.stringContaining("Try again in") },
    });
  }
}, 90_000);
