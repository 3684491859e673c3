import { linkAddresses } from "../../../src/common/web-addresses.ts";
import { expect, test } from "vitest";

import { cardMarkerOf } from "../../../src/channels/rendering/cards.ts";
import { answeredCardToActivity, toActivity } from "../../../src/channels/rendering/activity-renderer.ts";
import { expertsCard } from "../../../src/desk/integrations/teams/expert-card.ts";
import { adaptiveCard } from "../../support/adaptive-card.ts";
import { waitingCase } from "../../support/case-view.ts";
import { everyReply } from "../../support/every-reply.ts";
import { microsoftFaults } from "../../support/microsoft-card.ts";

const replies = everyReply();
/** The cards of a reply as JSON. */
const cardsOf = (reply: (typeof replies)[number]["reply"], channel: string): { content: unknown }[] =>
  JSON.parse(JSON.stringify(toActivity(reply, channel, mark).attachments ?? [])) as { content: unknown }[];
const mark = cardMarkerOf("bf|msteams|a:1", `reply-press:${"x".repeat(32)}`);

test("there is a reply for every step on every device, every answer and every end", () => {
  expect(replies.length).toBeGreaterThan(120);
  expect(replies.filter(({ reply }) => reply.step).length).toBeGreaterThan(100);
  expect(replies.filter(({ reply }) => reply.summary).length).toBeGreaterThanOrEqual(14);
});

test.each(["msteams", "webchat", "directline"])(
  "every card in %s is an Adaptive Card 1.5 and nothing else",
  (channel) => {
    for (const { name, reply } of replies) {
      for (const { content } of cardsOf(reply, channel)) {
        const read = adaptiveCard.safeParse(content);
        expect({ name, issues: read.success ? [] : read.error.issues }).toEqual({ name, issues: [] });
      }
    }
  },
);

test.each(["msteams", "webchat", "directline"])(
  "Microsoft's own package finds nothing in a card in %s that version 1.5 lacks",
  (channel) => {
    for (const { name, reply } of replies) {
      for (const { content } of cardsOf(reply, channel))
        expect({ name, faults: microsoftFaults(content) }).toEqual({ name, faults: [] });
    }
  },
);

test.each([
  [
    "a member that nobody knows",
    { body: [{ type: "TextBlock", text: "x", colour: "Good" }] },
    'must not have "colour"',
  ],
  [
    "a member of version 1.6",
    { actions: [{ type: "Action.Submit", title: "x", role: "button" }] },
    'must not have "role"',
  ],
  ["a value that is none", { body: [{ type: "TextBlock", text: "x", size: "Huge" }] }, 'Invalid value "Huge"'],
  ["an element that nobody knows", { body: [{ type: "ProgressBar", value: 3 }] }, "unknown type ProgressBar"],
  [
    "a fallback with a slip",
    { actions: [{ type: "Action.Execute", title: "x", fallback: { type: "Action.Submit", verb: "x" } }] },
    "card/actions/0/fallback",
  ],
])("the check detects %s", (_, wrong, fault) => {
  expect(microsoftFaults({ type: "AdaptiveCard", version: "1.5", ...wrong }).join("\n")).toContain(fault);
});

test("every message stays below the 28 KB of Teams", () => {
  const largest = Math.max(
    ...replies.map(({ reply }) => Buffer.byteLength(JSON.stringify(toActivity(reply, "msteams", mark)))),
  );
  expect(largest).toBeLessThan(28 * 1024);
  expect(largest).toBeGreaterThan(1_000);
});

test("an answered card is valid", () => {
  const [card] =
    answeredCardToActivity({ title: "Restart Spotify", outcome: "Step 2 · still broken", text: "One.\n\nTwo." })
      .attachments ?? [];
  expect(adaptiveCard.safeParse(card?.content).success).toBe(true);
  expect(microsoftFaults(card?.content)).toEqual([]);
});

test("the experts' card of a case is valid, however long the conversation was", () => {
  const [line] = waitingCase.transcript;
  const long = {
    ...waitingCase,
    transcript: Array.from({ length: 400 }, (_, seq) => ({ ...line!, seq, text: "a long line of words ".repeat(20) })),
  };
  for (const view of [waitingCase, long]) {
    expect(microsoftFaults(expertsCard(view, (login) => login))).toEqual([]);
    expect(Buffer.byteLength(JSON.stringify(expertsCard(view, (login) => login)))).toBeLessThan(28 * 1024);
  }
});

const wordsIn = (text: string, apart: readonly string[]): number =>
  apart
    .reduce((rest, piece) => rest.replaceAll(piece, " "), text)
    .split(/\s+/u)
    .filter((word) => /[\p{L}\p{N}]/u.test(word)).length;

/** Texts of a card, without its buttons. */
function textsOf(node: unknown): string[] {
  if (Array.isArray(node)) return node.flatMap(textsOf);
  if (node === null || typeof node !== "object") return [];
  const { type, text, body, items, columns } = node as Record<string, unknown>;
  const own = (type === "TextBlock" || type === "TextRun") && typeof text === "string" ? [text] : [];
  return [...own, ...[body, items, columns].flatMap(textsOf)];
}

test.each(["msteams", "webchat", "directline", "emulator", "email"])(
  "no bubble in %s has more than 60 words beside a step's instructions, the list of what was tried and the buttons",
  (channel) => {
    const long = replies.flatMap(({ name, reply }) => {
      const { step, summary } = reply;
      const { text = "", attachments = [] } = toActivity(reply, channel, mark);
      const tried = summary?.tried.flatMap(({ title, result }) => [title, result]) ?? [];
      const buttons = reply.choices.map(({ label }) => label);
      const shown = step ? [...step.instructions, step.note, step.warning, step.title, step.progress] : tried;
      const texts = [...shown, ...buttons].filter((piece) => piece !== undefined && piece !== "") as string[];
      // In cards their addresses are links.
      const apart = [...texts.map(linkAddresses), ...texts];
      const card = attachments.flatMap(({ content }) => textsOf(content)).join("\n");
      // A client that shows cards shows the text beside them in Teams and web chat alone; for others it stands for the card.
      const bubbles = channel === "msteams" || channel === "webchat" ? [`${text}\n${card}`] : [text, card];
      const words = Math.max(...bubbles.map((bubble) => wordsIn(bubble, apart)));
      return words > 60 ? [{ name, words }] : [];
    });
    expect(long).toEqual([]);
  },
);
