import type { Context } from "../context.ts";
import { agentThere, asksAddress, nameOfAgentThere, reasonForPerson, statusOf } from "../context.ts";
import type { DialogEvent } from "../events.ts";
import { dialogSetup, says } from "../setup.ts";

/**
 * The region parallel to the guide: whether a person was asked for, and who speaks. The guide stays where it is
 * meanwhile and its place is never lost. While a person has the conversation, `transition.ts` lets nothing through to
 * the guide.
 */

const opened = (reopened: boolean) =>
  says((context) => ({
    kind: "case-opened" as const,
    number: context.memory.case ?? "",
    ahead: context.turnContext.waitingForPerson,
    desk: context.turnContext.desk,
    reopened,
    asksAddress: asksAddress(context),
  }));

const claimed = {
  target: "active",
  actions: {
    type: "say" as const,
    params: ({ event }: { event: { agent: string } }) => ({
      say: { kind: "case-claimed" as const, agent: event.agent },
    }),
  },
} as const;

/** The agent came back to a case that was closed. */
const takenUpAgain = {
  target: "active",
  actions: [
    { type: "takeUpAgain" as const, params: ({ event }: { event: { number: string } }) => ({ number: event.number }) },
    {
      type: "say" as const,
      params: ({ event }: { event: { agent: string } }) => ({
        say: { kind: "case-claimed" as const, agent: event.agent },
      }),
    },
  ],
} as const;

const agentSpeaks = {
  type: "agentLine" as const,
  params: ({ event }: { event: { agent: string; text: string } }) => ({ agent: event.agent, text: event.text }),
};

/** The person is done: said so, one question how it went, and the guide is where it was. */
const over = (kind: "case-returned" | "case-closed") =>
  ({
    target: "rating",
    actions: [
      {
        type: "say",
        params: ({ context, event }: { context: Context; event: { agent: string } }) => ({
          say: { kind, agent: event.agent, number: context.memory.case ?? "" },
        }),
      },
      {
        type: "endCase",
        params: ({ event }: { event: { agent: string; login?: string } }) => ({
          agent: event.login ?? event.agent,
          awaitsWord: kind === "case-closed",
        }),
      },
      "newQuestion",
    ],
  }) as const;

const isRefused = ({ event }: { event: DialogEvent }): boolean =>
  event.type === "human.withdraw" && event.refused === true;

/** Buttons and words of this region that come where nothing asks for them. */
const notAsked = { actions: [says({ kind: "nothing-to-do", what: "other" }), "reprompt"] } as const;
const unexpected = {
  rate: notAsked,
  email: notAsked,
  "email.refuse": notAsked,
  "email.odd": notAsked,
  "human.withdraw": [
    { guard: isRefused, actions: ["dropOffer", says({ kind: "person-declined" }), "reprompt"] },
    { actions: [says({ kind: "no-case" }), "reprompt"] },
  ],
  "case.detail": notAsked,
  "case.keep": notAsked,
} as const;

/** Asked for again within a day: the same case, in the same hands where they are there. */
const openedAgain = [
  {
    guard: "agentIsThere",
    // The assistant answers until the agent writes: nobody is left in silence.
    target: "waiting",
    actions: [
      {
        type: "reopenCase",
        params: ({ context }: { context: Context }) => ({
          number: context.memory.lastCase?.number ?? "",
          to: agentThere(context),
        }),
      },
      says((context) => ({
        kind: "case-back",
        number: context.memory.lastCase?.number ?? "",
        agent: nameOfAgentThere(context),
      })),
      "takeUpCase",
    ],
  },
  {
    guard: "endedToday",
    target: "waiting",
    actions: [
      {
        type: "reopenCase",
        params: ({ context }: { context: Context }) => ({ number: context.memory.lastCase?.number ?? "", to: null }),
      },
      "takeUpCase",
      opened(true),
      "askAddress",
    ],
  },
] as const;

/** Nobody is asked for. */
export const none = dialogSetup.createStateConfig({
  on: {
    ...unexpected,
    /** A last word that crossed the closing: shown all the same, nothing of a person's is dropped. */
    "case.said": { actions: agentSpeaks },
    "case.reopened": takenUpAgain,
    "case.again": openedAgain,
    human: [
      ...openedAgain,
      {
        target: "waiting",
        actions: [
          {
            type: "openCase",
            params: ({ context }) => ({
              number: context.turnContext.newCaseNumber,
              reason: reasonForPerson(context),
              status: statusOf(context),
            }),
          },
          "keepCase",
          opened(false),
          "askAddress",
        ],
      },
    ],
  },
});

const withdrawn = {
  target: "none",
  actions: [
    { type: "withdrawCase", params: ({ context }: { context: Context }) => ({ number: context.memory.case ?? "" }) },
    says((context) => ({ kind: "case-withdrawn", number: context.memory.case ?? "" })),
    "dropCase",
    "reprompt",
  ],
} as const;

const cancelAsked = {
  actions: [
    "newQuestion",
    says((context) => ({ kind: "cancel-case-ask", number: context.memory.case ?? "", fixed: false })),
  ],
} as const;

/** The person is elsewhere: nobody reads on here, so nothing is said, and the desk learns that the case is over. */
const leftAlone = {
  target: "none",
  actions: [
    { type: "withdrawCase", params: ({ context }: { context: Context }) => ({ number: context.memory.case ?? "" }) },
    "dropCase",
  ],
} as const;

/** A case is open and waits for a person. */
export const waiting = dialogSetup.createStateConfig({
  on: {
    rate: notAsked,
    /** The case goes with everything else: the guide answers. */
    "privacy.confirm": { guard: "erasurePending", target: "none" },
    human: {
      actions: [
        says((context) => ({
          kind: "case-already",
          number: context.memory.case ?? "",
          ahead: context.turnContext.waitingForPerson,
        })),
      ],
    },
    "human.withdraw": [{ guard: isRefused, ...cancelAsked }, withdrawn],
    "person.left": leftAlone,
    // "Never mind" right after the request means the request; later, and "stop", may mean the guide, and is asked about.
    stop: [
      { guard: { type: "takesRequestBack", params: ({ event }) => ({ takesBack: event.takesBack }) }, ...withdrawn },
      { guard: "justAskedForPerson", ...cancelAsked },
      { guard: "guideQuiet", ...cancelAsked },
    ],
    "case.detail": {
      actions: {
        type: "say",
        params: ({ context, event }) => ({
          say: {
            kind: "case-noted",
            number: context.memory.case ?? "",
            file: event.file === true,
            asks: event.asks === true,
          },
        }),
      },
    },
    "case.keep": {
      actions: says((context) => ({ kind: "case-kept", number: context.memory.case ?? "" })),
    },
    /** Nobody has to look at a case whose music plays. */
    "step.done": {
      guard: ({ event }) => event.result === "fixed",
      actions: [
        "newQuestion",
        says((context) => ({ kind: "cancel-case-ask", number: context.memory.case ?? "", fixed: true })),
      ],
    },
    "case.claimed": claimed,
    "case.reopened": takenUpAgain,
    /** An agent who writes has taken it: a person's word is ownership. */
    "case.said": { target: "active", actions: agentSpeaks },
    "case.returned": over("case-returned"),
    "case.closed": over("case-closed"),
    "case.unclaimed": {
      actions: [
        says((context) => ({
          kind: "case-unclaimed",
          number: context.memory.case ?? "",
          asksAddress: asksAddress(context),
        })),
        "askAddress",
      ],
    },
    email: {
      actions: [
        {
          type: "keepContact",
          params: ({ context, event }) => ({ number: context.memory.case ?? "", address: event.address }),
        },
        {
          type: "say",
          params: ({ context, event }) => ({
            say: {
              kind: "address-kept",
              address: event.address,
              number: context.memory.case ?? "",
              mail: context.turnContext.mail === true,
            },
          }),
        },
      ],
    },
    "email.odd": { actions: says({ kind: "address-odd" }) },
    "email.refuse": {
      actions: says((context) => ({ kind: "address-refused", number: context.memory.case ?? "" })),
    },
  },
});

/** A person has the conversation: the assistant only tells what happens to the case. */
export const active = dialogSetup.createStateConfig({
  on: {
    /** Silence is designed: the line is in the transcript, and the person answers it. */
    "for-person": [
      {
        guard: ({ context, event }) => event.files === true && !context.memory.filesTold,
        actions: ["noteFilesExplained", says({ kind: "files-not-passed" })],
      },
      {},
    ],
    "person.left": leftAlone,
    "case.said": { actions: agentSpeaks },
    "case.claimed": claimed,
    /** An agent opened it again while the person's own word did. */
    "case.reopened": takenUpAgain,
    "case.transferred": {
      actions: {
        type: "say",
        params: ({ event }) => ({ say: { kind: "case-transferred", agent: event.agent, to: event.to } }),
      },
    },
    "case.released": {
      target: "waiting",
      actions: {
        type: "say",
        params: ({ context, event }) => ({
          say: { kind: "case-released", agent: event.agent, number: context.memory.case ?? "" },
        }),
      },
    },
    "case.returned": over("case-returned"),
    "case.closed": over("case-closed"),
  },
});

/** No rating: the guide is where it was. */
export const ratherNot = {
  guard: "ratingAsked",
  actions: [says({ kind: "nothing-to-do", what: "no" }), "reprompt"],
} as const;

/** The agent is done: asks once how it went. */
export const rating = dialogSetup.createStateConfig({
  on: {
    rate: {
      target: "none",
      actions: [
        {
          type: "rateCase",
          params: ({ context, event }) => ({
            number: context.memory.lastCase?.number ?? "",
            score: event.score,
            word: event.word ?? "",
          }),
        },
        { type: "say", params: ({ event }) => ({ say: { kind: "rated", score: event.score } }) },
        "reprompt",
      ],
    },
    human: none.on.human,
    "case.again": openedAgain,
    "case.said": { actions: agentSpeaks },
    "case.reopened": takenUpAgain,
    "case.detail": { target: "none", ...notAsked },
    "case.keep": { target: "none", ...notAsked },
    email: { target: "none", ...notAsked },
    "email.refuse": { target: "none", ...notAsked },
    "email.odd": { target: "none", ...notAsked },
    "human.withdraw": unexpected["human.withdraw"].map((one) => ({ target: "none" as const, ...one })),
    decline: { target: "none" },
    /** Facts leave the rating open, and danger is answered first. */
    note: {},
    safety: {},
    /** Whatever else is said means that they would rather not rate. */
    "*": { target: "none" },
  },
});
