import { describe, expect, test } from "vitest";

import { useDeskApp } from "../../support/desk-app.ts";
import { teamsPerson } from "../../support/teams-person.ts";
import { waitFor } from "../../desk/event-stream.ts";

/** Forms in which Teams brings what people mean, each written to the whole service at a step of the guide. */

type Json = Record<string, unknown>;

async function atFirstStep() {
  const service = await useDeskApp();
  const ida = await teamsPerson(service);
  await ida.say("Spotify error 502 on Windows");
  await ida.receives("Step 1 of");
  return { service, ida };
}

/** What the assistant says to one message. */
async function replyTo(changes: Json): Promise<string> {
  const { ida } = await atFirstStep();
  const before = ida.received().length;
  await ida.post({ type: "message", ...changes });
  await waitFor(() => (ida.received().length > before ? true : undefined));
  return ida.received().slice(before).join("\n");
}

const html = (content: string): Json => ({ attachments: [{ contentType: "text/html", content }] });
const reply = (quoted: string, own: string): string =>
  `<blockquote itemscope itemtype="http://schema.skype.com/Reply" itemid="1"><strong>Music Support</strong><p>${quoted}</p></blockquote><p>${own}</p>`;
const emoji = (...signs: string[]): Json => ({
  text: "",
  attachments: [
    ...signs.map(() => ({ contentType: "image/png", contentUrl: "https://statics.example/emoji/20_f.png", name: "" })),
    {
      contentType: "text/html",
      content: `<p>${signs.map((sign) => `<img itemtype="http://schema.skype.com/Emoji" src="https://statics.example/20_f.png" alt="${sign}">`).join("")}</p>`,
    },
  ],
});
const forward = (own: string, theirs: string): Json => ({
  text: `${own}\r\n\r\n${theirs}`,
  ...html(
    `<p>${own}</p><blockquote itemscope itemtype="http://schema.skype.com/Forward"><p>${theirs}</p></blockquote>`,
  ),
});

const next = "Step 2 of";
const asked = "I've asked for a person";
const explained = "bad gateway";

describe("of a reply to an earlier message only what the person added is read", () => {
  test.each<[string, Json, string]>([
    ["a marker before the words", { text: '<quoted messageId="17"/> still broken' }, next],
    ["a marker without a blank", { text: '<quoted messageId="17"/>still broken' }, next],
    ["two markers", { text: '<quoted messageId="17"/><quoted messageId="18"/> no, same error' }, next],
    ["a marker before a question", { text: '<quoted messageId="17"/> what does 502 mean' }, explained],
    ["a marker before a wish", { text: '<quoted messageId="17"/> I need a person' }, asked],
    ["a quotation within the text", { text: reply("Did that fix it?", "talk to a person") }, asked],
    ["a quotation of success within the text", { text: reply("It works now", "still broken") }, next],
    ["a quotation in the HTML alone", { text: "still broken", ...html(reply("It works now", "still broken")) }, next],
    [
      "quoted words before the answer in plain text",
      { text: "It works now\r\n\r\nstill broken", ...html(reply("It works now", "still broken")) },
      next,
    ],
  ])("%s", async (_form, message, piece) => expect(await replyTo(message)).toContain(piece));
});

describe("of a forwarded message the words of somebody else answer no question", () => {
  test.each<[string, Json, string]>([
    ["a success", forward("see this", "It works now, thanks a lot"), "Glad"],
    ["a failure", forward("fyi", "still broken"), next],
    ["a wish for a person", forward("my boss wrote", "get me a human"), asked],
  ])("%s", async (_what, message, piece) => expect(await replyTo(message)).not.toContain(piece));

  test("and the person's own do", async () =>
    expect(await replyTo(forward("still broken", "It works now, thanks a lot"))).toContain(next));
});

describe("signs of the emoji picker are read as what they are", () => {
  test.each<[string, Json, string]>([
    ["a thumb down", emoji("👎"), next],
    ["two thumbs down", emoji("👎", "👎"), next],
  ])("%s", async (_what, message, piece) => {
    const words = await replyTo(message);
    expect(words).not.toContain("can't open");
    expect(words).toContain(piece);
  });

  test.each(["🙂", "👍"])("and one that says no more is no file: %s", async (sign) =>
    expect(await replyTo(emoji(sign))).not.toMatch(/can't open|picture/u),
  );
});

describe("words that stand in the HTML alone are read", () => {
  test.each<[string, Json, string]>([
    ["a paragraph", { text: null, ...html("<p>still not working</p>") }, next],
    ["no text at all", html("<div>still not working</div>"), next],
    ["an empty text", { text: "", ...html("<p>still&nbsp;<strong>not</strong> working</p>") }, next],
    ["two paragraphs", { text: "", ...html("<p>hi</p><p>I want to talk to a person</p>") }, asked],
  ])("%s", async (_form, message, piece) => expect(await replyTo(message)).toContain(piece));
});

const bot = { type: "mention", mentioned: { id: "28:bot", name: "Music Support" }, text: "<at>Music Support</at>" };
const alex = { type: "mention", mentioned: { id: "29:alex", name: "Alex Doe" }, text: "<at>Alex Doe</at>" };
const places: readonly [string, Json][] = [
  ["a group chat", { id: "19:g@thread.v2", conversationType: "groupChat", isGroup: true }],
  ["a channel", { id: "19:c@thread.tacv2;messageid=1", conversationType: "channel", isGroup: true }],
  ["the chat of a meeting", { id: "19:meeting_MjA@thread.v2", conversationType: "groupChat", isGroup: true }],
];

describe.each(places)("in %s", (_place, conversation) => {
  const meeting = { channelData: { tenant: { id: "tenant" }, meeting: { id: "MCMxOTptZWV0" } } };
  const amy = { from: { id: "29:amy", name: "Amy Alpha" }, conversation, ...meeting };
  const bob = { from: { id: "29:bob", name: "Bob Beta (Guest)" }, conversation, ...meeting };

  test("mentions of others are no words, wherever they stand", async () => {
    const service = await useDeskApp();
    const ida = await teamsPerson(service);
    const say = (text: string): Promise<unknown> => ida.say(text, { ...amy, entities: [bot, alex] });
    await say("<at>Music Support</at> Spotify error 502 on Windows");
    await ida.receives("Step 1 of");
    await say("<at>Music Support</at> <at>Alex Doe</at> still broken");
    await ida.receives("Step 2 of");
    await say("<at>Music Support</at> get me a human please <at>Alex Doe</at>");
    await ida.receives(asked);
    const [waiting] = (await service.desk("ana", "GET", "/cases?status=waiting")).body.cases;
    const { transcript } = (await service.desk("ana", "GET", `/cases/${waiting!.id}`)).body;
    expect(transcript.filter(({ from }) => from === "user").at(-1)!.text).toBe("get me a human please @Alex Doe");
  });

  test("two people have a guide each, and every reply says whose it is, a guest's as well", async () => {
    const service = await useDeskApp();
    const ida = await teamsPerson(service);
    await ida.say("<at>Music Support</at> Spotify error 502 on Windows", { ...amy, entities: [bot] });
    await ida.receives("Step 1 of");
    await ida.say("<at>Music Support</at> error 502 on my iPhone", { ...bob, entities: [bot] });
    await waitFor(() =>
      ida.received().filter((words) => words.includes("Step 1 of")).length === 2 ? true : undefined,
    );
    await ida.say("<at>Music Support</at> still broken", { ...amy, entities: [bot] });
    await ida.receives("Step 2 of");
    const said = ida.teams.posted.map(({ activity }) => JSON.stringify(activity));
    for (const name of ["Amy Alpha", "Bob Beta (Guest)"])
      expect(said.filter((one) => one.includes(`<at>${name}</at>`)).length).toBeGreaterThan(0);
    expect(
      said.filter((one) => !one.includes("<at>Amy Alpha</at>") && !one.includes("<at>Bob Beta (Guest)</at>")),
    ).toEqual([]);
  });
});

describe.each(places)("in %s", (_place, conversation) => {
  const own = { from: { id: "29:amy", name: "Amy Alpha" }, conversation };

  test("an edit of what was said to others is met with silence, one of what was said to the assistant is not", async () => {
    const service = await useDeskApp();
    const ida = await teamsPerson(service);
    const edit = { type: "messageUpdate", channelData: { eventType: "editMessage" }, ...own };
    await ida.say("shall we have lunch", { ...own, id: "lunch" });
    await ida.post({ ...edit, id: "lunch", text: "shall we have dinner" });
    await ida.say("<at>Music Support</at> Spotify error 502 on Windows", { ...own, id: "error", entities: [bot] });
    await ida.receives("Step 1 of");
    expect(ida.received()).toHaveLength(1);
    await ida.post({
      ...edit,
      id: "error",
      text: "<at>Music Support</at> Spotify error 502 on a Mac",
      entities: [bot],
    });
    await waitFor(() => (ida.received().length === 2 ? true : undefined));
  });

  test("the assistant that is added again greets again, once for all updates", async () => {
    const service = await useDeskApp();
    const ida = await teamsPerson(service);
    const add = { type: "conversationUpdate", membersAdded: [{ id: "28:bot" }], ...own };
    await ida.post(add);
    await ida.post({ type: "installationUpdate", action: "add", ...own });
    await ida.post({ type: "conversationUpdate", membersRemoved: [{ id: "28:bot" }], ...own });
    await ida.post(add);
    await ida.post({ type: "installationUpdate", action: "add", ...own });
    await ida.say("<at>Music Support</at> thanks", { ...own, entities: [bot] });
    await waitFor(() => (ida.received().length >= 3 ? true : undefined));
    expect(ida.received().filter((words) => words.includes("Music Support Assistant"))).toHaveLength(2);
  });
});

describe("a reply that the channel refuses in passing", () => {
  test.each([
    [404, "ConversationNotFound"],
    [403, "ServiceError"],
    [403, "Unknown"],
    [502, "BadGateway"],
  ])("with %i %s comes with the next attempt, and no answer counts for it before", async (status, code) => {
    const { ida } = await atFirstStep();
    ida.teams.answers.push({ status, body: { error: { code } } });
    await ida.say("still broken");
    await ida.receives("Step 2 of");
    await ida.say("still broken");
    await ida.receives("Step 3 of");
    expect(ida.received().filter((words) => words.includes("Step 2 of"))).toHaveLength(2);
  });
});

test("two open cases of one person name each other at the desk", async () => {
  const service = await useDeskApp();
  const ida = await teamsPerson(service);
  await ida.say("I want a human");
  await ida.say("<at>Music Support</at> I want a human", {
    conversation: { id: "19:g@thread.v2", conversationType: "groupChat", isGroup: true },
    entities: [bot],
  });
  const waiting = (await service.desk("ana", "GET", "/cases?status=waiting")).body.cases;
  expect(waiting).toHaveLength(2);
  for (const { id } of waiting) {
    const other = waiting.find((one) => one.id !== id)!.id;
    const { body } = await service.desk("ana", "GET", `/cases/${id}/person`);
    expect(body.cases).toEqual([expect.objectContaining({ id: other, status: "waiting" })]);
  }
});
