import type { Context } from "../context.ts";
import type { ReplyIntent } from "../effects.ts";
import type { Device } from "../../knowledge/article.ts";
import { articleAnswering, articlesAnswering, articlesWithStep, articleWithStep } from "../guides.ts";
import { dialogSetup, withIntro, says } from "../setup.ts";
import { isOfUnknown, sayAgain } from "./inquiries.ts";

/**
 * What is asked and wanted of the articles, wherever the conversation stands: answered from the article that is meant,
 * asked back where several may be, and another guide offered while one runs.
 */

export const nothingToDo = {
  actions: [
    {
      type: "say",
      params: ({ event }: { event: { type: string } }) => ({
        say: { kind: "nothing-to-do" as const, what: event.type },
      }),
    },
    "reprompt",
  ],
} as const;

type Reported = { type: string; among?: readonly string[] | undefined; named?: string | undefined };
/** Where no other maker is named, the help page is that of the product we know. */
const noGuideOf = ({ context, event }: { context: Context; event: Reported }): ReplyIntent => {
  const { article, lastArticle } = context.memory;
  const usual = article ?? lastArticle ?? context.guides.articles[0]?.id ?? null;
  if (event.named === "no-code") return { kind: "no-code", article: usual };
  return { kind: "no-guide", article: event.among?.[0] ?? (event.named === "code" ? usual : null) };
};
const saysNoGuide = {
  type: "say",
  params: (at: { context: Context; event: Reported }) => ({ say: noGuideOf(at) }),
} as const;
/** Questions about "it" are then about that error. */
const rememberNoGuide = {
  type: "rememberAnswer",
  params: (at: { context: Context; event: Reported }) => {
    const said = noGuideOf(at);
    return { answered: said.kind === "no-guide" ? { kind: said.kind, article: said.article } : null };
  },
} as const;
export const noGuide = { actions: [saysNoGuide, rememberNoGuide, "reprompt"] } as const;

/** None of the errors that were asked about, and no other one named: the usual things to try. */
export const noneOfThese = {
  target: "idle",
  actions: [
    {
      type: "say",
      params: ({ context, event }: { context: Context; event: Reported }) => ({
        say: noGuideOf({ context, event: event.type === "problem.other" ? event : { ...event, named: "no-code" } }),
      }),
    },
    rememberNoGuide,
  ],
} as const;

/** Back to the guide that was left for this one, where it was. */
export const backToGuide = {
  guard: ({ context, event }: { context: Context; event: { guide?: boolean | undefined } }): boolean =>
    event.guide === true && context.guides.article(context.memory.left.at(-1)?.article ?? null) !== undefined,
  actions: [
    {
      type: "openArticle",
      params: ({ context }: { context: Context }) => ({ article: context.memory.left.at(-1)?.article ?? "" }),
    },
    withIntro("resumed"),
  ],
} as const;

/** Of an error, whichever it is: what an article says of its own error is no answer for another. */
const ofAnError: ReadonlySet<string> = new Set([
  "what-it-means",
  "whose-fault",
  "how-long",
  "severity",
  "who-is-affected",
  "fix-time",
  "difficulty",
  "professional",
]);

const asksOfUnknown = ({
  context,
  event,
}: {
  context: Context;
  event: { answer: string; among?: string[] | undefined };
}) => isOfUnknown(context, event) && ofAnError.has(event.answer);

const answeringId = (
  { guides, memory }: Context,
  { answer, among }: { answer: string; among?: string[] | undefined },
) => articleAnswering(guides, memory.article ?? memory.lastArticle, answer, among)?.id;

/** Asks which of these articles is meant, to answer a question or show a step then. */
function whichArticle(
  articles: readonly { id: string }[],
  {
    answer = null,
    step = null,
    sample = null,
  }: { answer?: string | null; step?: string | null; sample?: string | null },
): ReplyIntent {
  return { kind: "which-article", among: articles.map(({ id }) => id), brand: null, page: 0, answer, step, sample };
}

/** Another guide is offered; the place of this one stays. */
export const offersSwitch = [
  "askSwitch",
  "newQuestion",
  {
    type: "say",
    params: ({ event }: { event: { article: string; device?: Device | undefined } }) => ({
      say: { kind: "switch-offer" as const, article: event.article, step: null, device: event.device ?? null },
    }),
  },
] as const;

/** The table of these events, a part of `anywhere`. */
export const articleEvents = dialogSetup.createStateConfig({
  on: {
    ask: [
      { guard: asksOfUnknown, actions: [says(sayAgain)] },
      {
        guard: { type: "answerAmbiguous", params: ({ event: { answer, among } }) => ({ answer, among }) },
        actions: {
          type: "say",
          params: ({ context, event }) => ({
            say: whichArticle(articlesAnswering(context.guides, event.answer, { current: null, among: event.among }), {
              answer: event.answer,
              // Nothing was named yet: what holds for the first is said meanwhile.
              sample: event.among === undefined ? (answeringId(context, event) ?? null) : null,
            }),
          }),
        },
      },
      {
        guard: { type: "answerKnown", params: ({ event: { answer, among } }) => ({ answer, among }) },
        actions: [
          {
            type: "say",
            params: ({ context, event }) => ({
              say: {
                kind: "answer",
                article: answeringId(context, event) ?? "",
                answer: event.answer,
              },
            }),
          },
          {
            type: "rememberAnswer",
            params: ({ context, event }) => ({
              answered: {
                kind: "answer",
                article: answeringId(context, event) ?? "",
                answer: event.answer,
              },
            }),
          },
          { type: "repromptUnless", params: ({ event }) => ({ digression: event.digression }) },
        ],
      },
      {
        guard: { type: "articleNamed", params: ({ event }) => ({ among: event.among }) },
        actions: [
          { type: "say", params: ({ event }) => ({ say: { kind: "no-answer", article: event.among?.[0] ?? "" } }) },
          { type: "repromptUnless", params: ({ event }) => ({ digression: event.digression }) },
        ],
      },
      noGuide,
    ],
    browse: {
      actions: {
        type: "say",
        params: ({ event }) => ({
          say: {
            kind: "which-article",
            among: event.among ?? null,
            brand: event.brand ?? null,
            page: event.page ?? 0,
            answer: event.answer ?? null,
            step: event.step ?? null,
          },
        }),
      },
    },
    switch: [
      {
        guard: { type: "wasLeft", params: ({ event }) => ({ article: event.article }) },
        target: ".finding",
        actions: [
          { type: "openArticle", params: ({ event }) => ({ article: event.article }) },
          { type: "takeDevice", params: ({ event }) => ({ device: event.device }) },
          { type: "wantStepIfNamed", params: ({ event }) => ({ step: event.step }) },
          withIntro("resumed"),
        ],
      },
      {
        guard: { type: "articleKnown", params: ({ event }) => ({ article: event.article }) },
        target: ".finding",
        actions: [
          { type: "openArticle", params: ({ event }) => ({ article: event.article }) },
          { type: "takeDevice", params: ({ event }) => ({ device: event.device }) },
          { type: "wantStepIfNamed", params: ({ event }) => ({ step: event.step }) },
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
        ],
      },
      noGuide,
    ],
    "switch.stay": { actions: [says({ kind: "switch-declined" }), "reprompt"] },
    "step.about": [
      {
        guard: { type: "stepKnown", params: ({ event: { step, among } }) => ({ step, among }) },
        actions: [
          {
            type: "say",
            params: ({ context, event }) => ({
              say: {
                kind: "step-about",
                article: articleWithStep(context.guides, context.memory.article, event.step, event.among)?.id ?? "",
                step: event.step,
                device: context.memory.device,
                asks: event.asks ?? null,
              },
            }),
          },
          { type: "repromptUnless", params: ({ event }) => ({ digression: event.digression }) },
        ],
      },
      nothingToDo,
    ],
    "step.go": [
      {
        guard: { type: "stepAmbiguous", params: ({ event: { step, among } }) => ({ step, among }) },
        actions: {
          type: "say",
          params: ({ context, event }) => ({
            say: whichArticle(articlesWithStep(context.guides, event.step, { current: null, among: event.among }), {
              step: event.step,
            }),
          }),
        },
      },
      {
        guard: { type: "stepElsewhere", params: ({ event: { step, among } }) => ({ step, among }) },
        actions: [
          "askSwitch",
          "newQuestion",
          {
            type: "say",
            params: ({ context, event }) => ({
              say: {
                kind: "switch-offer",
                article: articleWithStep(context.guides, context.memory.article, event.step, event.among)?.id ?? "",
                step: event.step,
                device: event.device ?? null,
              },
            }),
          },
        ],
      },
      {
        guard: { type: "stepKnown", params: ({ event: { step, among } }) => ({ step, among }) },
        target: ".finding",
        actions: { type: "wantStep", params: ({ event: { step, device, among } }) => ({ step, device, among }) },
      },
      nothingToDo,
    ],
  },
});
