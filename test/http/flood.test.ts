import { expect, test } from "vitest";

import { openTalk, startWhole } from "../support/whole-service.ts";

test("a flooding client gets 429 while all others are served normally", async () => {
  const { base, app } = await startWhole({ TRUST_PROXY: "1" });
  const people = await Promise.all(Array.from({ length: 20 }, (_, at) => openTalk(base, `198.51.100.${at}`)));
  const flooder = await openTalk(base, "203.0.113.66");
  const flooding = new AbortController();
  const refused: Response[] = [];
  const flood = async (): Promise<void> => {
    while (!flooding.signal.aborted) {
      const answer = await flooder.post({ type: "message", text: "x" });
      if (answer.status === 429) refused.push(answer);
      else await answer.arrayBuffer();
    }
  };
  const flooders = Array.from({ length: 8 }, flood);
  while (refused.length < 50) await new Promise((soon) => setImmediate(soon));
  const statuses: number[] = [];
  for (const text of ["spotify 502 on my mac", "still broken", "still broken"]) {
    statuses.push(
      ...(await Promise.all(people.map(async (person) => (await person.post({ type: "message", text })).status))),
    );
  }
  flooding.abort();
  await Promise.all(flooders);
  await app.conversations.idle();
  expect(new Set(statuses)).toEqual(new Set([200]));
  for (const person of people)
    expect((await person.read()).filter(({ text }) => text?.includes("Step 3 of 10"))).toHaveLength(1);
  const body = (await refused[0]?.json()) as { error: { code: string; message: string } };
  expect([body.error.code, body.error.message]).toEqual(["TooManyRequests", expect.stringContaining("Try again in")]);
  expect(Number(refused[0]?.headers.get("retry-after"))).toBeGreaterThan(0);
});

test("a flooding conversation of a channel gets 429, others of that channel do not", async () => {
  const { base } = await startWhole();
  const post = async (conversation: string, id: number): Promise<number> => {
    const activity = {
      type: "message",
      id: `${id}`,
      channelId: "emulator",
      from: { id: "u" },
      conversation: { id: conversation },
      text: "hi",
    };
    const answer = await fetch(`${base}/api/messages`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(activity),
    });
    await answer.arrayBuffer();
    return answer.status;
  };
  const statuses = await Promise.all(Array.from({ length: 700 }, (_, id) => post("flooding", id)));
  expect(new Set(statuses)).toEqual(new Set([200, 429]));
  expect(await post("calm", 1)).toBe(200);
});
