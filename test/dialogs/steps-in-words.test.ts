import { describe, expect, test } from "vitest";

import type { Reply } from "../../dialogs/replies/reply.ts";
import { devices } from "../../knowledge/article.ts";
import type { Article, Device, Step } from "../../knowledge/article.ts";
import { atStep, spotify, turns } from "./talk.ts";

const [article] = spotify.articles as [Article];
const pairs = article.steps.flatMap((step) => devices.map((device) => [step.id, device, step] as const));
const doable = pairs.filter(([, device, step]) => "instructions" in step.on[device]);
const impossible = pairs.filter(([, device, step]) => !("instructions" in step.on[device]));

/** The reply that shows the step; where it asks first, after the yes. */
function shown(step: Step, device: Device): Reply {
  const asked = atStep(spotify, article.id, step.id, device);
  const { reply } = step.asksFirst ? turns(spotify, asked, { type: "go-on" }) : asked;
  if (!reply) throw new Error("nothing was said");
  return reply;
}

describe.each(doable)("%s on %s", (_id, device, step) => {
  const reply = shown(step, device);
  const on = step.on[device];
  const number = article.steps.indexOf(step) + 1;

  test("says where we are, what to do and how long it takes", () => {
    const replaces = "instructions" in on ? on.replaces : undefined;
    const minutes = replaces?.minutes ?? step.minutes;
    const duration = `about ${minutes} minute${minutes === 1 ? "" : "s"}`;
    expect(reply.text).toContain(
      `**Step ${number} of ${article.steps.length} · ${replaces?.title.en ?? step.title.en}** · ${duration}`,
    );
  });

  test("lists every instruction with its number, then asks whether it helped or what was seen", () => {
    const instructions = "instructions" in on ? on.instructions.en : [];
    expect(reply.text).toContain(instructions.map((line, at) => `${at + 1}. ${line}`).join("\n"));
    const question = step.observation?.question.en ?? "Did that fix it?";
    expect(reply.text.endsWith(`\n\n${question}`)).toBe(true);
    expect(reply.step?.instructions).toEqual(instructions);
  });

  test("gives the warning before the first instruction", () => {
    const asked = atStep(spotify, article.id, step.id, device).reply?.text ?? "";
    const warned = asked.indexOf(step.warning?.en ?? "");
    const firstInstruction = asked.indexOf("\n1. ");
    expect(warned).toBeGreaterThanOrEqual(0);
    expect(firstInstruction === -1 ? Infinity : firstInstruction).toBeGreaterThan(warned);
  });

  test("offers four buttons at most, each with a label of its own", () => {
    const labels = reply.choices.map(({ label }) => label);
    const seen = step.observation?.answers;
    const results = seen
      ? [...seen.map(({ label }) => label.en), seen.some(({ means }) => means) ? "Skip this step" : "It works now"]
      : ["It works now", "Still broken", "Skip this step"];
    expect(labels).toEqual([...results, "Talk to a person"]);
  });

  test("shows no seam", () => {
    expect(reply.text).not.toMatch(/undefined|null|\S {2,}|\.\.|\n{3,}/);
    expect(JSON.stringify(reply.step)).not.toMatch(/undefined|null|\S {2,}\S/);
  });
});

test.each(devices.filter((device) => device !== "web"))(
  "reinstalling on %s warns and asks before a single instruction is shown",
  (device) => {
    const { saved, reply } = atStep(spotify, article.id, "reinstall", device);
    expect(saved.place).toBe("consent");
    expect(reply?.text).toMatch(/offline.*login/s);
    expect(reply?.text).not.toMatch(/^1\. /m);
    expect(reply?.choices.map(({ label }) => label)).toEqual([
      "Yes, show me how",
      "Skip this step",
      "Talk to a person",
    ]);
  },
);

test.each(impossible)("%s on %s is passed over with its reason", (id, device, step) => {
  const { reply } = atStep(spotify, article.id, id, device);
  expect(reply?.text).toContain(step.on[device].reason?.en ?? "no reason");
  expect(reply?.step?.step).not.toBe(id);
});
