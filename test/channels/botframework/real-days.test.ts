import { describe, expect, test } from "vitest";

import { type DeskApp, useDeskApp } from "../../support/desk-app.ts";
import { buttonOf } from "../../support/teams-service.ts";
import { teamsPerson } from "../../support/teams-person.ts";
import { waitFor } from "../../desk/event-stream.ts";

/** What happens in Teams on real days, with the whole service. */

async function withAgent() {
  const service = await useDeskApp();
  const ida = await teamsPerson(service);
  await ida.say("I want to talk to a person");
  const id = (await service.desk("ana", "GET", "/cases?status=waiting")).body.cases[0]!.id;
  await service.desk("ana", "POST", `/cases/${id}/claim`);
  return { service, ida, id };
}

async function linesOf(service: DeskApp, id: string) {
  return (await service.desk("ana", "GET", `/cases/${id}`)).body.transcript;
}

async function wordsOf(service: DeskApp, id: string): Promise<string[]> {
  return (await linesOf(service, id)).filter(({ from }) => from === "user").map(({ text }) => text);
}

async function historyOf(service: DeskApp, id: string): Promise<string[]> {
  return (await service.desk("ana", "GET", `/cases/${id}`)).body.history.map(({ who, what }) => `${who} ${what}`);
}

test("a wish for a person within a reply with a quotation is heard", async () => {
  const service = await useDeskApp();
  const ida = await teamsPerson(service);
  await ida.say('<quoted messageId="1783379480258"/> talk to a person');
  expect((await service.desk("ana", "GET", "/cases?status=waiting")).body.cases).toHaveLength(1);
});

describe("while an agent has the case", () => {
  test("what the person edits is shown as it is now, and what they delete is gone", async () => {
    const { service, ida, id } = await withAgent();
    await ida.say("my mail is kim@example.org and password hunter2", { id: "corrected" });
    await ida.post({
      type: "messageUpdate",
      id: "corrected",
      text: "my mail is kim@example.org",
      channelData: { eventType: "editMessage" },
    });
    expect((await linesOf(service, id)).at(-1)).toMatchObject({
      text: "my mail is kim@example.org",
      changed: "edited",
    });
    await ida.post({ type: "messageDelete", id: "corrected", channelData: { eventType: "softDeleteMessage" } });
    expect((await linesOf(service, id)).at(-1)).toMatchObject({ text: "[deleted by the guest]", changed: "deleted" });
    expect(JSON.stringify((await service.desk("ana", "GET", `/cases/${id}`)).body)).not.toContain("kim@example.org");
    expect((await historyOf(service, id)).slice(-2)).toEqual(["user edited", "user deleted"]);
    await ida.post({
      type: "messageUpdate",
      id: "corrected",
      text: "my mail",
      channelData: { eventType: "undeleteMessage" },
    });
    expect((await linesOf(service, id)).at(-1)).toMatchObject({ text: "my mail" });
  });

  test("a picture with words, and a file without, are named to the agent", async () => {
    const { service, ida, id } = await withAgent();
    await ida.say("here is the screenshot", {
      attachments: [{ contentType: "image/*", contentUrl: "https://a.example/1" }],
    });
    await ida.say("", {
      attachments: [{ contentType: "application/vnd.microsoft.teams.file.download.info", name: "error log.txt" }],
    });
    expect((await wordsOf(service, id)).slice(-2)).toEqual([
      "here is the screenshot\n[something without words, such as a picture or a file; it isn't kept]",
      "[a file that isn't kept: error log.txt]",
    ]);
    await ida.say("words again");
    await service.desk("ana", "POST", `/cases/${id}/messages`, { text: "Thanks" });
    await ida.receives("ana: Thanks");
    expect(ida.received().filter((words) => words.includes("can't be passed on"))).toHaveLength(1);
  });

  test("words that never reach the person are in the case's history", async () => {
    const { service, ida, id } = await withAgent();
    await waitFor(() => (ida.received().length >= 2 ? true : undefined));
    ida.teams.answers.push({ status: 403, body: { error: { code: "BotNotInConversationRoster" } } });
    await service.desk("ana", "POST", `/cases/${id}/messages`, { text: "Did that help?" });
    await expect.poll(() => historyOf(service, id), { timeout: 20_000 }).toContain("channel undelivered");
  });
});

test("whoever adds the app again is welcomed again, and hears what could not be said meanwhile", async () => {
  const { service, ida, id } = await withAgent();
  await ida.receives("You're now talking to ana");
  await ida.post({ type: "installationUpdate", action: "remove" });
  ida.teams.answers.push({ status: 403, body: { error: { code: "BotNotInConversationRoster" } } });
  await service.desk("ana", "POST", `/cases/${id}/messages`, { text: "Are you there?" });
  await waitFor(async () => (await linesOf(service, id)).find(({ delivery }) => delivery === "failed"));
  const before = ida.received().length;
  await ida.post({ type: "installationUpdate", action: "add" });
  await ida.post({ type: "conversationUpdate", membersAdded: [{ id: "28:bot" }, { id: "29:ida" }] });
  const timeout = { timeout: 20_000 };
  await expect.poll(() => ida.received().slice(before).join("\n"), timeout).toContain("Are you there?");
  await expect
    .poll(async () => (await linesOf(service, id)).filter(({ delivery }) => delivery === "failed"), timeout)
    .toEqual([]);
});

test("a personal chat is welcomed once for all updates of an installation, and again after it was removed", async () => {
  const service = await useDeskApp();
  const ida = await teamsPerson(service);
  const add = { type: "installationUpdate", action: "add" };
  const members = { type: "conversationUpdate", membersAdded: [{ id: "28:bot" }, { id: "29:ida" }] };
  await ida.post(add);
  await ida.post(members);
  await ida.post({ type: "installationUpdate", action: "remove" });
  await ida.post(members);
  await ida.post(add);
  await ida.say("thanks");
  await waitFor(() => (ida.received().length >= 3 ? true : undefined));
  expect(ida.received().filter((words) => words.includes("Music Support Assistant"))).toHaveLength(2);
});

test("thumbs are stored for the answer that they stand under", async () => {
  const service = await useDeskApp();
  const ida = await teamsPerson(service);
  await ida.say("what does error 502 mean");
  await waitFor(() => ida.teams.posted[0]);
  await ida.say("does clearing the cache delete my playlists");
  await waitFor(() => ida.teams.posted[1]);
  const thumb = (replyToId: string) =>
    ida.post({
      type: "invoke",
      name: "message/submitAction",
      replyToId,
      value: {
        actionName: "feedback",
        actionValue: { reaction: "dislike", feedback: JSON.stringify({ feedbackText: "too long" }) },
      },
    });
  // What the channel calls an answer is known a moment after it took it.
  const votes = async () => {
    await thumb("sent-1");
    return JSON.stringify(await service.app.store.privacy.exportOf("29:ida"));
  };
  await expect.poll(votes, { timeout: 20_000 }).toContain('"about":"answer:what');
  expect(await votes()).toContain('"comment":"too long"');
});

test("thumbs under what is no answer are stored for none, and still show at the desk", async () => {
  const service = await useDeskApp();
  const ida = await teamsPerson(service);
  await ida.say("what does error 502 mean");
  await ida.say("Spotify error 502 on Windows");
  await ida.receives("Step 1 of");
  await waitFor(() => ida.teams.posted[1]);
  const thumb = (replyToId: string) =>
    ida.post({
      type: "invoke",
      name: "message/submitAction",
      replyToId,
      value: { actionName: "feedback", actionValue: { reaction: "dislike" } },
    });
  expect((await thumb("sent-2")).status).toBe(200);
  await ida.post({ type: "messageReaction", replyToId: "1700000000000", reactionsAdded: [{ type: "like" }] });
  const stored = JSON.stringify(await service.app.store.privacy.exportOf("29:ida"));
  expect(stored).not.toContain('"about"');
});

test("in a group it is said to whom the words are, also an agent's", async () => {
  const service = await useDeskApp();
  const ida = await teamsPerson(service);
  const group = { conversation: { id: "19:g@thread.v2", conversationType: "groupChat", isGroup: true } };
  const mention = {
    type: "mention",
    mentioned: { id: "28:bot", name: "Music Support" },
    text: "<at>Music Support</at>",
  };
  await ida.say("<at>Music Support</at> talk to a person", { ...group, entities: [mention] });
  const id = (await service.desk("ana", "GET", "/cases?status=waiting")).body.cases[0]!.id;
  await service.desk("ana", "POST", `/cases/${id}/messages`, { text: "What router do you have?" });
  const { activity } = await ida.receives("What router do you have?");
  expect(activity).toMatchObject({
    text: "<at>Ida</at> ana: What router do you have?",
    entities: [{ type: "mention", mentioned: { id: "29:ida", name: "Ida" }, text: "<at>Ida</at>" }],
  });
});

test("messages of other bots and of itself are not answered", async () => {
  const service = await useDeskApp();
  const ida = await teamsPerson(service);
  await ida.say("Spotify error 502", { from: { id: "28:other", name: "Other bot" } });
  await ida.say("Spotify error 502", { from: { id: "28:bot", name: "Music Support" } });
  await ida.say("Spotify error 502", { from: { id: "x", name: "A bot", role: "bot" } });
  expect(await service.app.store.privacy.exportOf("28:other")).toMatchObject({ conversations: [] });
  await ida.say("hello");
  await waitFor(() => ida.teams.posted[0]);
  expect(ida.received()).toHaveLength(1);
});

test("a card that cannot be changed holds up no word", async () => {
  const service = await useDeskApp();
  const ida = await teamsPerson(service);
  await ida.say("Spotify error 502 on Windows");
  const { activity } = await ida.receives("Step 1 of");
  const card = ida.teams.posted.findIndex((one) => one.activity === activity) + 1;
  ida.teams.refuses = ({ method }) => (method === "PUT" ? { status: 502 } : undefined);
  const before = ida.received().length;
  await ida.post({
    type: "invoke",
    name: "adaptiveCard/action",
    replyToId: `sent-${card}`,
    value: { action: { verb: "press", data: buttonOf(activity, "All fine, still 502").data } },
  });
  await ida.say("hello?? talk to a person");
  await waitFor(() => (ida.received().length >= before + 2 ? true : undefined));
  const methods = ida.teams.posted.slice(card).map(({ method }) => method);
  expect(methods[0]).toBe("POST");
  expect(methods.filter((method) => method === "PUT").length).toBeLessThanOrEqual(2);
});
