import { PassThrough } from "node:stream";
import { describe, expect, test } from "vitest";

import type { Reply } from "../../dialogs/replies/reply.ts";
import { chatInTerminal } from "../../src/channels/terminal.ts";
import { makeScriptedTalk, words, type ScriptedTalk } from "./directline/scripted-talk.ts";

const question: Reply = {
  text: "Did that fix it?",
  choices: [
    { label: "It works now", press: { event: { type: "step.done", result: "fixed" }, asked: 1 } },
    { label: "Still broken", press: { event: { type: "step.done", result: "not-fixed" }, asked: 1 } },
  ],
};
const render = ({ text, choices }: Reply): string =>
  [text, ...choices.map(({ label }, at) => `${at + 1}. ${label}`)].join("\n");

/** Runs a conversation with piped lines; returns the output. */
async function pipe(talk: ScriptedTalk, lines: string, options: { interactive?: boolean } = {}): Promise<string> {
  const input = new PassThrough();
  const output = new PassThrough();
  input.end(lines);
  const { conversations, transcripts } = talk;
  await chatInTerminal({
    conversations,
    transcripts,
    render,
    conversation: "terminal-me",
    user: "me",
    input,
    output,
    interactive: false,
    now: () => 0,
    ...options,
  });
  return String(output.read() ?? "");
}

describe("the terminal", () => {
  test("prints only the conversation, each reply before the next line is read", async () => {
    const talk = makeScriptedTalk(({ input }) => [words(input.kind === "said" ? `Heard ${input.text}.` : "Hello.")]);
    expect(await pipe(talk, "one\ntwo\n")).toBe("Hello.\n\nHeard one.\n\nHeard two.\n\n");
  });

  test.each(["quit", " Exit "])("%j leaves, and the assistant does not see it", async (word) => {
    const talk = makeScriptedTalk(({ input }) => [words(input.kind === "said" ? `Heard ${input.text}.` : "Hello.")]);
    expect(await pipe(talk, `one\n${word}\ntwo\n`)).toBe("Hello.\n\nHeard one.\n\n");
  });

  test("a number presses the button of that number", async () => {
    const talk = makeScriptedTalk(({ input }) => (input.kind === "happened" ? [question] : []));
    await pipe(talk, "2\n7\n");
    expect(talk.received.slice(1).map(({ input }) => input)).toEqual([
      { kind: "pressed", press: question.choices[1]?.press, text: "Still broken" },
      { kind: "said", text: "7", attachments: 0 },
    ]);
  });

  test("a later session repeats the open question only", async () => {
    const talk = makeScriptedTalk(({ input }) => [input.kind === "happened" ? words("Hello.") : question]);
    await pipe(talk, "hi\n");
    expect(await pipe(talk, "1\n")).toBe(`${render(question)}\n\n${render(question)}\n\n`);
    expect(talk.received.at(-1)?.input).toMatchObject({ kind: "pressed", text: "It works now" });
  });

  test("a message of an agent is printed once", async () => {
    const talk = makeScriptedTalk(({ conversation, input }) => {
      if (input.kind === "said") talk.say(conversation, "agent", "Ana here.");
      return [words("Hello.")];
    });
    expect(await pipe(talk, "human\n")).toBe("Hello.\n\nAna here.\n\nHello.\n\n");
  });

  test("the prompt is shown in interactive mode only", async () => {
    const talk = makeScriptedTalk(() => [words("Hello.")]);
    expect(await pipe(talk, "hi\n", { interactive: true })).toBe("Hello.\n\n> Hello.\n\n> ");
  });
});
