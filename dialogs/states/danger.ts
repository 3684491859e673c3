import type { Context } from "../context.ts";
import { placeOffer } from "../context.ts";
import type { SafetyEvent } from "../events.ts";
import { dialogSetup, says } from "../setup.ts";

/** Danger to life or health, and writing at the wheel: answered before anything else; the guide rests meanwhile. */

type OfDanger = { context: Context; event: SafetyEvent };
/** What is said of the same danger again is answered in the language it was first told in. */
const languageOfDanger = ({ context, event }: OfDanger): string | null =>
  event.language ?? (event.after === undefined ? null : (context.memory.danger?.language ?? null));
const warnsOfDanger = {
  type: "say",
  params: ({ context, event }: OfDanger) => ({
    say: {
      kind: "safety" as const,
      danger: event.kind,
      language: languageOfDanger({ context, event }),
      after: event.after ?? null,
    },
  }),
} as const;
const answersDanger = [
  warnsOfDanger,
  {
    type: "noteDanger",
    params: ({ context, event }: OfDanger) => ({
      danger: event.kind,
      language: languageOfDanger({ context, event }),
    }),
  },
] as const;

/** The answers, from wherever the conversation stands. */
export const { safety: answersDangerAnywhere } = dialogSetup.createStateConfig({
  on: {
    safety: [
      {
        guard: { type: "dangerOverAtPlace", params: ({ event }) => ({ after: event.after }) },
        actions: [warnsOfDanger, "forgetDanger", says(placeOffer)],
      },
      {
        guard: ({ context, event }) => event.after === "over" && context.memory.article === null,
        actions: [warnsOfDanger, "forgetDanger", says({ kind: "small-talk", what: "something-else" })],
      },
      {
        guard: ({ context, event }) =>
          event.after === "over" && !context.inGuide && context.memory.device === null && context.memory.case === null,
        actions: [
          warnsOfDanger,
          "forgetDanger",
          says(({ memory }) => ({ kind: "ask-device", article: memory.article ?? "" })),
        ],
      },
      { guard: ({ event }) => event.after === "over", actions: [warnsOfDanger, "forgetDanger", "reprompt"] },
      {
        guard: { type: "articleKnown", params: ({ event }) => ({ article: event.problem?.article ?? "" }) },
        target: ".paused",
        actions: [
          { type: "openArticle", params: ({ event }) => ({ article: event.problem?.article ?? "" }) },
          { type: "takeDevice", params: ({ event }) => ({ device: event.problem?.device }) },
          { type: "takeTried", params: ({ event }) => ({ steps: event.problem?.tried }) },
          ...answersDanger,
        ],
      },
      { guard: "guideToPause", target: ".paused", actions: answersDanger },
      { actions: answersDanger },
    ],
  },
}).on;
