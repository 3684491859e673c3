import { currentView, placeOffer, placeView, statusOf } from "../context.ts";
import { creditOf, evidenceOf, severalFail } from "../facts.ts";
import type { Context } from "../context.ts";
import type { Device } from "../../knowledge/article.ts";
import type { StepIntro } from "../effects.ts";
import type { StepResult } from "../events.ts";
import { dialogSetup, withIntro, says } from "../setup.ts";
import { backToGuide, offersSwitch } from "./articles.ts";
import { explainsOrder, notedSteps, takeNote, takesBack, tellsOf } from "./notes.ts";
import { ratherNot } from "./person.ts";

/**
 * The states in which the guide runs, from the first question to the last step. What is the same everywhere is in
 * `anywhere.ts`.
 */

type InContext = { context: Context };

const outcome = (result: StepResult) => ({
  type: "recordOutcome" as const,
  params: ({ context }: InContext) => ({
    article: context.memory.article ?? "",
    step: context.memory.step ?? "",
    device: context.memory.device,
    result,
    seconds: Math.max(0, Math.round((context.turnContext.now - context.memory.stepShownAt) / 1000)),
    status: statusOf(context).kind,
  }),
});

/** How the next step is introduced after one that ended so. */
const introAfter = { "not-fixed": "next", skipped: "skipped", already: "already" } as const;
type Left = { event: { type: string; left?: "needless" | "next" | undefined } };
const leadsOn = (result: keyof typeof introAfter) => ({
  type: "setIntro" as const,
  params: ({ event }: Left): { intro: StepIntro } => ({
    intro: { kind: event.left === "next" ? "next-plain" : (event.left ?? introAfter[result]) },
  }),
});

/** The step ended so: kept for learning, then the next one. */
const endStep = (result: keyof typeof introAfter) =>
  [outcome(result), { type: "markStep" as const, params: { result } }, leadsOn(result), "leaveStep" as const] as const;

type Cure = { context: Context; event: { credit?: string | null | undefined } };
const takeCredit = {
  type: "creditStep" as const,
  params: ({ context, event }: Cure) => ({ step: creditOf(context, event.credit) }),
};

export const isFixed = ({ event }: { event: { result: string } }) => event.result === "fixed";
/** Where several devices fail, one that plays is not all of them. */
const playsOnOne = ({ context, event }: Cure & { event: { result: string; onOne?: boolean | undefined } }) =>
  isFixed({ event }) && event.onOne === true && severalFail(context);
const asksOfOther = {
  type: "say" as const,
  params: ({ event }: Cure) => ({ say: { kind: "fix-ask" as const, credit: event.credit, onOne: true } }),
};

/** The music plays. The step that is credited with it is kept for learning; looking at a page cures nothing. */
export const solvedIfFixed = [
  { guard: playsOnOne, actions: ["askFix" as const, "newQuestion" as const, asksOfOther] },
  {
    guard: ({ context, event }: Cure & { event: { result: string } }) =>
      isFixed({ event }) && creditOf(context, event.credit) !== null,
    target: "resolved",
    actions: [takeCredit, outcome("fixed"), { type: "markStep" as const, params: { result: "fixed" as const } }],
  },
  { guard: isFixed, target: "resolved", actions: [takeCredit] },
] as const;

/**
 * Left for later: the place is kept. Right after asking for a person, "never mind" takes that back instead: the region
 * of the person answers.
 */
const leave = {
  target: "paused",
  actions: says((context) => ({ kind: "stopped", view: placeView(context), case: context.memory.case })),
} as const;
const stop = [{ guard: "justAskedForPerson" }, leave] as const;

const takeTried = {
  type: "takeTried" as const,
  params: ({ event }: { event: { tried?: readonly string[] | undefined } }) => ({ steps: event.tried }),
};
type Report = { event: { article: string; device?: Device | undefined; tried?: readonly string[] | undefined } };
export const takeReport = [
  { type: "takeDevice" as const, params: ({ event }: Report) => ({ device: event.device }) },
  takeTried,
] as const;
export const sameArticle = {
  type: "sameArticle",
  params: ({ event }: Report) => ({ article: event.article }),
} as const;
const sameOnOtherDevice = {
  type: "sameArticleOnOtherDevice",
  params: ({ event }: Report) => ({ article: event.article, device: event.device }),
} as const;
const resume = { target: "finding", actions: withIntro("resumed") } as const;
const welcome = says((context) => ({ kind: "welcome", place: placeView(context) }));

/**
 * What all states with a running guide answer alike. The same error named again is no new beginning: the place is kept.
 */
export const inGuide = {
  "conversation.opened": [{ guard: "hasPlace", actions: welcome }, { actions: "reprompt" }],
  "problem.unspecified": { actions: "reprompt" },
  "problem.known": [
    { guard: sameOnOtherDevice, target: "finding", actions: [...takeReport, withIntro("device-changed")] },
    { guard: sameArticle, actions: [...takeReport, says({ kind: "still-same-error" }), "reprompt"] },
    {
      guard: { type: "otherArticle", params: ({ event }: Report) => ({ article: event.article }) },
      actions: offersSwitch,
    },
  ],
  greeting: { guard: "backAfterLong", actions: says(placeOffer) },
  "step.partly": { actions: [says({ kind: "partly" }), "reprompt"] },
  resume,
  "go-on": resume,
  repeat: { guard: "nothingToRepeat", actions: "reprompt" },
  stop,
  goodbye: leave,
} as const;

const cannotWatch = {
  actions: says((context) => ({
    kind: "cannot-watch",
    article: context.memory.article,
    status: statusOf(context),
    now: context.turnContext.now,
  })),
} as const;

/** Tells of an open incident before any step, and offers to wait for its end. */
export const incident = dialogSetup.createStateConfig({
  tags: ["awaiting:offer-human", "asks", "in-guide"],
  entry: [
    "newQuestion",
    says((context) => ({
      kind: "incident",
      article: context.memory.article ?? "",
      status: statusOf(context),
      now: context.turnContext.now,
      reported: context.memory.evidence.includes("status-outage"),
    })),
  ],
  on: {
    ...inGuide,
    "go-on": { target: "finding", actions: "acceptIncident" },
    // What is asked depends on whether there is anything to watch: "Shall I tell you?", else "Shall we go on?"
    no: [{ guard: "incidentKnown", target: "finding", actions: "acceptIncident" }, cannotWatch],
    resume: { target: "finding", actions: "acceptIncident" },
    "tell-me-when-over": [{ guard: "incidentKnown", target: "watching" }, cannotWatch],
    yes: [
      { guard: "incidentKnown", target: "watching" },
      { target: "finding", actions: "acceptIncident" },
    ],
    wait: [{ guard: "incidentKnown", target: "watching" }, cannotWatch],
    note: [
      { guard: tellsOf("status-outage"), actions: [takeNote, says({ kind: "outage-confirmed" })] },
      { guard: tellsOf("status-fine"), target: "finding", actions: [takeNote, "acceptIncident"] },
      {
        actions: [
          takeNote,
          notedSteps,
          { type: "repromptUnless", params: ({ event }) => ({ digression: !event.alone }) },
        ],
      },
    ],
    "step.done": [
      { guard: isFixed, target: "resolved", actions: "leaveStep" },
      { target: "finding", actions: "acceptIncident" },
    ],
  },
});

/** Waits for the end of an incident; nothing is asked. */
export const watching = dialogSetup.createStateConfig({
  tags: ["awaiting:idle"],
  entry: [
    "newQuestion",
    "acceptIncident",
    { type: "watchStatus", params: ({ context }) => ({ article: context.memory.article ?? "" }) },
    says({ kind: "watching" }),
  ],
  on: {
    "conversation.opened": [{ guard: "hasPlace", actions: welcome }, { actions: says({ kind: "watching" }) }],
    "problem.known": {
      guard: sameArticle,
      actions: [...takeReport, says({ kind: "still-same-error" }), says({ kind: "watching" })],
    },
    "problem.unspecified": { actions: says({ kind: "watching" }) },
    repeat: { actions: says({ kind: "watching" }) },
    stop,
    goodbye: leave,
    "go-on": "finding",
    resume: "finding",
    yes: "finding",
    "status.over": "checking",
    "step.done": [{ guard: isFixed, target: "resolved", actions: "leaveStep" }, { target: "finding" }],
  },
});

/** The incident is over: asks whether the music plays. */
export const checking = dialogSetup.createStateConfig({
  tags: ["awaiting:step-result", "asks", "in-guide"],
  entry: ["newQuestion", says({ kind: "incident-over" })],
  on: {
    ...inGuide,
    "step.done": [{ guard: isFixed, target: "resolved", actions: "leaveStep" }, { target: "finding" }],
    yes: { target: "resolved", actions: "leaveStep" },
    no: "finding",
    "go-on": "finding",
  },
});

const back = [...takesBack, { ...backToGuide, target: "finding" }, { target: "finding", actions: "goBack" }] as const;

/** What a step and the consent before it answer alike. */
const atStep = {
  back,
  repeat: {
    guard: "nothingToRepeat",
    actions: says((context) => ({
      kind: "step" as const,
      view: currentView(context),
      intro: { kind: "again" as const },
    })),
  },
  "step.go": {
    guard: {
      type: "isCurrentStep",
      params: ({ event }: { event: { step: string; device?: Device | undefined; among?: string[] | undefined } }) =>
        event,
    },
    actions: says((context) => ({ kind: "explain-step", view: currentView(context) })),
  },
} as const;

/** A bare yes to "Did that fix it?". */
const solvedBare = [
  {
    guard: ({ context }: InContext) => creditOf(context, undefined) !== null,
    target: "resolved",
    actions: [outcome("fixed"), { type: "markStep" as const, params: { result: "fixed" as const } }],
  },
  { target: "resolved", actions: "leaveStep" },
] as const;

const takeSeen = {
  type: "takeEvidence" as const,
  params: ({ context, event }: { context: Context; event: { answer: string } }) => ({
    evidence: evidenceOf(context, event.answer),
  }),
};
const sayObserved = {
  type: "say" as const,
  params: ({ context, event }: { context: Context; event: { answer: string } }) => ({
    say: {
      kind: "observed" as const,
      article: context.memory.article ?? "",
      evidence: evidenceOf(context, event.answer) ?? ("status-fine" as const),
    },
  }),
};
/** What was seen is kept as evidence; the step is done, and cures nothing. */
const seen = [
  outcome("not-fixed"),
  { type: "markStep" as const, params: { result: "not-fixed" as const } },
  takeSeen,
] as const;

/** Shows a step and waits for how it went, or for what was seen. */
export const step = dialogSetup.createStateConfig({
  tags: ["awaiting:step-result", "asks", "in-guide"],
  entry: [
    "newQuestion",
    "noteShown",
    ...explainsOrder,
    says((context) => ({ kind: "step", view: currentView(context), intro: context.intro })),
  ],
  on: {
    ...inGuide,
    ...atStep,
    observe: [
      {
        guard: { type: "observedOutage", params: ({ event }) => ({ answer: event.answer }) },
        target: "incident",
        actions: [...seen, "leaveStep"],
      },
      {
        guard: "isObservation",
        target: "finding",
        actions: [sayObserved, ...seen, withIntro("next-plain"), "leaveStep"],
      },
      { actions: "reprompt" },
    ],
    "step.partly": [
      { guard: "isObservation", actions: [says({ kind: "partly" }), "reprompt"] },
      {
        target: "finding",
        actions: [
          outcome("not-fixed"),
          { type: "markStep", params: { result: "not-fixed" } },
          withIntro("partly"),
          "leaveStep",
        ],
      },
    ],
    "step.done": [
      ...solvedIfFixed,
      {
        guard: ({ event }) => event.result === "not-fixed",
        target: "finding",
        actions: [takeTried, ...endStep("not-fixed")],
      },
      {
        guard: ({ event }) => event.result === "already",
        target: "finding",
        actions: [takeTried, ...endStep("already")],
      },
      { target: "finding", actions: [takeTried, ...endStep("skipped")] },
    ],
    yes: [{ guard: "isObservation", actions: "reprompt" }, ...solvedBare],
    no: { target: "finding", actions: endStep("not-fixed") },
    wait: { actions: says({ kind: "wait" }) },
  },
});

/** Asks before a step that destroys something. */
export const consent = dialogSetup.createStateConfig({
  tags: ["awaiting:offer-human", "asks", "in-guide"],
  entry: ["newQuestion", says((context) => ({ kind: "consent", view: currentView(context), intro: context.intro }))],
  on: {
    ...inGuide,
    ...atStep,
    "go-on": { target: "step", actions: withIntro("none") },
    yes: { target: "step", actions: withIntro("none") },
    no: { target: "finding", actions: endStep("skipped") },
    "step.done": [
      ...solvedIfFixed,
      { guard: ({ event }) => event.result === "skipped", target: "finding", actions: endStep("skipped") },
      { guard: ({ event }) => event.result === "already", target: "finding", actions: endStep("already") },
      { actions: "reprompt" },
    ],
  },
});

/**
 * With a case open no person is offered, so there is none to decline. Afterwards nothing stands to be answered any more:
 * an "ok" accepts nothing.
 */
const decline = [
  ratherNot,
  { guard: "caseIsOpen", actions: ["dropOffer", "reprompt"] },
  { target: "paused", actions: ["dropOffer", says({ kind: "person-declined" })] },
] as const;

/** No step is left: sums up and offers a person. */
export const allTried = dialogSetup.createStateConfig({
  tags: ["awaiting:offer-human", "asks", "in-guide"],
  entry: [
    "newQuestion",
    says((context) => ({
      kind: "all-tried",
      article: context.memory.article ?? "",
      device: context.memory.device,
      tried: context.memory.tried,
      case: context.memory.case,
    })),
  ],
  on: {
    ...inGuide,
    "step.done": [{ guard: isFixed, target: "resolved", actions: takeCredit }, { actions: "reprompt" }],
    back,
    /** Another device may know steps that this one does not. */
    device: {
      target: "finding",
      actions: [{ type: "takeDevice", params: ({ event }) => ({ device: event.device }) }, withIntro("next")],
    },
    no: decline,
    decline,
  },
});
