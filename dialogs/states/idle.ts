import type { Device } from "../../knowledge/article.ts";
import { placeOffer, placeView } from "../context.ts";
import { dialogSetup, withIntro, says } from "../setup.ts";
import { backToGuide, noneOfThese } from "./articles.ts";
import { solvedIfFixed } from "./guide.ts";
import { notedSteps, takeNote } from "./notes.ts";

/** The states outside the guide: before it, after it, and while it is left for later. */

const goodbye = { actions: says({ kind: "small-talk", what: "goodbye" }) } as const;
/** Right after asking for a person, "never mind" takes that back instead: the region of the person answers. */
const stop = [{ guard: "justAskedForPerson" }, { target: "idle", ...goodbye }] as const;
const isFixed = ({ event }: { event: { result: string } }) => event.result === "fixed";

/** The fault is back: the step that seemed to help did not, so the guide goes on behind it. */
const brokenAgain = {
  target: "finding",
  actions: [{ type: "markStep", params: { result: "not-fixed" } }, withIntro("broken-again"), "leaveStep"],
} as const;

/** Nothing is going on: before the first problem and after the last. */
export const idle = dialogSetup.createStateConfig({
  tags: ["awaiting:idle"],
  on: {
    /** A device and no trouble: the trouble is what is missing. */
    device: {
      guard: "nothingNamed",
      target: "choosingProblem",
      actions: [
        { type: "takeDevice", params: ({ event }) => ({ device: event.device }) },
        { type: "say", params: ({ event }) => ({ say: { kind: "device-noted", device: event.device } }) },
      ],
    },
    "step.done": [
      { guard: isFixed, target: "resolved" },
      {
        guard: ({ context, event }) => event.result === "not-fixed" && context.memory.article !== null,
        ...brokenAgain,
      },
      { guard: ({ event }) => event.result === "not-fixed", target: "choosingProblem" },
    ],
    goodbye,
  },
});

/** Asks which problem it is, when none was named. */
export const choosingProblem = dialogSetup.createStateConfig({
  tags: ["awaiting:idle", "asks"],
  entry: [
    "newQuestion",
    {
      type: "say",
      params: ({ context, event }) => ({
        say: {
          kind: "ask-problem",
          articles:
            (event.type === "problem.unspecified" ? event.among : undefined) ??
            context.guides.articles.map((article) => article.id),
        },
      }),
    },
  ],
  on: {
    no: noneOfThese,
    decline: { guard: "placeAsked", ...noneOfThese },
    "problem.other": noneOfThese,
    "step.done": [{ guard: isFixed, target: "resolved" }, { actions: "reprompt" }],
    "problem.unspecified": [
      {
        guard: { type: "articleNamed", params: ({ event }) => ({ among: event.among }) },
        target: "choosingProblem",
        reenter: true,
        actions: { type: "takeDevice", params: ({ event }) => ({ device: event.device }) },
      },
      {
        ...noneOfThese,
        actions: [
          {
            type: "takeDevice",
            params: ({ event }: { event: { device?: Device | undefined } }) => ({ device: event.device }),
          },
          ...noneOfThese.actions,
        ],
      },
    ],
    stop,
    goodbye: { target: "idle", ...goodbye },
  },
});

/** The music plays: asks for anything else. */
export const resolved = dialogSetup.createStateConfig({
  tags: ["awaiting:resolved", "asks"],
  entry: [
    "newQuestion",
    "noteCure",
    says((context) => ({ kind: "fixed", article: context.memory.article, step: context.memory.step })),
  ],
  on: {
    /** Cured on one device and not on another: the steps go on for that one. */
    note: [
      {
        guard: ({ context, event }) =>
          event.alone && context.memory.article !== null && event.devices.some(({ role }) => role === "fails"),
        target: "finding",
        actions: [
          takeNote,
          {
            type: "takeDevice",
            params: ({ event }) => ({ device: event.devices.find(({ role }) => role === "fails")?.device }),
          },
          "leaveStep",
          withIntro("partly"),
        ],
      },
      { actions: [takeNote, notedSteps] },
    ],
    device: {
      guard: "hasArticle",
      target: "finding",
      actions: [
        { type: "takeDevice", params: ({ event }) => ({ device: event.device }) },
        "leaveStep",
        withIntro("partly"),
      ],
    },
    "step.partly": [{ guard: "hasArticle", ...brokenAgain }],
    yes: { target: "idle", actions: says({ kind: "small-talk", what: "something-else" }) },
    no: { target: "idle", actions: says({ kind: "small-talk", what: "nothing-else" }) },
    decline: { guard: "placeAsked", target: "idle", actions: says({ kind: "small-talk", what: "nothing-else" }) },
    thanks: { actions: says({ kind: "small-talk", what: "thanks" }) },
    stop,
    goodbye: { target: "idle", ...goodbye },
    "step.done": [
      { guard: isFixed, actions: says({ kind: "small-talk", what: "thanks" }) },
      { guard: "hasArticle", ...brokenAgain },
      { target: "choosingProblem" },
    ],
    restart: [
      { guard: "hasArticle", target: "finding", actions: ["startOver", withIntro("restarted")] },
      { target: "choosingProblem" },
    ],
  },
});

const resume = { target: "finding", actions: withIntro("resumed") } as const;
const offerPlace = [{ guard: "hasPlace", actions: says(placeOffer) }, resume] as const;

/** Left for later; the place in the guide is kept. */
export const paused = dialogSetup.createStateConfig({
  tags: ["awaiting:idle"],
  on: {
    resume,
    "go-on": resume,
    /** The device, where it was not known before the guide rested. */
    device: {
      guard: ({ context }) => context.memory.article !== null && context.memory.device === null,
      target: "finding",
      actions: { type: "takeDevice", params: ({ event }) => ({ device: event.device }) },
    },
    /** While a person is waited for, a bare word continues nothing. */
    yes: [{ guard: "caseIsOpen", actions: says({ kind: "small-talk", what: "ok" }) }, resume],
    no: { guard: "caseIsOpen", actions: says({ kind: "small-talk", what: "ok" }) },
    wait: { guard: "caseIsOpen", actions: says({ kind: "small-talk", what: "ok" }) },
    thanks: { actions: says({ kind: "small-talk", what: "thanks" }) },
    repeat: { guard: "nothingToRepeat", ...resume },
    back: [
      { ...backToGuide, target: "finding" },
      { target: "finding", actions: "goBack" },
    ],
    "step.done": [...solvedIfFixed, { guard: "caseIsOpen", actions: says({ kind: "small-talk", what: "ok" }) }, resume],
    "conversation.opened": [
      { guard: "hasPlace", actions: says((context) => ({ kind: "welcome", place: placeView(context) })) },
    ],
    greeting: offerPlace,
    "problem.unspecified": offerPlace,
    "problem.known": [
      {
        guard: { type: "sameArticleWithPlace", params: ({ event }) => ({ article: event.article }) },
        actions: says(placeOffer),
      },
      { guard: { type: "sameArticle", params: ({ event }) => ({ article: event.article }) }, ...resume },
    ],
    goodbye,
  },
});
