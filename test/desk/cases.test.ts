import { describe, expect, test } from "vitest";

import { useDeskApp, visitor, type DeskApp, type Visitor } from "../support/desk-app.ts";

/** A service, somebody who asked for a person, and the number of their case. */
async function askedForPerson(
  env: Record<string, string> = {},
): Promise<{ service: DeskApp; kim: Visitor; id: string }> {
  const service = await useDeskApp(env);
  await service.desk("ana", "POST", "/presence", { state: "online" });
  const kim = await visitor(service);
  await kim.say("Spotify says error 502 on my iPhone");
  await kim.say("still broken");
  await kim.say("person");
  const { body } = await service.desk("ana", "GET", "/cases?status=waiting");
  return { service, kim, id: body.cases[0]!.id };
}

describe("the queue", () => {
  test("shows a waiting case with all that is known, so that nobody asks again", async () => {
    const { service, id } = await askedForPerson();
    const { body } = await service.desk("ana", "GET", "/cases?status=waiting");
    expect(body.cases).toEqual([
      expect.objectContaining({
        id,
        status: "waiting",
        reason: "asked",
        channel: "webchat",
        platform: "ios",
        assignee: null,
        stepsTried: [expect.objectContaining({ step: expect.any(String), result: "not-fixed" })],
        openedAt: expect.stringMatching(/^\d{4}-/),
        waitingSince: expect.stringMatching(/^\d{4}-/),
      }),
    ]);
    const detail = (await service.desk("ana", "GET", `/cases/${id}`)).body;
    expect(detail.transcript.map((line) => line.from)).toContain("user");
    expect(detail.suggestedStep).toMatchObject({ title: expect.any(String), instructions: expect.any(Array) });
    expect(detail).toMatchObject({ error: { brand: "Spotify", code: "502", statusPage: "status.spotify.com" } });
    expect(detail.history).toEqual([expect.objectContaining({ who: "user", what: "opened" })]);
  });

  test("keeps up with the guide while the case waits", async () => {
    const { service, kim, id } = await askedForPerson();
    await kim.say("continue");
    await kim.say("still broken");
    const { body } = await service.desk("ana", "GET", `/cases/${id}`);
    expect(body.stepsTried).toHaveLength(2);
  });

  test("is searched by number, by what was said and by who has it", async () => {
    const { service, kim, id } = await askedForPerson();
    await kim.say("my cat sits on the router 100%");
    for (const words of [id.toLowerCase(), "CAT SITS", "100%"]) {
      const { body } = await service.desk("ana", "GET", `/search?q=${encodeURIComponent(words)}`);
      expect(body.cases.map((one) => one.id)).toEqual([id]);
    }
    expect((await service.desk("ana", "GET", "/search?q=100_")).body.cases).toEqual([]);
  });
});

describe("an agent's words", () => {
  test.each(["messages", "notes"])("up to 8,000 characters are taken as %s, longer ones get 413", async (to) => {
    const { service, id } = await askedForPerson();
    const write = (length: number) => service.desk("ana", "POST", `/cases/${id}/${to}`, { text: "x".repeat(length) });
    expect((await write(8_000)).status).toBe(200);
    const refused = await write(8_001);
    expect([refused.status, refused.body.error.code]).toEqual([413, "MessageTooLong"]);
    expect(refused.body.error.message).toContain("8,000 characters");
  });
});

describe("a claim", () => {
  test("is won by one; the other learns who has it", async () => {
    const { service, kim, id } = await askedForPerson();
    const both = await Promise.all(["ana", "ben"].map((agent) => service.desk(agent, "POST", `/cases/${id}/claim`)));
    expect(both.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409]);
    const winner = both.find(({ status }) => status === 200)?.body.assignee;
    const loser = both.find(({ status }) => status === 409)!.body;
    expect(loser.error).toMatchObject({ code: "Conflict", assignee: winner });
    expect(loser.error.message).toContain(winner ?? "nobody");
    expect((await kim.lines()).filter((line) => line.includes("You're now talking to"))).toHaveLength(1);
  });

  test("again by the same agent changes nothing", async () => {
    const { service, kim, id } = await askedForPerson();
    for (let time = 0; time < 2; time++)
      expect((await service.desk("ana", "POST", `/cases/${id}/claim`)).status).toBe(200);
    expect((await kim.lines()).filter((line) => line.includes("You're now talking to"))).toHaveLength(1);
  });

  test("comes with the first message to a waiting case", async () => {
    const { service, kim, id } = await askedForPerson();
    expect((await service.desk("ben", "POST", `/cases/${id}/messages`, { text: "Hello Kim" })).body).toMatchObject({
      status: "active",
      assignee: "ben",
    });
    expect(await kim.lines()).toContain("ben: Hello Kim");
    const refused = await service.desk("ana", "POST", `/cases/${id}/messages`, { text: "me too" });
    expect(refused).toMatchObject({ status: 409, body: { error: { assignee: "ben" } } });
    expect((await kim.lines()).join()).not.toContain("me too");
  });
});

describe("while a person has the conversation", () => {
  test("the assistant is silent and every word reaches the agent, in order and once", async () => {
    const { service, kim, id } = await askedForPerson();
    await service.desk("ana", "POST", `/cases/${id}/claim`);
    const before = (await kim.lines()).filter((line) => line.startsWith("bot")).length;
    for (const text of ["still broken", "person", "502 <b>x</b>", "5"]) await kim.say(text);
    expect((await kim.lines()).filter((line) => line.startsWith("bot"))).toHaveLength(before);
    const { body } = await service.desk("ana", "GET", `/cases/${id}`);
    expect(body.transcript.filter((line) => line.from === "user").map((line) => line.text)).toEqual([
      "Spotify says error 502 on my iPhone",
      "still broken",
      "person",
      "still broken",
      "person",
      "502 <b>x</b>",
      "5",
    ]);
  });

  test("a picture that the person sends is named to the agent, who else would see nothing", async () => {
    const { service, kim, id } = await askedForPerson();
    await service.desk("ana", "POST", `/cases/${id}/claim`);
    const attachments = [{ contentType: "image/png", name: "lamp.png", contentUrl: "data:image/png;base64,AA==" }];
    await kim.send({ attachments });
    await kim.send({ text: "see here", attachments });
    const { body } = await service.desk("ana", "GET", `/cases/${id}`);
    const named = "[a file that isn't kept: lamp.png]";
    const said = body.transcript.filter(({ from }) => from === "user").map(({ text }) => text);
    expect(said.slice(-2)).toEqual([named, `see here\n${named}`]);
    expect((await kim.lines()).filter((line) => line.includes("can't be passed on"))).toHaveLength(1);
  });

  test("a message sent twice with one key is said once", async () => {
    const { service, kim, id } = await askedForPerson();
    for (let time = 0; time < 3; time++)
      await service.desk("ana", "POST", `/cases/${id}/messages`, { text: "one", key: "k1" });
    expect((await kim.lines()).filter((line) => line === "ana: one")).toHaveLength(1);
  });

  test("words sent at the very moment of claiming, releasing and transferring reach the agent", async () => {
    const { service, kim, id } = await askedForPerson();
    await Promise.all([service.desk("ana", "POST", `/cases/${id}/claim`), kim.say("zero")]);
    await Promise.all([service.desk("ana", "POST", `/cases/${id}/transfer`, { to: "ben" }), kim.say("first")]);
    await Promise.all([service.desk("ben", "POST", `/cases/${id}/release`), kim.say("second")]);
    await Promise.all([service.desk("ana", "POST", `/cases/${id}/claim`), kim.say("third")]);
    const { body } = await service.desk("ana", "GET", `/cases/${id}`);
    const texts = body.transcript.map((line) => line.text);
    for (const text of ["zero", "first", "second", "third"])
      expect(texts.filter((one) => one === text)).toHaveLength(1);
  });

  test("only its owner hands it on; the person is told each time", async () => {
    const { service, kim, id } = await askedForPerson();
    expect((await service.desk("ana", "POST", `/cases/${id}/transfer`, { to: "ben" })).status).toBe(409);
    await service.desk("ana", "POST", `/cases/${id}/claim`);
    expect((await service.desk("ana", "POST", `/cases/${id}/transfer`, { to: "nobody" })).status).toBe(400);
    expect((await service.desk("ben", "POST", `/cases/${id}/release`)).body.error).toMatchObject({
      code: "Conflict",
      assignee: "ana",
    });
    expect((await service.desk("ana", "POST", `/cases/${id}/transfer`, { to: "ben" })).body.assignee).toBe("ben");
    const since = (await service.desk("ben", "GET", `/cases/${id}`)).body.waitingSince;
    expect((await service.desk("ben", "POST", `/cases/${id}/release`)).body).toMatchObject({
      status: "waiting",
      assignee: null,
      waitingSince: since,
    });
    expect((await kim.lines()).join("\n")).toMatch(/ana has passed your case to ben.*ben had to leave/s);
  });

  test("notes are seen at the desk and never by the person", async () => {
    const { service, kim, id } = await askedForPerson();
    await service.desk("ben", "POST", `/cases/${id}/notes`, { text: "secret thought" });
    const { body } = await service.desk("ana", "GET", `/cases/${id}`);
    expect(body.history).toContainEqual(expect.objectContaining({ who: "ben", what: "note", text: "secret thought" }));
    expect((await kim.lines()).join()).not.toContain("secret thought");
  });
});

describe("the end", () => {
  test("a closed case is rated, takes no more words, and is opened again within a day", async () => {
    const { service, kim, id } = await askedForPerson();
    await service.desk("ana", "POST", `/cases/${id}/claim`);
    expect(
      (await service.desk("ana", "POST", `/cases/${id}/close`, { resolution: "new router", reason: "resolved" })).body,
    ).toMatchObject({
      status: "closed",
      ended: "resolved",
      resolution: "new router",
    });
    expect((await service.desk("ana", "POST", `/cases/${id}/messages`, { text: "late" })).body.error).toMatchObject({
      code: "Conflict",
      status: "closed",
    });
    await kim.say("4 quick and kind");
    expect((await service.desk("ana", "GET", `/cases/${id}`)).body.rating).toEqual({
      score: 4,
      word: "quick and kind",
    });
    service.forward(23 * 3_600_000);
    await kim.say("person");
    expect((await service.desk("ana", "GET", "/cases?status=waiting")).body.cases).toEqual([
      expect.objectContaining({ id, reopened: 1 }),
    ]);
  });

  test("a reason that is none of the list closes nothing, and the answer names those there are", async () => {
    const { service, id } = await askedForPerson();
    await service.desk("ana", "POST", `/cases/${id}/claim`);
    const refused = await service.desk("ana", "POST", `/cases/${id}/close`, { resolution: "x", reason: "bored" });
    expect(refused.status).toBe(400);
    for (const one of ["reason", "resolved", "unsolved", "no-answer", "duplicate"])
      expect(refused.body.error.message).toContain(one);
    expect((await service.desk("ana", "GET", `/cases/${id}`)).body).toMatchObject({ status: "active", ended: null });
  });

  test("the person's next word opens it again with the agent who had it, where that one is online", async () => {
    const { service, kim, id } = await askedForPerson();
    await service.desk("ana", "POST", `/cases/${id}/claim`);
    await service.desk("ana", "POST", `/cases/${id}/close`, { resolution: "" });
    await service.desk("ana", "POST", "/presence", { state: "online" });
    await kim.say("it is broken again");
    expect((await service.desk("ben", "GET", `/cases/${id}`)).body).toMatchObject({
      status: "active",
      assignee: "ana",
      reopened: 1,
      ended: null,
    });
    expect((await kim.lines()).at(-1)).toContain("is open again, and ana has it");
    const { history } = (await service.desk("ana", "GET", `/cases/${id}`)).body;
    expect(history.filter(({ what }) => what === "reopened")).toMatchObject([{ who: "user", text: "ana" }]);
  });

  test("after a day a new case is made", async () => {
    const { service, kim, id } = await askedForPerson();
    await service.desk("ana", "POST", `/cases/${id}/close`, { resolution: "" });
    service.forward(25 * 3_600_000);
    await kim.say("person");
    const { body } = await service.desk("ana", "GET", "/cases?status=waiting");
    expect(body.cases.map((one) => one.id)).not.toContain(id);
    expect(body.cases).toHaveLength(1);
  });

  test("a returned case gives the guide back where it was", async () => {
    const { service, kim, id } = await askedForPerson();
    await service.desk("ana", "POST", `/cases/${id}/claim`);
    expect((await service.desk("ana", "POST", `/cases/${id}/return`)).body).toMatchObject({
      status: "closed",
      ended: "returned",
    });
    await kim.say("continue");
    expect((await kim.lines()).at(-1)).toContain("Step 2 of 10");
  });

  test("an agent opens it again and has it; not while its person has another one", async () => {
    const { service, kim, id } = await askedForPerson();
    await service.desk("ana", "POST", `/cases/${id}/close`, { resolution: "" });
    expect((await service.desk("ben", "POST", `/cases/${id}/reopen`)).body).toMatchObject({
      status: "active",
      assignee: "ben",
      reopened: 1,
      ended: null,
    });
    await kim.say("is somebody there?");
    expect((await kim.lines()).at(-1)).toBe("me: is somebody there?");
    await service.desk("ben", "POST", `/cases/${id}/close`, { resolution: "" });
    service.forward(25 * 3_600_000);
    await kim.say("person");
    expect((await service.desk("ben", "POST", `/cases/${id}/reopen`)).status).toBe(409);
  });

  test("the person takes it back, and the desk sees that", async () => {
    const { service, kim, id } = await askedForPerson();
    await kim.say("never mind");
    expect((await service.desk("ana", "GET", `/cases/${id}`)).body).toMatchObject({
      status: "closed",
      ended: "withdrawn",
    });
    expect((await service.desk("ana", "POST", `/cases/${id}/claim`)).status).toBe(409);
  });
});

describe("personal data", () => {
  test("is taken out of the case and its conversation by who has it; who did so and when is noted, the words are not", async () => {
    const { service, kim, id } = await askedForPerson();
    await kim.say("my number is 555-0199");
    await service.desk("ana", "POST", `/cases/${id}/notes`, { text: "call 555-0199" });
    await service.desk("ben", "POST", `/cases/${id}/claim`, {});
    const redact = (body: object) => service.desk("ben", "POST", `/cases/${id}/redact`, body);
    const preview = (await redact({ words: "555-0199" })).body;
    expect(preview).toMatchObject({ count: 2, counts: { transcript: 1, history: 1, names: 0, unclear: 0 } });
    expect(JSON.stringify((await service.desk("ana", "GET", `/cases/${id}`)).body)).toContain("555-0199");
    expect((await redact({ words: "555-0199", confirm: 7 })).status).toBe(409);
    for (let time = 0; time < 2; time++)
      expect((await redact({ words: "555-0199", confirm: preview.count, key: "k" })).status).toBe(200);
    const detail = (await service.desk("ana", "GET", `/cases/${id}`)).body;
    expect(JSON.stringify(detail)).not.toContain("555-0199");
    expect(detail.history.filter(({ what }) => what === "redacted")).toMatchObject([
      { who: "ben", text: "", at: expect.stringMatching(/^\d{4}-/) },
    ]);
    expect(await kim.lines()).toContain("me: my number is [removed]");
    expect((await service.desk("ana", "GET", "/search?q=555-0199")).body.cases).toEqual([]);
  });

  test("can be put back for ten minutes by who may take it out, and not again", async () => {
    const { service, kim, id } = await askedForPerson();
    await kim.say("my number is 555-0199");
    await service.desk("ben", "POST", `/cases/${id}/claim`, {});
    const redact = async (key: string): Promise<string> => {
      await service.desk("ben", "POST", `/cases/${id}/redact`, { words: "555-0199", confirm: true, key });
      const { history } = (await service.desk("ben", "GET", `/cases/${id}`)).body;
      return history.findLast(({ what }) => what === "redacted")?.id ?? "";
    };
    const undo = async (agent: string, entry: string): Promise<number> =>
      (await service.desk(agent, "POST", `/cases/${id}/redact/undo`, { entry })).status;
    const first = await redact("k1");
    expect(await kim.lines()).toContain("me: my number is [removed]");
    expect([await undo("ana", first), await undo("ben", "other"), await undo("ben", first)]).toEqual([403, 404, 200]);
    expect(await kim.lines()).toContain("me: my number is 555-0199");
    expect(await undo("ben", first)).toBe(404);
    const { history } = (await service.desk("ben", "GET", `/cases/${id}`)).body;
    expect(history.at(-1)).toMatchObject({ who: "ben", what: "restored" });
    const second = await redact("k2");
    service.forward(10 * 60_000 + 1_000);
    expect(await undo("ben", second)).toBe(404);
    expect(await kim.lines()).toContain("me: my number is [removed]");
  });

  test("is found however it is written, in the person's name, too, and stays away when they write again", async () => {
    const { service, kim, id } = await askedForPerson();
    const spellings = ["Zoë Xaver", "ZOE\u0308 XAVER", "zoë\u00A0xaver", "I am zoe\u0308   Xaver.", "ＺＯＥ̈ Xaver"];
    for (const text of spellings) await kim.send({ text, from: { id: "u", name: "Zoë Xaver" } });
    expect((await service.desk("ana", "GET", `/cases/${id}`)).body.person).toBe("Zoë Xaver");
    await service.desk("ana", "POST", `/cases/${id}/claim`, {});
    const done = await service.desk("ana", "POST", `/cases/${id}/redact`, { words: "zoë xaver", confirm: true });
    expect(done.status).toBe(200);
    await kim.send({ text: "hello again", from: { id: "u", name: "Zoë Xaver" } });
    const detail = (await service.desk("ana", "GET", `/cases/${id}`)).body;
    expect(detail.person).toBe("[removed]");
    expect(JSON.stringify(detail).normalize("NFKC")).not.toMatch(/xaver/i);
    expect(detail.transcript.map(({ text }) => text)).toContain("I am [removed].");
  });

  test("is for who has the case and for leads; others get 403, and too few letters 400", async () => {
    const service = await useDeskApp({ DESK_LEADS: "ben" });
    const kim = await visitor(service);
    for (const text of ["spotify says error 502", "person", "yes"]) await kim.say(text);
    const id = (await service.desk("ana", "GET", "/cases?status=waiting")).body.cases[0]?.id ?? "";
    const status = async (agent: string, words: string): Promise<number> =>
      (await service.desk(agent, "POST", `/cases/${id}/redact`, { words, confirm: true })).status;
    expect(await status("ana", "error")).toBe(403);
    expect(await status("ben", "e")).toBe(400);
    expect(await status("ben", " e\u0308 e ")).toBe(400);
    expect((await service.desk("ana", "GET", `/cases/${id}`)).body.transcript[1]?.text).toBe("spotify says error 502");
    expect(await status("ben", "error")).toBe(200);
    await service.desk("ana", "POST", `/cases/${id}/claim`, {});
    expect(await status("ana", "spotify")).toBe(200);
  });

  test.each([{}, { words: "" }, { words: " " }, { words: 7 }])("%o names nothing to take out", async (body) => {
    const { service, id } = await askedForPerson();
    await service.desk("ana", "POST", `/cases/${id}/claim`, {});
    expect((await service.desk("ana", "POST", `/cases/${id}/redact`, body)).status).toBe(400);
  });
});
