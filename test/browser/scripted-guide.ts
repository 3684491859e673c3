import type { Choice, Reply } from "../../dialogs/replies/reply.ts";
import type { SpokenEvent } from "../../dialogs/events.ts";
import type { InboundMessage } from "../../src/conversation/ports.ts";
import { words } from "../channels/directline/scripted-talk.ts";

const choice = (label: string, event: SpokenEvent): Choice => ({ label, press: { event, asked: 1 } });

const welcome: Reply = {
  text: "Hi, I'm an assistant that helps when music stops playing. What do you see?\n\nYou can ask for a person at any time.",
  choices: [
    choice("Spotify says error 502", { type: "problem.known", article: "spotify-502" }),
    choice("Talk to a person", { type: "human" }),
  ],
};
const device: Reply = {
  text: "**Error 502** means that Spotify's servers are not getting an answer from each other. It is usually not your device.\n\nThere are up to ten easy steps, 5–20 minutes in all. Which device do you use?",
  choices: [
    choice("iPhone or iPad", { type: "device", device: "ios" }),
    choice("Android", { type: "device", device: "android" }),
    choice("Windows", { type: "device", device: "windows" }),
    choice("Mac", { type: "device", device: "macos" }),
  ],
};
const after = [
  choice("It works now", { type: "step.done", result: "fixed" }),
  choice("Still broken", { type: "step.done", result: "not-fixed" }),
  choice("Skip this step", { type: "step.done", result: "skipped" }),
  choice("Talk to a person", { type: "human" }),
];

function step(number: number, title: string, instructions: readonly string[], warning?: string): Reply {
  const progress = `Step ${number} of 10`;
  const duration = "about 3 minutes";
  const question = "Did that fix it?";
  const lines = instructions.map((instruction, at) => `${at + 1}. ${instruction}`).join("\n");
  return {
    text: `**${progress} · ${title}** · ${duration}\n\n${warning ? `${warning}\n\n` : ""}${lines}\n\n${question}`,
    choices: after,
    step: {
      article: "spotify-502",
      step: `s${number}`,
      number,
      of: 10,
      progress,
      title,
      duration,
      ...(warning && { warning }),
      instructions,
      question,
    },
  };
}

const first = step(1, "Check Spotify's servers", [
  "Open status.spotify.com.",
  "As a second opinion, look at downdetector.com/status/spotify.",
  "If an outage is shown, waiting is all that helps.",
]);
const second = step(
  2,
  "Reinstall the app",
  ["Touch and hold the **Spotify** icon, then tap **Remove App**.", "Open the App Store and get it again.", "Sign in."],
  "Offline downloads will be deleted, and you need your password to sign in again.",
);

/** A guide of two steps, for what the page can show. */
export function scriptedGuide({ input }: InboundMessage): readonly Reply[] {
  if (input.kind === "happened") return [welcome];
  if (input.kind === "said")
    return [/502/.test(input.text) ? device : words(`You wrote: ${input.text.length} characters.`)];
  const { event } = input.press as { event: SpokenEvent };
  if (event.type === "problem.known") return [device];
  if (event.type === "device") return [first];
  if (event.type === "step.done") return [second];
  return [words("I've asked for a person: case **A-4711**. A person will answer here.")];
}
