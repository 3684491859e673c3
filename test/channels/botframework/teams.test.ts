import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { buttonOf, openTeamsService } from "../../support/teams-service.ts";

let service: Awaited<ReturnType<typeof openTeamsService>>;
beforeEach(async () => {
  service = await openTeamsService();
});
afterEach(() => service.close());

const message = "Spotify says error 502 on my iPhone";
const sentSteps = () => service.teams.posted.filter(({ method }) => method === "POST");

async function firstStep() {
  await service.say("m1", message);
  const { id, activity } = await service.received("Step 1 of 10");
  return { id, activity, broken: { id, button: buttonOf(activity, "All fine, still 502") } };
}

describe("a pressed card", () => {
  test("is replaced in the response and by an update, and the next step is a new message", async () => {
    const step = await firstStep();
    const { body } = await service.press("i1", step.broken);
    expect(body).toMatchObject({ statusCode: 200, type: "application/vnd.microsoft.card.adaptive" });
    expect(JSON.stringify(body)).toContain("Step 1 · All fine, still 502");
    await service.received("Step 2 of 10");
    const update = await service.teams.waitFor(({ method }) => method === "PUT");
    expect(update.path).toBe(`/v3/conversations/a%3Apersonal/activities/${step.id}`);
    // The reply does not wait for it.
    expect(service.teams.posted.at(-2)?.method).toBe("POST");
    const words = JSON.stringify(update.activity);
    expect(words).toContain("Step 1 · All fine, still 502");
    expect(words).toContain("Check Spotify's status");
    expect(words).not.toContain("Action.Execute");
  });

  test("pressed twice, and retried late under another id, has one effect and the same response", async () => {
    const step = await firstStep();
    const answers = await Promise.all([service.press("i1", step.broken), service.press("i2", step.broken)]);
    await service.received("Step 2 of 10");
    answers.push(await service.press("i3", step.broken, { timestamp: "2026-11-22T10:00:40.000Z" }));
    expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    expect(sentSteps()).toHaveLength(2);
  });

  test("that was answered before has no effect and shows the result of its step", async () => {
    const step = await firstStep();
    await service.say("m2", "still broken");
    await service.received("Step 2 of 10");
    const { body } = await service.press("i1", { id: step.id, button: buttonOf(step.activity, "It works now") });
    expect(JSON.stringify(body)).toContain("Step 1 · still broken");
    await service.say("m3", "repeat");
    await service.received("Swipe up");
    await service.app.conversations.idle();
    expect(service.teams.posted.some(({ activity }) => JSON.stringify(activity).includes("playing again"))).toBe(false);
  });

  test("keeps its buttons while its question is open, and requests a human agent once", async () => {
    const step = await firstStep();
    const person = { id: step.id, button: buttonOf(step.activity, "Talk to a person") };
    const first = await service.press("i1", person);
    expect(first.body).toEqual({
      statusCode: 200,
      type: "application/vnd.microsoft.activity.message",
      value: "Talk to a person",
    });
    expect(await service.press("i2", person)).toEqual(first);
    await service.received("asked for a person: case");
    expect(sentSteps()).toHaveLength(2);
  });

  test("shows the end of the guide on a separate card", async () => {
    const step = await firstStep();
    await service.press("i1", step.broken);
    const second = await service.received("Step 2 of 10");
    await service.press("i2", { id: second.id, button: buttonOf(second.activity, "It works now") });
    const { activity } = await service.received("What we tried, and what helped");
    expect(activity).toMatchObject({ channelData: { feedbackLoop: { type: "default" } } });
  });
});

describe("in a channel", () => {
  const thread = {
    conversation: {
      id: "19:c@thread.tacv2;messageid=1",
      conversationType: "channel",
      isGroup: true,
      tenantId: "tenant",
    },
    entities: [{ type: "mention", mentioned: { id: "28:bot", name: "Music Support" } }],
  };

  test("of another person has no effect but an explanation", async () => {
    await service.say("m1", message, thread);
    const { id, activity } = await service.received("Step 1 of 10");
    const { body } = await service.press(
      "i1",
      { id, button: buttonOf(activity, "All fine, still 502") },
      { ...thread, from: { id: "29:ben", name: "Ben" } },
    );
    expect(JSON.stringify(body)).toContain("somebody else's conversation");
    await service.app.conversations.idle();
    expect(sentSteps()).toHaveLength(1);
  });

  test("gets its reply in its thread", async () => {
    await service.say("m1", message, thread);
    await service.received("Step 1 of 10");
    expect(service.teams.posted[0]?.path).toBe(
      `/v3/conversations/${encodeURIComponent("19:c@thread.tacv2;messageid=1")}/activities`,
    );
  });
});

test("an edited message gets one notice and no second turn", async () => {
  await firstStep();
  const edit = { type: "messageUpdate", id: "m1", text: `${message}!`, channelData: { eventType: "editMessage" } };
  await service.post(edit);
  await service.post(edit);
  await service.received("I go by what you wrote first");
  await service.app.conversations.idle();
  expect(sentSteps()).toHaveLength(2);
});

test("an installation sends one welcome and stores the reference, however many updates report it", async () => {
  await service.post({ type: "installationUpdate", action: "add", id: "u1" });
  await service.post({ type: "conversationUpdate", id: "u2", membersAdded: [{ id: "28:bot" }] });
  await service.post({ type: "conversationUpdate", id: "u3", membersAdded: [{ id: "29:ida" }] });
  await service.received("I'm the Music Support Assistant");
  await service.app.conversations.idle();
  await service.say("m1", "hello");
  await service.teams.waitFor(() => sentSteps().length > 1);
  expect(
    sentSteps().filter(({ activity }) => JSON.stringify(activity).includes("I'm the Music Support Assistant")),
  ).toHaveLength(1);
  const { address, push } = await service.app.store.outbox.reference("bf|msteams|a:personal");
  expect({ address, push }).toMatchObject({
    push: true,
    address: { serviceUrl: service.teams.serviceUrl, conversation: { id: "a:personal", tenantId: "tenant" } },
  });
});

test.each([
  [
    "a reaction",
    () => service.post({ type: "messageReaction", id: "r1", replyToId: "sent-1", reactionsAdded: [{ type: "like" }] }),
  ],
  ["Teams' form", () => thumbs({ actionName: "feedback", actionValue: { reaction: "like", feedback: "{}" } })],
  ["the form with text", () => thumbs({ actionName: "feedback", actionValue: '{"reaction":"like"}' })],
  ["the Playground's form", () => thumbs({ reaction: "like" })],
])("thumbs under an answer, by %s, are stored with their subject and get no reply", async (_, send) => {
  await service.say("m1", "what does error 502 mean?");
  const { activity } = await service.received(" [1]");
  expect(activity).toMatchObject({ channelData: { feedbackLoop: { type: "default" } } });
  expect((await send()).status).toBe(200);
  await service.app.conversations.idle();
  const { conversations } = await service.app.store.privacy.exportOf("29:ida");
  expect(conversations).toMatchObject([{ feedback: [{ good: 1, about: expect.stringMatching(/^answer:/) }] }]);
  expect(sentSteps()).toHaveLength(1);
});

const thumbs = (value: unknown) =>
  service.post({ type: "invoke", name: "message/submitAction", id: "i1", replyToId: "sent-1", value });

test.each([412, 429, 502, 504])("a delivery refused with %i is retried and arrives once", async (status) => {
  service.teams.answers.push({ status, body: { error: { code: "Throttled" } } });
  await service.say("m1", message);
  await service.teams.waitFor(() => sentSteps().length > 1);
  const [first, second] = sentSteps();
  expect(second?.activity).toEqual(first?.activity);
  await expect.poll(() => service.app.store.outbox.backlog()).toMatchObject({ waiting: 0 });
  expect(sentSteps()).toHaveLength(2);
});

test.each([
  ["a picture", { contentType: "image/png", contentUrl: "https://example.com/x.png" }],
  [
    "a file from the person's drive",
    { contentType: "application/vnd.microsoft.teams.file.download.info", name: "log.txt", content: { uniqueId: "1" } },
  ],
])("%s with text does not hide the text", async (_, file) => {
  await service.say("m1", message, { attachments: [file, { contentType: "text/html", content: `<p>${message}</p>` }] });
  expect((await service.received("Step 1 of 10")).id).toBe("sent-1");
});

test.each([
  { contentType: "image/png", contentUrl: "https://example.com/x.png" },
  { contentType: "application/vnd.microsoft.teams.file.download.info", name: "log.txt", content: { uniqueId: "1" } },
])("a file without text gets a reply: $contentType", async (file) => {
  await service.post({ type: "message", id: "m1", attachments: [file] });
  expect((await service.received("I can't ")).activity).toMatchObject({ type: "message", recipient: { id: "29:ida" } });
});

test("that the app is removed is no reason to send anything", async () => {
  await firstStep();
  await service.post({ type: "installationUpdate", action: "remove", id: "u9" });
  await service.app.conversations.idle();
  await service.post({ type: "messageReaction", id: "r1", replyToId: "x", reactionsAdded: [{ type: "heart" }] });
  expect(sentSteps()).toHaveLength(1);
});

test("a final refusal of Teams is attempted once and stored with its reason", async () => {
  service.teams.answers.push({ status: 403, body: { error: { code: "MessageWritesBlocked", message: "secret" } } });
  await service.say("m1", message);
  await service.teams.waitFor(() => true);
  await expect
    .poll(() => service.app.store.outbox.deadLetters(5))
    .toMatchObject([{ reason: "the channel answered 403 (MessageWritesBlocked)", attempts: 1 }]);
});
