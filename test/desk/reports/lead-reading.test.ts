import { describe, expect, test } from "vitest";

import type { ReviewGroup } from "../../../src/desk/reports/review-groups.ts";
import { useDeskApp } from "../../support/desk-app.ts";
import { databases, dayIn, readReport, withProblem } from "./report-reader.ts";

const minute = 60_000;

describe.each(databases)("what leads read on %s", (_name, makeUrl) => {
  const start = async () => useDeskApp({ DATABASE_URL: await makeUrl(), DESK_TIME_ZONE: "UTC", DESK_LEADS: "ana" });
  const today = dayIn("UTC");

  test("let leads review what was not or wrongly understood, and keep what they did as long as the words", async () => {
    const service = await start();
    const review = async () => {
      const { body } = await service.desk("ana", "GET", `/reports/review?from=${today}&to=${today}`);
      const { groups } = body as unknown as { groups: ReviewGroup[] };
      return groups.map(({ text, count, why, label, state }) => ({ text, count, why, label, state }));
    };
    const person = await withProblem(service);
    for (const words of ["my hovercraft is full of eels", "my hovercraft is still full of eels"])
      await person.say(words);
    await person.say("what does 502 mean?");
    await person.send({ value: { event: { type: "feedback", good: false, about: "answer:what-it-means" }, asked: 0 } });
    await person.say("yes it works now");
    await person.say("no wait, still broken");
    const eels = { text: "my hovercraft is full of eels", count: 2, why: { "not-understood": 2 }, label: null };
    expect(await review()).toEqual([
      { ...eels, state: "new" },
      { text: "yes it works now", count: 1, why: { corrected: 1 }, label: "nav:fixed", state: "new" },
      { text: "what does 502 mean?", count: 1, why: { "thumbs-down": 1 }, label: "faq:what-it-means", state: "new" },
    ]);
    const mark = (agent: string, body: object) => service.desk(agent, "POST", "/reports/review", body);
    const texts = ["my hovercraft is full of eels", "my hovercraft is still full of eels"];
    expect((await mark("ben", { texts, state: "seen" })).status).toBe(403);
    expect((await mark("ana", { texts, state: "used" })).status).toBe(400);
    await mark("ana", { texts, state: "seen" });
    expect((await review())[0]).toEqual({ ...eels, state: "seen" });
    await person.say("my hovercraft is full of eels");
    expect((await review())[0]).toMatchObject({ count: 3, state: "new" });
    await mark("ana", { texts, state: "ignored" });
    await person.say("my hovercraft is full of eels");
    expect((await review())[0]).toMatchObject({ count: 4, state: "ignored" });
    const refused = await service.desk("ana", "POST", "/reports/review/means", {
      texts,
      text: "write to kim@example.com",
      article: "conversation",
      label: "goodbye",
      nothingPersonal: true,
    });
    expect([refused.status, refused.body.error.message]).toEqual([400, expect.stringContaining("address")]);
    const { body } = await service.desk("ana", "GET", "/audit");
    expect(body.entries.filter(({ what }) => what === "reviewed")).toHaveLength(2);
    expect(JSON.stringify(body)).not.toContain("hovercraft");
    await person.say("delete my data");
    await person.say("yes, delete it");
    expect(await review()).toEqual([]);
  });

  test("let leads read any talk, which the audit log notes, but none that words were taken out of", async () => {
    const service = await start();
    const [alone, helped] = [await withProblem(service), await withProblem(service)];
    await alone.say("my hovercraft is full of eels");
    await helped.say("Kim Kowalski wants a person");
    await helped.say("person");
    const listed = async () => {
      const { body } = await service.desk("ana", "GET", `/talks?from=${today}&to=${today}`);
      return (body as unknown as { talks: { id: string; channel: string }[] }).talks;
    };
    expect((await listed()).map(({ id, channel }) => [id, channel])).toEqual(
      expect.arrayContaining([alone, helped].map(({ conversation }) => [conversation, "webchat"])),
    );
    const read = (agent: string, id: string) => service.desk(agent, "GET", `/talk?id=${encodeURIComponent(id)}`);
    const { body } = await read("ana", alone.conversation);
    expect(body.transcript.map(({ from, text }) => [from, text])).toContainEqual([
      "user",
      "my hovercraft is full of eels",
    ]);
    const groups = await service.desk("ana", "GET", `/reports/review?from=${today}&to=${today}`);
    const eels = (groups.body as unknown as { groups: ReviewGroup[] }).groups.find(({ text }) => text.includes("eels"));
    expect(eels?.talks).toEqual([alone.conversation]);
    expect((await read("ana", helped.conversation)).status).toBe(200);
    const { body: waiting } = await service.desk("ana", "GET", "/cases?status=waiting");
    const redact = { words: "Kowalski", confirm: true };
    await service.desk("ana", "POST", `/cases/${waiting.cases[0]!.id}/redact`, redact);
    expect((await read("ana", helped.conversation)).status).toBe(403);
    expect((await read("ana", "nobody")).status).toBe(404);
    expect((await read("ben", alone.conversation)).status).toBe(403);
    expect((await service.desk("ben", "GET", `/talks?from=${today}&to=${today}`)).status).toBe(403);
    const { body: audit } = await service.desk("ana", "GET", "/audit");
    const entries = audit.entries as unknown as { who: string; what: string; detail: string; subject: string }[];
    expect(entries.filter(({ what, detail }) => what === "read" && detail === "talk")).toHaveLength(2);
    // A channel's id of a conversation can lead to a person.
    expect(JSON.stringify(audit)).not.toContain(alone.conversation);
    await alone.say("delete my data");
    await alone.say("yes, delete it");
    expect(JSON.stringify((await read("ana", alone.conversation)).body)).not.toContain("hovercraft");
  });

  test("say how many wait, and how long each agent was online", async () => {
    const service = await start();
    const desk = async (agent = "ben") => {
      const report = (await readReport(service, today, dayIn("UTC", Date.now() + 2 * 86_400_000))) as unknown as {
        waiting: number;
        waitingSince: number | null;
        agents: { agent: string; presentMs: number }[];
      };
      return { ...report, minutes: (report.agents.find((one) => one.agent === agent)?.presentMs ?? 0) / minute };
    };
    expect(await desk()).toMatchObject({ waiting: 0, waitingSince: null, minutes: 0 });
    const person = await withProblem(service);
    await person.say("person");
    expect(await desk()).toMatchObject({ waiting: 1, waitingSince: expect.any(Number) });
    const set = (state: string) => service.desk("ben", "POST", "/presence", { state });
    const waitOnline = async (minutes: number): Promise<void> => {
      for (let half = 0; half < 2 * minutes; half += 1) {
        await set("online");
        service.forward(minute / 2);
      }
      await set("online");
    };
    await waitOnline(3);
    expect((await desk()).minutes).toBeCloseTo(3, 0);
    // Neither away nor silent for longer than a minute counts.
    await set("away");
    service.forward(20 * minute);
    await set("away");
    service.forward(20 * minute);
    await waitOnline(2);
    expect((await desk()).minutes).toBeCloseTo(5, 0);
  });
});
