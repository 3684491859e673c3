import { expect, test } from "vitest";

import { pageEn as ui } from "../../../dialogs/wording/page-en.ts";
import type { Reply } from "../../../dialogs/replies/reply.ts";
import { createActivitySets } from "../../../src/channels/directline/activity-set.ts";
import { toActivity } from "../../../src/channels/rendering/activity-renderer.ts";
import { initialsOf, toShownActivity, type Activity } from "../../../src/web/chat/shown-activities.ts";

const reply: Reply = {
  lead: "Let us go on.",
  text: "All of it in words.",
  choices: [{ label: "It works now", press: { event: { type: "step.done", result: "fixed" }, asked: 4 } }],
  step: {
    article: "spotify-502",
    step: "restart",
    number: 3,
    of: 10,
    progress: "Step 3 of 10",
    title: "Restart",
    duration: "about 3 minutes",
    warning: "Careful.",
    instructions: ["Off.", "On."],
    question: "Did that fix it?",
  },
};

/** The reply as it comes over the wire. */
function overTheWire(said: Reply): Activity {
  const activitySet = createActivitySets({
    toActivity: (line) => ({ ...toActivity(line.reply as Reply, "directline") }),
    speakers: { assistant: "A", agent: "B" },
  });
  const line = { conversation: "c", seq: 1, from: "assistant", id: "x", text: said.text, reply: said, at: 0 } as const;
  return JSON.parse(JSON.stringify(activitySet([line], "u", 0).activities[0])) as Activity;
}

test("a step becomes Markdown blocks, its buttons become suggested actions", () => {
  const shown = toShownActivity(overTheWire(reply));
  expect(shown?.text).toBe(
    "[assistant] \nLet us go on.\n\n[progress 3/10] Step 3 of 10 · about 3 minutes\n\n## Restart\n\n> Careful.\n\n1. Off.\n2. On.\n\n**Did that fix it?**",
  );
  expect(shown?.attachments).toBeUndefined();
  expect(shown?.suggestedActions?.actions).toEqual([
    expect.objectContaining({ type: "messageBack", displayText: "It works now", value: reply.choices[0]?.press }),
  ]);
});

test("who speaks is heard, and an answer has its source and thumbs below it", () => {
  const source = { name: "Spotify support", url: "https://support.spotify.com/x" };
  const answer = overTheWire({ text: "**Ten** minutes.", choices: [], feedback: { about: "answer:how-long" }, source });
  expect(toShownActivity(answer)).toMatchObject({
    text: "[assistant] \n**Ten** minutes.\n\n[source https://support.spotify.com/x] Spotify support\n\n[thumbs x answer:how-long]",
    channelData: { "webchat:fallback-text": `${ui.assistantSaid} Ten minutes.` },
  });
  const agent: Activity = { type: "message", from: { id: "agent", name: "Ana Ruiz", role: "bot" }, text: "Hello" };
  expect(toShownActivity(agent)).toMatchObject({
    text: "[agent] Ana Ruiz\nHello",
    channelData: { "webchat:fallback-text": `${ui.saidBy("Ana Ruiz")} Hello` },
  });
});

test("messages of the person are unchanged, and a thumb is no message", () => {
  const own: Activity = { type: "message", from: { id: "u", role: "user" }, text: "**hi**", textFormat: "plain" };
  expect(toShownActivity(own)).toEqual(own);
  expect(toShownActivity({ ...own, channelData: { thumb: { on: "x", good: true } } })).toBeNull();
});

test("initials are at most two", () => {
  expect(["Ana Ruiz", "ana", "Jean-Luc van Dam", ""].map(initialsOf)).toEqual(["AR", "A", "JD", ""]);
});
