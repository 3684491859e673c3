import type { Context } from "../context.ts";
import { statusOf } from "../context.ts";
import { severalFail } from "../facts.ts";
import { dialogSetup, withIntro, says } from "../setup.ts";
import { articleEvents, backToGuide, noGuide, nothingToDo } from "./articles.ts";
import { explainsOrder, notedSteps, takeNote } from "./notes.ts";
import { answersDangerAnywhere } from "./danger.ts";
import { inquiryOf, isOfUnknown, ownQuestion, sayAgain, timesAsked } from "./inquiries.ts";
import { ratherNot } from "./person.ts";

/**
 * What is answered the same way wherever the conversation stands. A state that means something else by an event says so
 * itself; whatever reaches this table keeps the place.
 */
const smallTalk = (what: "greeting" | "thanks" | "help") =>
  ({ actions: [says({ kind: "small-talk", what }), "reprompt"] }) as const;

type Thumb = { good: boolean; about?: string | undefined; comment?: string | undefined };
const noteFeedback = {
  type: "noteFeedback",
  params: ({ context, event }: { context: Context; event: Thumb }) => ({
    good: event.good,
    ...(event.comment !== undefined && { comment: event.comment }),
    about: event.about ?? context.memory.thumbsOn ?? context.memory.article ?? "",
  }),
} as const;

/** While a person is waited for, a bare word takes note and no more. */
const bareWord = [
  { guard: "caseOpenAndQuiet", actions: says({ kind: "small-talk", what: "ok" }) },
  nothingToDo,
] as const;

/** The table itself, laid under all states of the guide. */
export const anywhere = dialogSetup.createStateConfig({
  on: {
    "conversation.opened": { actions: says({ kind: "welcome", place: null }) },
    "conversation.left": {},
    "person.left": {},
    "message.edited": { actions: [says({ kind: "edited" }), "reprompt"] },
    "problem.known": [
      {
        guard: { type: "wasLeft", params: ({ event }) => ({ article: event.article }) },
        target: ".finding",
        actions: [
          { type: "openArticle", params: ({ event }) => ({ article: event.article }) },
          { type: "takeDevice", params: ({ event }) => ({ device: event.device }) },
          withIntro("resumed"),
        ],
      },
      {
        guard: { type: "articleKnown", params: ({ event }) => ({ article: event.article }) },
        target: ".finding",
        actions: [
          { type: "openArticle", params: ({ event }) => ({ article: event.article }) },
          { type: "takeDevice", params: ({ event }) => ({ device: event.device }) },
          { type: "takeTried", params: ({ event }) => ({ steps: event.tried }) },
          {
            type: "say",
            params: ({ context, event }) => ({
              say: {
                kind: "opening",
                article: event.article,
                status: context.turnContext.status[event.article] ?? { kind: "unknown" },
                now: context.turnContext.now,
              },
            }),
          },
          {
            type: "say",
            params: ({ context, event }) => ({
              say: {
                kind: "noted",
                article: event.article,
                tried: context.memory.tried.filter(({ result }) => result === "already").map((one) => one.step),
                cannot: context.memory.tried.filter(({ result }) => result === "skipped").map((one) => one.step),
                needless: [],
              },
            }),
          },
        ],
      },
      noGuide,
    ],
    "problem.unspecified": {
      target: ".choosingProblem",
      actions: { type: "takeDevice", params: ({ event }) => ({ device: event.device }) },
    },
    "problem.other": noGuide,
    ...articleEvents.on,
    define: [
      {
        guard: { type: "termKnown", params: ({ event }) => ({ term: event.term }) },
        actions: [
          { type: "say", params: ({ event }) => ({ say: { kind: "term", term: event.term } }) },
          { type: "rememberAnswer", params: ({ event }) => ({ answered: { kind: "term", term: event.term } }) },
          { type: "repromptUnless", params: ({ event }) => ({ digression: event.digression }) },
        ],
      },
      nothingToDo,
    ],
    "short-answer": [
      {
        guard: { type: "shortAnswerKnown", params: ({ event }) => ({ answer: event.answer }) },
        actions: [
          { type: "say", params: ({ event }) => ({ say: { kind: "short-answer", answer: event.answer } }) },
          {
            type: "rememberAnswer",
            params: ({ event }) => ({ answered: { kind: "short-answer", answer: event.answer } }),
          },
          { type: "repromptUnless", params: ({ event }) => ({ digression: event.digression }) },
        ],
      },
      nothingToDo,
    ],
    inquire: [
      {
        guard: ({ context, event }) => event.about === "points-to" && isOfUnknown(context, event),
        actions: says(sayAgain),
      },
      {
        actions: [
          {
            type: "say",
            params: ({ context, event }) => ({ say: inquiryOf(context, event.about, event.step, event.among) }),
          },
          {
            type: "rememberAnswer",
            params: ({ context, event: { about } }) => ({
              answered: { kind: "inquiry", about, times: timesAsked(context, about) },
            }),
          },
          {
            type: "repromptUnless",
            params: ({ event }) => ({ digression: event.digression === true || ownQuestion.has(event.about) }),
          },
        ],
      },
    ],
    note: [
      {
        guard: { type: "noteReopensStep", params: ({ event }) => ({ note: event }) },
        target: ".finding",
        actions: [
          takeNote,
          { type: "wantStep", params: ({ event }) => ({ step: event.undone?.[0] ?? "", device: undefined }) },
        ],
      },
      {
        guard: { type: "noteTellsOutage", params: ({ event }) => ({ note: event }) },
        target: ".incident",
        actions: [takeNote, notedSteps],
      },
      {
        guard: { type: "noteLeavesStep", params: ({ event }) => ({ note: event }) },
        target: ".finding",
        actions: [takeNote, notedSteps, withIntro("next-plain"), "leaveStep"],
      },
      {
        guard: { type: "noteNamesDevice", params: ({ event }) => ({ note: event }) },
        target: ".finding",
        actions: [takeNote, notedSteps, withIntro("device-changed")],
      },
      {
        guard: { type: "noteExplainsOrder", params: ({ event }) => ({ note: event }) },
        actions: [takeNote, notedSteps, ...explainsOrder, "reprompt"],
      },
      {
        actions: [
          takeNote,
          notedSteps,
          { type: "repromptUnless", params: ({ event }) => ({ digression: !event.alone }) },
        ],
      },
    ],
    "case.word": { actions: says({ kind: "praise" }) },
    observe: nothingToDo,
    "step.partly": { actions: [says({ kind: "partly" }), "reprompt"] },
    "fix.maybe": {
      actions: [
        "askFix",
        "newQuestion",
        {
          type: "say",
          params: ({ context, event }) => ({
            say: { kind: "fix-ask", credit: event.credit, onOne: event.onOne === true && severalFail(context) },
          }),
        },
      ],
    },
    "human.maybe": {
      actions: [
        { type: "offerPerson", params: { why: "asked" } },
        "newQuestion",
        says({ kind: "offer-person", why: "asked" }),
      ],
    },
    /** The guide rests while a person is waited for; the region of the person says what happens. */
    human: { guard: "guideToPause", target: ".paused" },
    "case.closed": { target: ".idle", actions: "endGuide" },
    safety: answersDangerAnywhere,
    language: [
      {
        guard: {
          type: "languageUnsaid",
          params: ({ event }) => ({ language: event.language, digression: event.digression === true }),
        },
        actions: [
          {
            type: "say",
            params: ({ event }) => ({
              say: { kind: "language", language: event.language, digression: event.digression === true },
            }),
          },
          { type: "rememberLanguage", params: ({ event }) => ({ language: event.language }) },
        ],
      },
      { guard: { type: "isDigression", params: ({ event }) => ({ digression: event.digression === true }) } },
      {
        actions: [
          says((context) => ({
            kind: "unclear",
            why: "not-understood",
            misses: 1,
            readings: [],
            article: context.memory.article,
          })),
          "reprompt",
        ],
      },
    ],
    device: [
      {
        guard: ({ context, event }) => context.inGuide && context.memory.device === event.device,
        actions: [
          { type: "say", params: ({ event }) => ({ say: { kind: "device-noted", device: event.device } }) },
          "reprompt",
        ],
      },
      {
        guard: "guideRuns",
        target: ".finding",
        actions: [
          { type: "takeDevice", params: ({ event }) => ({ device: event.device }) },
          withIntro("device-changed"),
        ],
      },
      {
        actions: [
          { type: "takeDevice", params: ({ event }) => ({ device: event.device }) },
          { type: "say", params: ({ event }) => ({ say: { kind: "device-noted", device: event.device } }) },
          "reprompt",
        ],
      },
    ],
    list: [
      {
        guard: "hasArticle",
        actions: [
          says((context) => ({
            kind: "list",
            article: context.memory.article ?? "",
            device: context.memory.device,
            tried: context.memory.tried,
            current: context.memory.step,
          })),
          "reprompt",
        ],
      },
      nothingToDo,
    ],
    unclear: [
      {
        guard: { type: "isThirdMiss", params: ({ event }) => ({ why: event.why }) },
        actions: [
          { type: "offerPerson", params: { why: "not-understood" } },
          "newQuestion",
          says({ kind: "offer-person", why: "not-understood" }),
        ],
      },
      {
        actions: [
          { type: "countMiss", params: ({ event }) => ({ why: event.why }) },
          {
            type: "say",
            params: ({ context, event }) => ({
              say: {
                kind: "unclear",
                why: event.why,
                misses: context.memory.misses,
                readings: event.readings,
                article: context.memory.article,
              },
            }),
          },
          { type: "repromptUnless", params: ({ event }) => ({ digression: event.readings.length > 0 }) },
        ],
      },
    ],
    upset: [
      {
        guard: { type: "angryAgain", params: ({ event }) => ({ digression: event.digression === true }) },
        actions: [
          "countFrustration",
          { type: "offerPerson", params: { why: "frustrated" } },
          says({ kind: "offer-person", why: "frustrated" }),
        ],
      },
      {
        actions: [
          "countFrustration",
          says(({ memory }) => ({ kind: "upset", again: memory.frustration > 1 && memory.case === null })),
          { type: "repromptUnless", params: ({ event }) => ({ digression: event.digression }) },
        ],
      },
    ],
    fault: {
      actions: [{ type: "offerPerson", params: { why: "fault" } }, says({ kind: "offer-person", why: "fault" })],
    },
    "status.over": ".checking",
    feedback: [
      { guard: ({ event }) => event.about === "" },
      { guard: ({ event }) => event.silent === true, actions: noteFeedback },
      {
        actions: [
          noteFeedback,
          {
            type: "say",
            params: ({ event }) => ({ say: { kind: "small-talk", what: event.good ? "liked" : "disliked" } }),
          },
        ],
      },
    ],
    decline: [
      ratherNot,
      { guard: "personWasOffered", actions: ["dropOffer", says({ kind: "person-declined" }), "reprompt"] },
      nothingToDo,
    ],
    "privacy.delete": {
      actions: ["askErasure", says((context) => ({ kind: "erase-ask", case: context.memory.case }))],
    },
    "privacy.confirm": [
      {
        guard: "erasurePending",
        target: ".idle",
        actions: ["eraseEverything", "forgetEverything", says({ kind: "erased" })],
      },
      nothingToDo,
    ],
    "privacy.keep": [
      { guard: "erasurePending", actions: ["dropErasure", says({ kind: "erase-declined" }), "reprompt"] },
      nothingToDo,
    ],
    greeting: smallTalk("greeting"),
    thanks: smallTalk("thanks"),
    help: smallTalk("help"),
    goodbye: { actions: says({ kind: "small-talk", what: "goodbye" }) },
    resume: nothingToDo,
    restart: [{ guard: "hasArticle", target: ".finding", actions: ["startOver", withIntro("restarted")] }, nothingToDo],
    back: [{ ...backToGuide, target: ".finding" }, nothingToDo],
    repeat: [
      {
        guard: ({ context }) => context.memory.answeredLast !== null,
        actions: says(sayAgain),
      },
      nothingToDo,
    ],
    stop: [{ guard: "justAskedForPerson" }, { guard: "caseOpenAndQuiet" }, nothingToDo],
    wait: bareWord,
    "go-on": nothingToDo,
    "tell-me-when-over": [
      {
        guard: ({ context }) => context.memory.article !== null && statusOf(context).kind === "incident",
        target: ".watching",
      },
      {
        actions: [
          says((context) => ({
            kind: "cannot-watch",
            article: context.memory.article,
            status: statusOf(context),
            now: context.turnContext.now,
          })),
          "reprompt",
        ],
      },
    ],
    "step.done": nothingToDo,
    yes: bareWord,
    no: bareWord,
  },
});
