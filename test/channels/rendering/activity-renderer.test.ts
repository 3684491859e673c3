import { describe, expect, test } from "vitest";

import { toPlainText } from "../../../src/channels/rendering/activity-renderer.ts";
import { cardMarkerOf } from "../../../src/channels/rendering/cards.ts";
import {
  answeredCardToActivity,
  toActivity,
  textToActivity,
} from "../../../src/channels/rendering/activity-renderer.ts";
import { plainReply, questionReply, stepReply, summaryReply } from "../../support/replies.ts";

type Element = Record<string, unknown>;
type Card = Element & { body: Element[]; actions: Element[] };
const cardOf = (activity: ReturnType<typeof toActivity>) => activity.attachments?.[0]?.content as Card;
const wordsOf = (value: unknown): string => JSON.stringify(value);

describe("in Teams", () => {
  test("a step is an Adaptive Card 1.5 with all of the text, and no separate text", () => {
    const activity = toActivity(stepReply, "msteams");
    const card = cardOf(activity);
    expect(activity.text).toBeUndefined();
    expect(card.version).toBe("1.5");
    for (const part of [
      "Step 3 of 10",
      "about 3 minutes",
      "Restart router and modem",
      "Everybody at home is offline",
      "1. Pull the plug.\\n2. Wait.",
      "Names differ by maker.",
      "Did that fix it?",
    ])
      expect(wordsOf(card.body)).toContain(part);
  });

  test("the lead of a step is at the top of its card, so that it is one message", () => {
    const activity = toActivity({ ...stepReply, lead: "Pity. On we go." }, "msteams");
    expect(activity.text).toBeUndefined();
    expect(cardOf(activity).body[0]).toMatchObject({ type: "TextBlock", text: "Pity. On we go." });
  });

  test("addresses in a card are links, those that are links already stay, and e-mail addresses are text", () => {
    const instructions = [
      "Open status.spotify.com.",
      "See [the page](https://support.spotify.com/x) or https://example.com/a?b=1.",
      "Write to me@example.com.",
    ];
    const card = cardOf(toActivity({ ...stepReply, step: { ...stepReply.step!, instructions } }, "msteams"));
    expect(card.body.map(({ text }) => text)).toContain(
      [
        "1. Open [status.spotify.com](https://status.spotify.com).",
        "2. See [the page](https://support.spotify.com/x) or [https://example.com/a?b=1](https://example.com/a?b=1).",
        "3. Write to me@example.com.",
      ].join("\n"),
    );
  });

  test("a button identifies the line of its card and the conversation", () => {
    const mark = cardMarkerOf("bf|msteams|a", "reply-7");
    expect(cardOf(toActivity(stepReply, "msteams", mark)).actions[0]?.data).toMatchObject({
      line: "reply-7",
      of: mark.of,
    });
    expect(mark.of).not.toContain("msteams");
  });

  test("more than six choices are in rows, because Teams drops the seventh action", () => {
    const [choice] = questionReply.choices;
    const eight = Array.from({ length: 8 }, (_, at) => ({ ...choice!, label: `Device ${at}` }));
    const card = cardOf(toActivity({ ...questionReply, choices: eight }, "msteams"));
    expect(card.actions).toBeUndefined();
    expect(
      card.body.filter((block) => block.type === "ActionSet").map((row) => (row.actions as unknown[]).length),
    ).toEqual([4, 4]);
  });

  test("an answer cites its source after its text, within the lengths of Teams, and is not labelled as generated", () => {
    const text = "It lasts minutes.\n\nBack to step 2: does it work?";
    const source = {
      name: "x".repeat(100),
      url: "https://support.spotify.com",
      answer: "It lasts minutes.",
      checked: "y".repeat(200),
    };
    const activity = toActivity({ ...questionReply, text, source, feedback: { about: "answer:how-long" } }, "msteams");
    expect(activity.text).toBe("It lasts minutes. [1]\n\nBack to step 2: does it work?");
    const [entity] = activity.entities as unknown as [
      { citation: [{ position: number; appearance: { name: string; abstract: string; url: string } }] },
    ];
    const { position, appearance } = entity.citation[0];
    expect([position, appearance.name.length, appearance.abstract.length, appearance.url]).toEqual([
      1,
      80,
      160,
      "https://support.spotify.com",
    ]);
    expect(wordsOf(activity)).not.toContain("AIGenerated");
    expect(cardOf(activity).body).toEqual([]);
  });

  test("the end of a guide is a card: the tried steps, the one that helped, and the question", () => {
    const words = wordsOf(cardOf(toActivity(summaryReply, "msteams")).body);
    for (const part of ["What we tried", "Restart Spotify", "fixed it", "Step 2 did it.", "Anything else?"])
      expect(words).toContain(part);
  });

  test("an answered card keeps its text and has no buttons", () => {
    const card = cardOf(
      answeredCardToActivity({ title: "Restart Spotify", outcome: "Step 2 · still broken", text: "Pity. On we go." }),
    );
    expect(card.body.map((block) => block.text)).toEqual([
      "Pity. On we go.",
      "Restart Spotify",
      "Step 2 · still broken",
    ]);
    expect(card.actions).toBeUndefined();
  });

  test("a button is Action.Execute, with Action.Submit of the same press as fallback", () => {
    const [first] = cardOf(toActivity(stepReply, "msteams")).actions;
    const press = stepReply.choices[0]?.press;
    expect(first).toMatchObject({
      type: "Action.Execute",
      title: "It works now",
      verb: "press",
      data: press,
      fallback: {
        type: "Action.Submit",
        data: { ...press, msteams: { type: "messageBack", text: "It works now", value: press } },
      },
    });
  });

  test("every card has a text for notifications and screen readers", () => {
    const activity = toActivity(stepReply, "msteams");
    expect(activity.summary).toBe("Step 3 of 10 · Restart router and modem");
    expect(cardOf(activity)).toMatchObject({ fallbackText: stepReply.text, speak: expect.not.stringContaining("**") });
  });

  test("choices outside a step are buttons of a card, too, because channels drop suggested actions", () => {
    const activity = toActivity(questionReply, "msteams");
    expect(activity.suggestedActions).toBeUndefined();
    expect(cardOf(activity).body.map((block) => block.text)).toEqual(["Which device is it?", "Any will do."]);
    expect(cardOf(activity).actions).toHaveLength(2);
  });

  test("a reply without choices is plain text", () => {
    expect(toActivity(plainReply, "msteams")).toEqual({
      type: "message",
      text: plainReply.text,
      textFormat: "markdown",
      summary: "No hurry. I am here.",
      inputHint: "acceptingInput",
    });
  });

  test("the feedback loop is enabled if the reply asks for feedback", () => {
    expect(toActivity({ ...plainReply, feedback: { about: "answer:how-long" } }, "msteams").channelData).toEqual({
      feedbackLoop: { type: "default" },
    });
  });

  test("a card stays far below the 28 KB of Teams", () => {
    expect(Buffer.byteLength(wordsOf(toActivity(stepReply, "msteams")))).toBeLessThan(14_000);
  });
});

test("for Direct Line a summary is a card with its whole text as the message", () => {
  const activity = toActivity(summaryReply, "directline");
  expect(activity).toMatchObject({
    text: summaryReply.text,
    channelData: { textOutsideCard: "Glad it works.", summary: {} },
  });
  expect(cardOf(activity).actions.map((action) => action.type)).toEqual(["Action.Submit"]);
});

test.each([
  ["a step", stepReply, undefined],
  ["a step with words before it", { ...stepReply, lead: "Pity. On we go." }, "Pity. On we go."],
  ["a summary", summaryReply, "Glad it works."],
  ["a question", questionReply, questionReply.text],
])(
  "in Azure's Web Chat, which shows every card, nothing on it is said a second time above it: %s",
  (_, reply, text) => {
    const activity = toActivity(reply, "webchat");
    expect(activity.text).toBe(text);
    expect(cardOf(activity)?.fallbackText ?? activity.text).toBe(reply.text);
  },
);

describe.each(["directline", "emulator"])("in %s", (channel) => {
  test("a step is a card with Action.Submit, with its text for clients without cards", () => {
    const activity = toActivity(stepReply, channel);
    expect(activity).toMatchObject({
      text: stepReply.text,
      textFormat: "markdown",
      channelData: { textOutsideCard: "" },
    });
    expect(cardOf(activity).actions.map((action) => action.type)).toEqual(Array(4).fill("Action.Submit"));
    expect(wordsOf(activity)).not.toContain("Action.Execute");
  });

  test("a client that renders cards gets the text to show with it", () => {
    expect(toActivity({ ...stepReply, lead: "Pity. On we go." }, channel)).toMatchObject({
      text: stepReply.text,
      channelData: { textOutsideCard: "Pity. On we go." },
    });
  });

  test("a button has the press and, for Web Chat, the label to show as the person's message", () => {
    const press = stepReply.choices[0]?.press;
    expect(cardOf(toActivity(stepReply, channel)).actions[0]?.data).toMatchObject({
      ...press,
      label: "It works now",
      __isBotFrameworkCardAction: true,
      cardAction: { type: "messageBack", displayText: "It works now", text: "It works now", value: press },
    });
  });

  test("other choices are suggested actions with the label shown and the press sent", () => {
    const activity = toActivity(questionReply, channel);
    expect(activity.attachments).toBeUndefined();
    expect(activity.suggestedActions?.actions[0]).toEqual({
      type: "messageBack",
      title: "iPhone or iPad",
      text: "iPhone or iPad",
      displayText: "iPhone or iPad",
      value: questionReply.choices[0]?.press,
    });
  });

  test("a reply without choices has no suggested actions", () => {
    expect(toActivity(plainReply, channel)).toEqual({
      type: "message",
      text: plainReply.text,
      textFormat: "markdown",
      inputHint: "acceptingInput",
    });
  });
});

describe("on any other channel", () => {
  test.each(["sms", "slack", "constructor", "__proto__", "toString"])(
    "%s gets text with numbered choices",
    (channel) => {
      expect(toActivity(questionReply, channel)).toEqual({
        type: "message",
        text: "Which device is it?\n\nAny will do.\n\n[1] iPhone or iPad\n[2] Windows",
        textFormat: "plain",
        inputHint: "expectingInput",
      });
    },
  );
});

test("plain text without choices is the text alone", () => {
  expect(toPlainText(plainReply)).toBe("No hurry. I am here.");
});

test("an agent's message is plain text, never markup", () => {
  expect(textToActivity("**x** <at>y</at>")).toEqual({
    type: "message",
    text: "**x** <at>y</at>",
    textFormat: "plain",
    inputHint: "acceptingInput",
  });
});

test("plain text has no Markdown emphasis", () => {
  expect(
    toPlainText({ ...plainReply, text: "**Step 1 of 10 · Look** · about 3 minutes\n\nCase **AB12CD**; 2 * 3 * 4." }),
  ).toBe("Step 1 of 10 · Look · about 3 minutes\n\nCase AB12CD; 2 * 3 * 4.");
});
