import { expect, test } from "vitest";

import type { Reply } from "../../../dialogs/replies/reply.ts";
import { createActivitySets } from "../../../src/channels/directline/activity-set.ts";
import { toActivity } from "../../../src/channels/rendering/activity-renderer.ts";
import { toShownActivity, type Activity } from "../../../src/web/chat/shown-activities.ts";

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
  const { text, attachments, suggestedActions } = toShownActivity(overTheWire(reply));
  expect(text).toBe(
    "Let us go on.\n\n[progress 3/10] Step 3 of 10 · about 3 minutes\n\n## Restart\n\n> Careful.\n\n1. Off.\n2. On.\n\n**Did that fix it?**",
  );
  expect(attachments).toBeUndefined();
  expect(suggestedActions?.actions).toEqual([
    expect.objectContaining({ type: "messageBack", displayText: "It works now", value: reply.choices[0]?.press }),
  ]);
});

test("other activities are unchanged", () => {
  const plain = overTheWire({ text: "Hi.", choices: reply.choices });
  expect(toShownActivity(plain)).toEqual(plain);
});
