import { expect, test } from "vitest";

import { markOf } from "../../../src/channel/card-mark.ts";
import { settledToActivity, toActivity } from "../../../src/channel/to-activity.ts";
import { adaptiveCard } from "../../support/adaptive-card.ts";
import { everyReply } from "../../support/every-reply.ts";

const replies = everyReply();
const mark = markOf("bf|msteams|a:1", `reply-press:${"x".repeat(32)}`);

test("there is a reply to try for every step on every device, every answer and every end", () => {
  expect(replies.length).toBeGreaterThan(120);
  expect(replies.filter(({ reply }) => reply.step).length).toBeGreaterThan(100);
  expect(replies.filter(({ reply }) => reply.summary).length).toBeGreaterThanOrEqual(14);
});

test.each(["msteams", "webchat"])("every card in %s is an Adaptive Card 1.5 and nothing else", (channel) => {
  for (const { name, reply } of replies) {
    for (const { content } of toActivity(reply, channel, mark).attachments ?? []) {
      const read = adaptiveCard.safeParse(content);
      expect({ name, issues: read.success ? [] : read.error.issues }).toEqual({ name, issues: [] });
    }
  }
});

test("every message stays below Teams' 28 KB", () => {
  const largest = Math.max(...replies.map(({ reply }) => Buffer.byteLength(JSON.stringify(toActivity(reply, "msteams", mark)))));
  expect(largest).toBeLessThan(28 * 1024);
  expect(largest).toBeGreaterThan(1_000);
});

test("an answered card is one too", () => {
  const [card] = settledToActivity({ title: "Restart Spotify", outcome: "Step 2 · still broken", text: "One.\n\nTwo." }).attachments ?? [];
  expect(adaptiveCard.safeParse(card?.content).success).toBe(true);
});
