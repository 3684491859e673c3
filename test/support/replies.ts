import type { Choice, Reply } from "../../dialogs/replies/reply.ts";

function choice(label: string, result: "fixed" | "not-fixed" | "skipped"): Choice {
  return { label, press: { event: { type: "step.done", result }, asked: 4 } };
}

export const stepReply: Reply = {
  text: "**Step 3 of 10 · Restart router and modem** · about 3 minutes\n\nEverybody at home is offline meanwhile.\n\n1. Pull the plug.\n2. Wait.\n\nNames differ by maker.\n\nDid that fix it?",
  choices: [
    choice("It works now", "fixed"),
    choice("Still broken", "not-fixed"),
    choice("Skip this step", "skipped"),
    { label: "Talk to a person", press: { event: { type: "human" }, asked: 4 } },
  ],
  step: {
    article: "spotify-502",
    step: "restart-router",
    number: 3,
    of: 10,
    progress: "Step 3 of 10",
    title: "Restart router and modem",
    duration: "about 3 minutes",
    warning: "Everybody at home is offline meanwhile.",
    instructions: ["Pull the plug.", "Wait."],
    note: "Names differ by maker.",
    question: "Did that fix it?",
  },
};

export const questionReply: Reply = {
  text: "Which device is it?\n\nAny will do.",
  choices: [
    { label: "iPhone or iPad", press: { event: { type: "device", device: "ios" }, asked: 1 } },
    { label: "Windows", press: { event: { type: "device", device: "windows" }, asked: 1 } },
  ],
};

export const plainReply: Reply = { text: "No hurry. I am **here**.", choices: [] };

export const summaryReply: Reply = {
  text: "Glad it works.\n\nStep 2 did it.\n\nAnything else?",
  lead: "Glad it works.",
  choices: [{ label: "No, that's all", press: { event: { type: "no" }, asked: 3 } }],
  summary: {
    title: "What we tried, and what helped",
    tried: [
      { title: "Check Spotify's status", result: "tried", helped: false },
      { title: "Restart Spotify", result: "fixed it", helped: true },
    ],
    outcome: "Step 2 did it.",
    advice: "",
    question: "Anything else?",
  },
};
