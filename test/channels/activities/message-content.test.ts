import { describe, expect, test } from "vitest";

import { type SentActivity, validateActivity } from "../../../src/channels/activities/activity-schema.ts";
import { contentOf } from "../../../src/channels/activities/message-content.ts";
import { message } from "../../support/bot-endpoint.ts";

const sent = (changes: Record<string, unknown>): SentActivity =>
  validateActivity(message({ channelId: "msteams", recipient: { id: "28:bot", name: "Music Support" }, ...changes }));
const read = (text: string | null, changes: Record<string, unknown> = {}) => contentOf(sent({ text, ...changes }));
const html = (content: string, ...others: Record<string, unknown>[]) => ({
  attachments: [...others, { contentType: "text/html", content }],
});
const said = (text: string, own = text) => ({ text, ...(own !== text && { own }), attachments: 0 });

describe("a quotation", () => {
  test.each([
    ["a marker before the words", '<quoted messageId="17"/> talk to a person', "talk to a person"],
    ["a marker with a space in it", '<quoted messageId="17" /> no', "no"],
    ["two markers", '<quoted messageId="17"/><quoted messageId="18"/> both', "both"],
    ["an element with the words", '<quoted messageId="17">Did that fix it?</quoted> no', "no"],
    ["a block", '<blockquote itemtype="http://schema.skype.com/Reply">Fixed?</blockquote>no', "no"],
    ["a marker after the words", 'still broken <quoted messageId="17"/>', "still broken"],
  ])("as %s is taken out", (_, text, own) => {
    expect(read(text)).toEqual(said(own));
  });

  const quoted =
    '<blockquote itemscope itemtype="http://schema.skype.com/Reply" itemid="1"><p>Did that fix it?</p></blockquote>';
  test("whose words stand in the text too is told by the HTML", () => {
    expect(read("Did that fix it?\r\n\r\nno", html(`${quoted}<p>no</p>`))).toEqual(said("no"));
    expect(read("no", html(`${quoted}<p>no</p>`))).toEqual(said("no"));
  });

  test("is known by its entity or attachment where there is no HTML", () => {
    const entity = { type: "quotedReply", quotedReply: { messageId: "1", preview: "Did that fix it?" } };
    expect(read("Did that fix it?\nno", { entities: [entity] })).toEqual(said("no"));
    const reference = {
      contentType: "messageReference",
      content: JSON.stringify({ messagePreview: "Did that fix it?" }),
    };
    expect(read('<attachment id="1"></attachment>\nno', { attachments: [reference] })).toEqual(said("no"));
  });

  test("of one's own words is not the answer", () => {
    const entity = { type: "quotedReply", quotedReply: { preview: "no" } };
    expect(read("no", { entities: [entity] })).toEqual(said("no"));
  });
});

describe("a forwarded message", () => {
  const forward =
    '<blockquote itemscope itemtype="http://schema.skype.com/Forward"><p>It works now, thanks a lot</p></blockquote>';

  test("is shown to people and read by nobody", () => {
    expect(read("see this\r\n\r\nIt works now, thanks a lot", html(`<p>see this</p>${forward}`))).toEqual(
      said("see this\n> It works now, thanks a lot", "see this"),
    );
  });

  test("without a word of one's own is something that is not read", () => {
    expect(read("It works now, thanks a lot", html(forward))).toEqual({
      text: "> It works now, thanks a lot",
      own: "",
      attachments: 1,
    });
  });

  test("by reference is shown, and is no file", () => {
    const content = JSON.stringify({ originalMessageContent: "<p>It works now</p>" });
    expect(read("see this", { attachments: [{ contentType: "forwardedMessageReference", content }] })).toEqual(
      said("see this\n> It works now", "see this"),
    );
  });
});

describe("words that stand in the HTML alone", () => {
  test.each([
    ["<p>still not working</p>", "still not working"],
    ["<div>one<br>two</div>", "one\ntwo"],
    ["<p>&quot;502&quot; &amp; I can&#39;t&nbsp;log in</p>", '"502" & I can\'t log in'],
    ["<p>2 &lt; 3</p><style>p{}</style>", "2 < 3"],
  ])("are what was said: %s", (content, text) => {
    for (const none of [null, "", " "]) expect(read(none, html(content))).toEqual(said(text));
  });

  test("do not replace the text where both are there", () => {
    expect(read("2 < 3", html("<p>2 &lt; 3</p>"))).toEqual(said("2 < 3"));
  });
});

describe("emoji from Teams' picker", () => {
  const sprite = { contentType: "image/png", contentUrl: "https://statics.example/20_f.png", name: "" };
  const emoji = (sign: string) =>
    `<img itemscope itemtype="http://schema.skype.com/Emoji" itemid="e" src="${sprite.contentUrl}" alt="${sign}">`;

  test.each(["👍", "👎", "🙂", "❤️"])("%s is its sign, and no file", (sign) => {
    expect(read("", html(`<p>${emoji(sign)}</p>`, sprite))).toEqual(said(sign));
  });

  test("stands among the words where it was set", () => {
    expect(read("still broken", html(`<p>still broken ${emoji("👎")}</p>`, sprite))).toEqual(said("still broken 👎"));
  });

  test("beside a picture leaves the picture one", () => {
    const picture = { contentType: "image/*", contentUrl: "https://smba.example/img" };
    expect(read("", html(`<p>${emoji("👎")}<img src="${picture.contentUrl}"></p>`, sprite, picture))).toEqual({
      text: "👎",
      attachments: 1,
    });
  });
});

describe("a mention", () => {
  const of = (id: string, name: string, text: string | undefined = `<at>${name}</at>`) => ({
    type: "mention",
    mentioned: { id, name },
    text,
  });
  const bot = of("28:bot", "Music Support");
  const alex = of("29:alex", "Alex Doe");

  test.each([
    [
      "<at>Music Support</at> get me a human please <at>Alex Doe</at>",
      "get me a human please @Alex Doe",
      "get me a human please",
    ],
    ["<at>Alex Doe</at> still broken", "@Alex Doe still broken", "still broken"],
    ['<at id="0">Alex Doe</at> what does 502 mean', "@Alex Doe what does 502 mean", "what does 502 mean"],
    ["<at>Music Support</at> <at>Alex Doe</at> I need a person", "@Alex Doe I need a person", "I need a person"],
    ['<at id="28:bot">Music Support</at> error 502', "error 502", "error 502"],
    ["<at>music support</at> error 502", "error 502", "error 502"],
  ])("of others is a name to people and nothing to the reader, of the bot nothing at all: %s", (text, shown, own) => {
    expect(read(text, { entities: [bot, alex] })).toEqual(said(shown, own));
  });

  test.each([
    ["@Alex Doe what does 502 mean", "what does 502 mean"],
    ["@Alex, still broken", ", still broken"],
    ["write to kim@example.org", "write to kim@example.org"],
    ["@Alex Windows", "Windows"],
  ])("that was typed is nothing to the reader: %s", (text, own) => {
    expect(read(text)).toEqual(said(text, own));
  });

  test("in the HTML alone is known by its entity", () => {
    const content = '<p><span itemtype="http://schema.skype.com/Mention" itemid="0">Music Support</span> error 502</p>';
    expect(read("<at>Music Support</at> error 502", { ...html(content), entities: [bot] })).toEqual(said("error 502"));
  });
});

describe("files", () => {
  test("are counted and named; what is no file is not", () => {
    const file = { contentType: "application/vnd.microsoft.teams.file.download.info", name: "error log.txt" };
    expect(read("", html("", file))).toEqual({ text: "", attachments: 1, files: ["error log.txt"] });
    const picture = { contentType: "image/*", contentUrl: "https://smba.example/img" };
    expect(read("here is the screenshot", html("<p>here is the screenshot<img></p>", picture))).toEqual({
      text: "here is the screenshot",
      attachments: 1,
    });
    expect(read("a link", { attachments: [{ contentType: "application/vnd.microsoft.card.thumbnail" }] })).toEqual(
      said("a link"),
    );
  });
});

test("a text without any of this stays as it is", () => {
  for (const text of ["Spotify  says error 502 ", " a <b> c", "1 < 2 > 0", "<at", "&nbsp;", "> error 502"])
    expect(read(text)).toEqual(said(text));
});
