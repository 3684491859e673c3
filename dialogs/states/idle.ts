import { placeOffer, placeView } from "../context.ts";
import { dialogSetup, introduces, says } from "../setup.ts";
import { solved } from "./guide.ts";

/** The states outside the guide: before it, after it, and while it is left for later. */

const goodbye = { actions: says({ kind: "manners", what: "goodbye" }) } as const;
/** Right after asking for a person, "never mind" takes that back instead: the region of the person answers. */
const stop = [{ guard: "justAskedForPerson" }, { target: "idle", ...goodbye }] as const;
const isFixed = ({ event }: { event: { result: string } }) => event.result === "fixed";

/** Nothing is going on: before the first problem and after the last. */
export const idle = dialogSetup.createStateConfig({
  tags: ["awaiting:idle"],
  on: {
    "step.done": [
      { guard: isFixed, target: "resolved" },
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
    says((context) => ({ kind: "ask-problem", articles: context.guides.articles.map((article) => article.id) })),
  ],
  on: {
    no: { target: "idle", actions: says({ kind: "no-guide" }) },
    decline: { guard: "placeAsked", target: "idle", actions: says({ kind: "no-guide" }) },
    "problem.other": { target: "idle", actions: says({ kind: "no-guide" }) },
    "step.done": [{ guard: isFixed, target: "resolved" }, { actions: "again" }],
    "problem.unspecified": {
      actions: [{ type: "takeDevice", params: ({ event }) => ({ device: event.device }) }, "again"],
    },
    stop,
    goodbye: { target: "idle", ...goodbye },
  },
});

/** The music plays: asks for anything else. */
export const resolved = dialogSetup.createStateConfig({
  tags: ["awaiting:resolved", "asks"],
  entry: [
    "newQuestion",
    says((context) => ({ kind: "fixed", article: context.memory.article, step: context.memory.step })),
  ],
  on: {
    yes: { target: "idle", actions: says({ kind: "manners", what: "something-else" }) },
    no: { target: "idle", actions: says({ kind: "manners", what: "nothing-else" }) },
    decline: { guard: "placeAsked", target: "idle", actions: says({ kind: "manners", what: "nothing-else" }) },
    thanks: { actions: says({ kind: "manners", what: "thanks" }) },
    stop,
    goodbye: { target: "idle", ...goodbye },
    /** The fault is back: the step that seemed to help did not, so the guide goes on behind it. */
    "step.done": [
      { guard: isFixed, actions: says({ kind: "manners", what: "thanks" }) },
      {
        guard: "hasArticle",
        target: "finding",
        actions: [{ type: "markStep", params: { result: "not-fixed" } }, introduces("broken-again"), "leaveStep"],
      },
      { target: "choosingProblem" },
    ],
    restart: [
      { guard: "hasArticle", target: "finding", actions: ["startOver", introduces("restarted")] },
      { target: "choosingProblem" },
    ],
  },
});

const resume = { target: "finding", actions: introduces("resumed") } as const;
const offerPlace = [{ guard: "hasPlace", actions: says(placeOffer) }, resume] as const;

/** Left for later; the place in the guide is kept. */
export const paused = dialogSetup.createStateConfig({
  tags: ["awaiting:idle"],
  on: {
    resume,
    "go-on": resume,
    yes: resume,
    repeat: resume,
    back: { target: "finding", actions: "goBack" },
    "step.done": [
      { guard: ({ context, event }) => isFixed({ event }) && context.memory.step !== null, ...solved },
      { guard: isFixed, target: "resolved" },
      resume,
    ],
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
