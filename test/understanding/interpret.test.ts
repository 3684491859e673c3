import { describe, expect, it } from "vitest";
import type { ExpectedInput, SpokenEvent } from "../../dialogs/events.ts";
import type { Choice } from "../../dialogs/replies/reply.ts";
import type { DialogContext } from "../../src/understanding/interpretation/interpretation.ts";
import { openInterpreter } from "../../src/understanding/load-models.ts";
import { testArticles } from "../support/test-articles.ts";

const understand = openInterpreter({ articles: testArticles });
const choice = (label: string, event: SpokenEvent, means?: "yes" | "no"): Choice => ({
  label,
  press: { event, asked: 3 },
  means,
});
const stepChoices = [
  choice("It works now", { type: "step.done", result: "fixed" }, "yes"),
  choice("Still broken", { type: "step.done", result: "not-fixed" }, "no"),
  choice("Can't do this", { type: "step.done", result: "skipped" }),
  choice("Talk to a person", { type: "human" }),
];
const asked = (awaiting: ExpectedInput, choices: readonly Choice[] = []): DialogContext => ({
  awaiting,
  choices,
  questionId: 3,
  article: "spotify-502",
  step: awaiting === "step-result" ? "restart-app" : null,
  device: null,
  asked: awaiting,
  observation: null,
  caseOpen: false,
  fixAsked: false,
  afterCase: false,
  danger: null,
  caseWithdrawn: false,
  unfinished: "",
});
/** What a message wants and asks; what it tells besides is tested with the facts. */
const say = async (text: string, where: DialogContext) =>
  (await understand({ kind: "said", text, attachments: 0 }, where)).events.filter(({ type }) => type !== "note");
const press = async (payload: unknown, where: DialogContext, text = "") =>
  (await understand({ kind: "pressed", press: payload, text }, where)).events;

describe("a pressed button", () => {
  it("means what it carries", async () =>
    expect(await press({ event: { type: "step.done", result: "fixed" }, asked: 3 }, asked("step-result"))).toEqual([
      { type: "step.done", result: "fixed" },
    ]));
  it("of an older question has no effect where it answered that question", async () =>
    expect(await press({ event: { type: "step.done", result: "fixed" }, asked: 2 }, asked("step-result"))).toEqual([
      { type: "unclear", readings: [], why: "old-button" },
    ]));
  it("that asks for a person works however old it is", async () =>
    expect(await press({ event: { type: "human" }, asked: 0 }, asked("idle"))).toEqual([{ type: "human" }]));
  it("is checked: what no button of ours carries is read as words", async () => {
    expect(await press({ event: { type: "fault" }, asked: 3 }, asked("idle"), "hello")).toEqual([{ type: "greeting" }]);
    expect(await press({ event: { type: "step.done", result: "exploded" }, asked: 3 }, asked("idle"))).toEqual([
      { type: "unclear", readings: [], why: "old-button" },
    ]);
    expect(await press("{", asked("idle"), "")).toEqual([{ type: "unclear", readings: [], why: "old-button" }]);
  });
});

describe("an offered choice", () => {
  it.each(["option 2", "Still broken", "still broken!"])("of a step is chosen by its words: %s", async (text) =>
    expect(await say(text, asked("step-result", stepChoices))).toEqual([{ type: "step.done", result: "not-fixed" }]),
  );
  it("of a step is not chosen by a number alone, which names a step", async () =>
    expect(await say("2", { ...asked("step-result", stepChoices), step: "clear-cache" })).not.toContainEqual(
      expect.objectContaining({ type: "step.done" }),
    ));
  it.each(["2", "2.", "option 2"])("elsewhere is chosen by its number: %s", async (text) =>
    expect(
      await say(
        text,
        asked("platform", [
          choice("Windows computer", { type: "device", device: "windows" }),
          choice("Mac", { type: "device", device: "macos" }),
        ]),
      ),
    ).toEqual([{ type: "device", device: "macos" }]),
  );
  it("is chosen by a bare yes or no where it claims one", async () => {
    const offer = [choice("Yes, a person please", { type: "human" }, "yes"), choice("No", { type: "decline" }, "no")];
    expect(await say("yes", asked("offer-human", offer))).toEqual([{ type: "human" }]);
    expect(await say("nope", asked("offer-human", offer))).toEqual([{ type: "decline" }]);
  });
});

describe("words about a person", () => {
  const offer = [choice("Yes, a person please", { type: "human" }, "yes"), choice("No", { type: "decline" }, "no")];
  it.each(["never mind the person", "i don't want a human after all", "forget the agent"])(
    "that none is wanted are a no to the offer: %s",
    async (text) => expect(await say(text, asked("offer-human", offer))).toEqual([{ type: "decline" }]),
  );
  it.each([
    "no bot, get me a person",
    "I don't want a robot, I want a person",
    "cancel spotify, give me an agent",
    "never mind, get me a person",
  ])("that ask for one beside something else still ask for one: %s", async (text) =>
    expect(await say(text, asked("step-result", stepChoices))).toContainEqual({ type: "human" }),
  );
  it("that may be a no or the offer's own word are asked about", async () =>
    expect(await say("Pass.", asked("offer-human", offer))).toEqual([
      { type: "unclear", readings: [{ type: "human" }, { type: "no" }], why: "close-call" },
    ]));
  it.each([
    ["pass me on", "human"],
    ["I'll pass", "decline"],
    ["skip", "decline"],
  ] as const)("that answer the offer are its answer: %s", async (text, type) =>
    expect(await say(text, asked("offer-human", offer))).toEqual([{ type }]),
  );
  it("leave a step out where no person was offered", async () =>
    expect(await say("pass", asked("step-result", stepChoices))).toEqual([{ type: "step.done", result: "skipped" }]));
});

describe("words", () => {
  it.each<[string, ExpectedInput, SpokenEvent]>([
    ["Spotify says error 502", "idle", { type: "problem.known", article: "spotify-502" }],
    ["spotify shows error 502 on my iphone", "idle", { type: "problem.known", article: "spotify-502", device: "ios" }],
    [
      "502 on spotify, I restarted the app already",
      "idle",
      { type: "problem.known", article: "spotify-502", tried: ["restart-app"] },
    ],
    ["spotify isn't working", "idle", { type: "problem.unspecified" }],
    ["netflix shows M7111", "idle", { type: "problem.other" }],
    ["what does 502 mean", "step-result", { type: "ask", answer: "what-it-means" }],
    ["how do I flush my dns", "step-result", { type: "step.go", step: "flush-dns" }],
    ["yes", "step-result", { type: "step.done", result: "fixed" }],
    ["no", "step-result", { type: "step.done", result: "not-fixed" }],
    ["👍", "step-result", { type: "fix.maybe" }],
    ["next", "step-result", { type: "step.done", result: "skipped", left: "next" }],
    ["go back one", "step-result", { type: "back" }],
    ["hang on, it's rebooting", "step-result", { type: "wait" }],
    ["get me a real person", "step-result", { type: "human" }],
    ["on my iphone", "platform", { type: "device", device: "ios" }],
    ["where were we?", "idle", { type: "resume" }],
    ["hello", "idle", { type: "greeting" }],
    ["no wait, it is broken again", "resolved", { type: "step.done", result: "not-fixed" }],
    ["spoke too soon", "resolved", { type: "step.done", result: "not-fixed" }],
    ["it came back", "resolved", { type: "step.done", result: "not-fixed" }],
    ["netflix shows M7111", "step-result", { type: "problem.other" }],
    ["instagram won't load", "step-result", { type: "problem.other" }],
    ["my printer is broken again", "resolved", { type: "problem.other" }],
  ])("%s (%s)", async (text, awaiting, event) => expect(await say(text, asked(awaiting))).toEqual([event]));

  it("of two things keep both: the question is answered in passing, the rest acted on", async () => {
    expect(await say("still broken, and is it only me?", asked("step-result", stepChoices))).toEqual([
      { type: "ask", answer: "who-is-affected", digression: true },
      { type: "step.done", result: "not-fixed" },
    ]);
  });
  it("carry a question that is too short to be surely ours alone", async () => {
    const [digression, main] = await say("Same error. Is it dangerous by the way?", asked("step-result", stepChoices));
    expect([digression, main]).toEqual([
      { type: "inquire", about: "step-safety", digression: true },
      { type: "step.done", result: "not-fixed" },
    ]);
    const other = await say("Same error. How is the weather in Rome?", asked("step-result", stepChoices));
    expect(other.filter(({ type }) => type === "ask")).toEqual([]);
  });
  it("with a complaint and a request for a person ask for the person", async () =>
    expect(await say("nothing works, give me a human", asked("step-result"))).toEqual([{ type: "human" }]));
});

describe("an angry message", () => {
  it("is called so before what it wants", async () => {
    expect(await say("IT IS STILL NOT WORKING!!!", asked("step-result"))).toEqual([
      { type: "upset", digression: true },
      { type: "step.done", result: "not-fixed" },
    ]);
    expect(await say("still broken 😡", asked("step-result", stepChoices))).toEqual([
      { type: "upset", digression: true },
      { type: "step.done", result: "not-fixed" },
    ]);
  });
  it("is not one that is only loud with joy", async () =>
    expect(await say("IT WORKS NOW!!!", asked("step-result"))).toEqual([{ type: "step.done", result: "fixed" }]));
});

describe("what cannot be read", () => {
  const why = async (text: string, where = asked("idle")) =>
    (await say(text, where)).map((event) => (event.type === "unclear" ? event.why : event.type));
  it("is empty, out of scope or too long, and says so", async () => {
    expect(await why("  \u200b ")).toEqual(["empty"]);
    expect(await why("who painted the mona lisa and when")).toEqual(["out-of-scope"]);
    expect(await why("lorem ipsum dolor sit amet ".repeat(200))).toEqual(["too-long"]);
  });
  it("is read from head and tail where it is long", async () =>
    expect(await why(`my spotify says error 502 ${"and so on ".repeat(500)} spotify error 502 please help`)).toEqual([
      "problem.known",
    ]));
  it("tells a file from nothing, and one that agents will see from one that is lost", async () => {
    const eventsOf = async (kept: boolean, caseOpen: boolean) =>
      (await understand({ kind: "said", text: "", attachments: 1, kept }, { ...asked("idle"), caseOpen })).events;
    expect(await eventsOf(false, false)).toMatchObject([{ why: "attachment" }]);
    expect(await eventsOf(false, true)).toMatchObject([{ why: "attachment" }]);
    expect(await eventsOf(true, false)).toMatchObject([{ why: "attachment-kept" }]);
    expect(await eventsOf(true, true)).toEqual([{ type: "case.detail", file: true }]);
  });
});
