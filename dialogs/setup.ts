import { assign, setup } from "xstate";

import type { Device } from "../knowledge/article.ts";
import { agentThere, asksAddress, endedToday, placeView, statusOf } from "./context.ts";
import type { Context } from "./context.ts";
import type { CaseReason, Effect, Lead, Say, Tried } from "./effects.ts";
import type { DialogEvent, StepResult, UnclearEvent } from "./events.ts";
import { articleAnswering, articleWithStep, canDo, nextStep, stepBefore, stepOf } from "./guides.ts";
import { newConversation } from "./saved.ts";

/**
 * The vocabulary of the statechart. Actions that only announce an effect do nothing here: `advance.ts` reads them off the
 * transition. Actions that change the memory are `assign`s; they take what they need from the event as params, because an
 * `assign` in `setup` does not know which event it runs for.
 */

type Params<Type extends Effect["type"]> = Omit<Extract<Effect, { type: Type }>, "type">;
/** Announced for `advance.ts`, done by the turn. */
const announced = (): void => undefined;

function markedTried(context: Context, steps: readonly string[], result: StepResult): Tried[] {
  const others = context.tried.filter((one) => !steps.includes(one.step));
  return [...others, ...steps.map((step) => ({ step, result, at: context.moment.now }))];
}

function isDoable(context: Context, step: string): boolean {
  const found = stepOf(context.guides.article(context.article), step);
  return found !== undefined && context.device !== null && canDo(found.on[context.device]);
}

/** What a person says was done before is noted once, only for steps there are, and never over a result the guide saw itself. */
function newlyTold(context: Context, told: readonly string[]): string[] {
  const article = context.guides.article(context.article);
  const isNew = (id: string) => stepOf(article, id) !== undefined && !context.tried.some((one) => one.step === id);
  return [...new Set(told)].filter(isNew);
}

/** An empty message or an old button is nobody's failure to be understood; "did you mean" again and again is. */
function isMiss(why: UnclearEvent["why"]): boolean {
  return why === "not-understood" || why === "out-of-scope" || why === "close-call";
}

/** The step at hand after all that is known: the one wanted, or the next to try; null when nothing is left. */
function chosenStep(context: Context): { step: string | null; lead: Lead } {
  const article = context.guides.article(context.article);
  if (!article || !context.device) return { step: context.step, lead: context.lead };
  if (context.step !== null && isDoable(context, context.step)) return { step: context.step, lead: context.lead };
  const lead: Lead = context.step === null ? context.lead : { kind: "not-here", step: context.step };
  return { step: nextStep(article, context.device, context.tried)?.id ?? null, lead };
}

/** What the states are written in: events, tags, actions and guards by name. */
export const dialogSetup = setup({
  types: {
    context: {} as Context,
    events: {} as DialogEvent,
    tags: {} as "asks" | "in-guide" | "awaiting:idle" | "awaiting:platform" | "awaiting:step-result" | "awaiting:resolved" | "awaiting:offer-human",
  },
  actions: {
    say: (_, _params: { say: Say }) => announced(),
    /** Asks the question of the place again; `advance.ts` knows the place. */
    again: () => announced(),
    againUnless: (_, _params: { aside: boolean | undefined }) => announced(),
    recordOutcome: (_, _params: Params<"recordOutcome">) => announced(),
    openCase: (_, _params: Params<"openCase">) => announced(),
    withdrawCase: (_, _params: Params<"withdrawCase">) => announced(),
    watchStatus: (_, _params: Params<"watchStatus">) => announced(),
    reopenCase: (_, _params: Params<"reopenCase">) => announced(),
    agentLine: (_, _params: Params<"agentLine">) => announced(),
    rateCase: (_, _params: Params<"rateCase">) => announced(),
    keepContact: (_, _params: Params<"keepContact">) => announced(),
    noteFeedback: (_, _params: Params<"noteFeedback">) => announced(),
    eraseEverything: () => announced(),
    dropErasure: assign(() => ({ erasureAsked: false })),
    askErasure: assign(() => ({ erasureAsked: true })),
    /** The number of the question goes on, so that buttons from before are known as old. */
    forgetEverything: assign(({ context }) => {
      const { v: _v, place: _place, person: _person, turn: _turn, lastTurnAt: _at, asked: _asked, offered: _offered, ...nothing } = newConversation;
      return { ...nothing, asked: context.asked + 1 };
    }),

    openArticle: assign((_, params: { article: string }) => ({
      article: params.article,
      step: null,
      tried: [],
      incidentSeen: false,
      cameFrom: null,
      lead: { kind: "first" as const },
    })),
    takeDevice: assign(({ context }, params: { device: Device | undefined }) => ({ device: params.device ?? context.device })),
    takeTried: assign(({ context }, params: { steps: readonly string[] | undefined }) => ({
      tried: markedTried(context, newlyTold(context, params.steps ?? []), "already"),
    })),
    markStep: assign(({ context }, params: { result: StepResult }) => ({
      tried: context.step === null ? context.tried : markedTried(context, [context.step], params.result),
    })),
    leaveStep: assign(({ context }) => ({ cameFrom: context.step, step: null })),
    wantStep: assign(({ context }, params: { step: string; device: Device | undefined }) => {
      const article = articleWithStep(context.guides, context.article, params.step)?.id ?? context.article;
      // A step of another article begins that article: what was tried belongs to the one before.
      const begun = article === context.article ? {} : { tried: [], incidentSeen: false };
      return { ...begun, article, step: params.step, device: params.device ?? context.device, cameFrom: undefined, lead: { kind: "moved" as const } };
    }),
    goBack: assign(({ context }) => {
      const article = context.guides.article(context.article);
      const before = article && context.device ? stepBefore(article, context.device, context.step) : undefined;
      return { step: before?.id ?? context.step, lead: { kind: before ? ("back" as const) : ("no-step-before" as const) }, cameFrom: undefined };
    }),
    startOver: assign(() => ({ tried: [], step: null, cameFrom: null })),
    chooseStep: assign(({ context }) => chosenStep(context)),
    noteShown: assign(({ context }) => ({ stepShownAt: context.moment.now })),
    introduceAs: assign((_, params: { lead: Lead }) => ({ lead: params.lead, cameFrom: undefined })),
    acceptIncident: assign(() => ({ incidentSeen: true })),
    newQuestion: assign(({ context }) => ({ asked: context.asked + 1 })),
    countMiss: assign(({ context }, params: { why: UnclearEvent["why"] }) => ({ misses: context.misses + (isMiss(params.why) ? 1 : 0) })),
    countFrustration: assign(({ context }) => ({ frustration: context.frustration + 1 })),
    offerPerson: assign((_, params: { why: CaseReason }) => ({ personOffered: params.why, misses: 0 })),
    dropOffer: assign(() => ({ personOffered: null })),
    keepCase: assign(({ context }) => ({ case: context.moment.freshCaseNumber, caseTurn: context.turn, personOffered: null })),
    takeUpCase: assign(({ context }) => ({ case: context.lastCase?.number ?? null, caseTurn: context.turn, personOffered: null })),
    takeUpAgain: assign((_, params: { number: string }) => ({ case: params.number, caseTurn: -1, personOffered: null })),
    askAddress: assign(({ context }) => ({ addressAsked: context.addressAsked || asksAddress(context) })),
    dropCase: assign(() => ({ case: null, caseTurn: -1, addressAsked: false })),
    endCase: assign(({ context }, params: { agent: string; awaitsWord: boolean }) => ({
      case: null,
      caseTurn: -1,
      addressAsked: false,
      lastCase: context.case === null ? context.lastCase : { number: context.case, endedAt: context.moment.now, ...params },
    })),
  },
  guards: {
    incidentUnseen: ({ context }) => statusOf(context).kind === "incident" && !context.incidentSeen,
    deviceUnknown: ({ context }) => context.device === null,
    nothingLeft: ({ context }) => context.step === null,
    stepAsksFirst: ({ context }) => stepOf(context.guides.article(context.article), context.step)?.asksFirst === true,
    sameArticle: ({ context }, params: { article: string }) => params.article === context.article,
    articleKnown: ({ context }, params: { article: string }) => context.guides.article(params.article) !== undefined,
    guideRuns: ({ context }) => context.article !== null && context.step !== null && context.inGuide,
    hasArticle: ({ context }) => context.article !== null,
    answerKnown: ({ context }, params: { answer: string }) => articleAnswering(context.guides, context.article, params.answer) !== undefined,
    stepKnown: ({ context }, params: { step: string }) => articleWithStep(context.guides, context.article, params.step) !== undefined,
    isCurrentStep: ({ context }, params: { step: string }) => params.step === context.step,
    endedToday: ({ context }) => endedToday(context),
    agentIsThere: ({ context }) => agentThere(context) !== null,
    addressPending: ({ context }) => context.addressAsked && context.case !== null,
    justAskedForPerson: ({ context }) => context.case !== null && context.caseTurn === context.turn - 1,
    /** While a person is on the way already, offering one would be no help. */
    isThirdMiss: ({ context }, params: { why: UnclearEvent["why"] }) => isMiss(params.why) && context.misses >= 2 && context.case === null,
    angryAgain: ({ context }) => context.frustration >= 1 && context.case === null,
    ratingAsked: ({ context }) => context.ratingAsked,
    /** A "no" is about the question of the place: neither a person nor a rating was asked for last. */
    placeAsked: ({ context }) => context.personOffered === null && !context.ratingAsked,
    personWasOffered: ({ context }) => context.personOffered !== null,
    hasPlace: ({ context }) => placeView(context) !== null,
    backAfterLong: ({ context }) => placeView(context) !== null && context.moment.now - context.lastTurnAt > 30 * 60_000,
    sameArticleWithPlace: ({ context }, params: { article: string }) => params.article === context.article && placeView(context) !== null,
    erasurePending: ({ context }) => context.erasureAsked,
    caseIsOpen: ({ context }) => context.case !== null,
    sameArticleOnOtherDevice: ({ context }, params: { article: string; device: Device | undefined }) =>
      params.article === context.article && params.device !== undefined && params.device !== context.device,
  },
});

/** The action that says this; short for the states, which read as a table of contents. */
export function says(what: Say | ((context: Context) => Say)) {
  return { type: "say" as const, params: typeof what === "function" ? ({ context }: { context: Context }) => ({ say: what(context) }) : { say: what } };
}

/** The lead with which the next step is introduced. */
export function introduces(kind: Exclude<Lead["kind"], "not-here">) {
  return { type: "introduceAs" as const, params: { lead: { kind } } };
}
