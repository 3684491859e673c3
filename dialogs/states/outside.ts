import { placeOffer } from "../context.ts";
import { dialogSetup, introduces, says } from "../setup.ts";

/** The states outside the guide: before it, after it, and while it is left for later. */

const goodbye = { actions: says({ kind: "manners", what: "goodbye" }) } as const;
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
  entry: ["newQuestion", says((context) => ({ kind: "ask-problem", articles: context.guides.articles.map((article) => article.id) }))],
  on: {
    no: { target: "idle", actions: says({ kind: "no-guide" }) },
    decline: { target: "idle", actions: says({ kind: "no-guide" }) },
    "problem.other": { target: "idle", actions: says({ kind: "no-guide" }) },
    "step.done": [{ guard: isFixed, target: "resolved" }, { actions: "again" }],
    "problem.unspecified": { actions: "again" },
    stop: { target: "idle", actions: says({ kind: "manners", what: "goodbye" }) },
    goodbye: { target: "idle", ...goodbye },
  },
});

/** The music plays: asks for anything else. */
export const resolved = dialogSetup.createStateConfig({
  tags: ["awaiting:resolved", "asks"],
  entry: ["newQuestion", says((context) => ({ kind: "fixed", article: context.article, step: context.step }))],
  on: {
    yes: { target: "idle", actions: says({ kind: "manners", what: "something-else" }) },
    no: { target: "idle", actions: says({ kind: "manners", what: "nothing-else" }) },
    decline: { target: "idle", actions: says({ kind: "manners", what: "nothing-else" }) },
    thanks: { actions: says({ kind: "manners", what: "thanks" }) },
    stop: { target: "idle", ...goodbye },
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
    restart: [{ guard: "hasArticle", target: "finding", actions: ["startOver", introduces("restarted")] }, { target: "choosingProblem" }],
  },
});

const resume = { target: "finding", actions: introduces("resumed") } as const;
const offerPlace = { actions: says(placeOffer) } as const;

/** Left for later; the place in the guide is kept. */
export const paused = dialogSetup.createStateConfig({
  tags: ["awaiting:idle"],
  on: {
    resume,
    "go-on": resume,
    yes: resume,
    repeat: resume,
    restart: { target: "finding", actions: ["startOver", introduces("restarted")] },
    "step.done": [{ guard: isFixed, target: "resolved" }, resume],
    greeting: offerPlace,
    "problem.unspecified": offerPlace,
    "problem.known": { guard: { type: "sameArticle", params: ({ event }) => ({ article: event.article }) }, ...offerPlace },
    goodbye,
  },
});
