import { assign, setup } from "xstate";

import type { Device } from "../knowledge/article.ts";
import { agentThere, asksAddress, endedToday, placeView, statusOf } from "./context.ts";
import type { Context, Remembered } from "./context.ts";
import type { CaseReason, Effect, Lead, ReplyIntent, TriedStep } from "./effects.ts";
import type { DialogEvent, StepResult, UnclearEvent } from "./events.ts";
import { articleAnswering, articleWithStep, canDo, nextStep, stepBefore, stepOf } from "./guides.ts";
import { newConversation } from "./stored-state.ts";

/**
 * The vocabulary of the statechart. Actions that only announce an effect do nothing here: `transition.ts` reads them off
 * the transition. Actions that change the memory take what they need from the event as params, because an action in
 * `setup` does not know which event it runs for.
 */

type Params<Type extends Effect["type"]> = Omit<Extract<Effect, { type: Type }>, "type">;
/** Announced for `transition.ts`, done by the turn. */
const announced = (): void => undefined;

function markedTried(context: Context, steps: readonly string[], result: StepResult): TriedStep[] {
  const others = context.memory.tried.filter((one) => !steps.includes(one.step));
  return [...others, ...steps.map((step) => ({ step, result, at: context.moment.now }))];
}

function isDoable(context: Context, step: string): boolean {
  const found = stepOf(context.guides.article(context.memory.article), step);
  return found !== undefined && context.memory.device !== null && canDo(found.on[context.memory.device]);
}

/**
 * What a person says was done before is noted once, only for steps there are, and never over a result the guide saw
 * itself.
 */
function newlyTold(context: Context, told: readonly string[]): string[] {
  const article = context.guides.article(context.memory.article);
  const isNew = (id: string) =>
    stepOf(article, id) !== undefined && !context.memory.tried.some((one) => one.step === id);
  return [...new Set(told)].filter(isNew);
}

/** An empty message or an old button is nobody's failure to be understood; "did you mean" again and again is. */
function isMiss(why: UnclearEvent["why"]): boolean {
  return why === "not-understood" || why === "out-of-scope" || why === "close-call";
}

/** The step at hand after all that is known: the one wanted, or the next to try; null when nothing is left. */
function chosenStep(context: Context): { step: string | null; lead: Lead } {
  const article = context.guides.article(context.memory.article);
  if (!article || !context.memory.device) return { step: context.memory.step, lead: context.lead };
  if (context.memory.step !== null && isDoable(context, context.memory.step))
    return { step: context.memory.step, lead: context.lead };
  const lead: Lead = context.memory.step === null ? context.lead : { kind: "not-here", step: context.memory.step };
  return { step: nextStep(article, context.memory.device, context.memory.tried)?.id ?? null, lead };
}

/** The memory with these changes, for an action that `changes` it. */
function remembering({ memory }: Context, changed: Partial<Remembered>): { memory: Remembered } {
  return { memory: { ...memory, ...changed } };
}

/** An action that updates the context: `assign` with this machine's types. */
function update<Given = undefined>(change: (at: { context: Context }, given: Given) => Partial<Context>) {
  return assign<Context, DialogEvent, Given, DialogEvent, never>(({ context }, given) => change({ context }, given));
}

/** What the states are written in: events, tags, actions and guards by name. */
export const dialogSetup = setup({
  types: {
    context: {} as Context,
    events: {} as DialogEvent,
    tags: {} as
      | "asks"
      | "in-guide"
      | "awaiting:idle"
      | "awaiting:platform"
      | "awaiting:step-result"
      | "awaiting:resolved"
      | "awaiting:offer-human",
  },
  actions: {
    say: (_, _params: { say: ReplyIntent }) => announced(),
    /** Asks the question of the place again; `transition.ts` knows the place. */
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
    dropErasure: update(({ context }) => remembering(context, { erasureAsked: false })),
    askErasure: update(({ context }) => remembering(context, { erasureAsked: true })),
    /** The number of the question goes on, so that buttons from before are known as old. */
    forgetEverything: update(({ context }) => {
      const { turn, lastTurnAt, offered, asked } = context.memory;
      return remembering(context, { ...newConversation, turn, lastTurnAt, offered, asked: asked + 1 });
    }),

    openArticle: update(({ context }, params: { article: string }) => ({
      ...remembering(context, { article: params.article, step: null, tried: [], incidentSeen: false }),
      cameFrom: null,
      lead: { kind: "first" as const },
    })),
    takeDevice: update(({ context }, params: { device: Device | undefined }) =>
      remembering(context, { device: params.device ?? context.memory.device }),
    ),
    takeTried: update(({ context }, params: { steps: readonly string[] | undefined }) =>
      remembering(context, { tried: markedTried(context, newlyTold(context, params.steps ?? []), "already") }),
    ),
    markStep: update(({ context }, params: { result: StepResult }) => {
      const { step, tried } = context.memory;
      return remembering(context, { tried: step === null ? tried : markedTried(context, [step], params.result) });
    }),
    leaveStep: update(({ context }) => ({ ...remembering(context, { step: null }), cameFrom: context.memory.step })),
    wantStep: update(({ context }, params: { step: string; device: Device | undefined }) => {
      const article =
        articleWithStep(context.guides, context.memory.article, params.step)?.id ?? context.memory.article;
      // A step of another article begins that article: what was tried belongs to the one before.
      const begun = article === context.memory.article ? {} : { tried: [], incidentSeen: false };
      const wanted = { ...begun, article, step: params.step, device: params.device ?? context.memory.device };
      return { ...remembering(context, wanted), cameFrom: undefined, lead: { kind: "moved" as const } };
    }),
    goBack: update(({ context }) => {
      const { article: id, device, step } = context.memory;
      const article = context.guides.article(id);
      const before = article && device ? stepBefore(article, device, step) : undefined;
      const lead = { kind: before ? ("back" as const) : ("no-step-before" as const) };
      return { ...remembering(context, { step: before?.id ?? step }), lead, cameFrom: undefined };
    }),
    startOver: update(({ context }) => ({ ...remembering(context, { tried: [], step: null }), cameFrom: null })),
    chooseStep: update(({ context }) => {
      const { step, lead } = chosenStep(context);
      return { ...remembering(context, { step }), lead };
    }),
    noteShown: update(({ context }) => remembering(context, { stepShownAt: context.moment.now })),
    introduceAs: update((_, params: { lead: Lead }) => ({ lead: params.lead, cameFrom: undefined })),
    acceptIncident: update(({ context }) => remembering(context, { incidentSeen: true })),
    newQuestion: update(({ context }) => remembering(context, { asked: context.memory.asked + 1 })),
    countMiss: update(({ context }, params: { why: UnclearEvent["why"] }) =>
      remembering(context, { misses: context.memory.misses + (isMiss(params.why) ? 1 : 0) }),
    ),
    countFrustration: update(({ context }) => remembering(context, { frustration: context.memory.frustration + 1 })),
    offerPerson: update(({ context }, params: { why: CaseReason }) =>
      remembering(context, { personOffered: params.why, misses: 0 }),
    ),
    dropOffer: update(({ context }) => remembering(context, { personOffered: null })),
    keepCase: update(({ context }) =>
      remembering(context, {
        case: context.moment.freshCaseNumber,
        caseTurn: context.memory.turn,
        personOffered: null,
      }),
    ),
    takeUpCase: update(({ context }) =>
      remembering(context, {
        case: context.memory.lastCase?.number ?? null,
        caseTurn: context.memory.turn,
        personOffered: null,
      }),
    ),
    takeUpAgain: update(({ context }, params: { number: string }) =>
      remembering(context, { case: params.number, caseTurn: -1, personOffered: null }),
    ),
    askAddress: update(({ context }) =>
      remembering(context, { addressAsked: context.memory.addressAsked || asksAddress(context) }),
    ),
    dropCase: update(({ context }) => remembering(context, { case: null, caseTurn: -1, addressAsked: false })),
    endCase: update(({ context }, params: { agent: string; awaitsWord: boolean }) => {
      const { case: number, lastCase } = context.memory;
      const ended = number === null ? lastCase : { number, endedAt: context.moment.now, ...params };
      return remembering(context, { case: null, caseTurn: -1, addressAsked: false, lastCase: ended });
    }),
  },
  guards: {
    incidentUnseen: ({ context }) => statusOf(context).kind === "incident" && !context.memory.incidentSeen,
    deviceUnknown: ({ context }) => context.memory.device === null,
    nothingLeft: ({ context }) => context.memory.step === null,
    stepAsksFirst: ({ context }) =>
      stepOf(context.guides.article(context.memory.article), context.memory.step)?.asksFirst === true,
    sameArticle: ({ context }, params: { article: string }) => params.article === context.memory.article,
    articleKnown: ({ context }, params: { article: string }) => context.guides.article(params.article) !== undefined,
    guideRuns: ({ context }) => context.memory.article !== null && context.memory.step !== null && context.inGuide,
    hasArticle: ({ context }) => context.memory.article !== null,
    answerKnown: ({ context }, params: { answer: string }) =>
      articleAnswering(context.guides, context.memory.article, params.answer) !== undefined,
    stepKnown: ({ context }, params: { step: string }) =>
      articleWithStep(context.guides, context.memory.article, params.step) !== undefined,
    isCurrentStep: ({ context }, params: { step: string }) => params.step === context.memory.step,
    endedToday: ({ context }) => endedToday(context),
    agentIsThere: ({ context }) => agentThere(context) !== null,
    addressPending: ({ context }) => context.memory.addressAsked && context.memory.case !== null,
    justAskedForPerson: ({ context }) =>
      context.memory.case !== null && context.memory.caseTurn === context.memory.turn - 1,
    /** While a person is on the way already, offering one would be no help. */
    isThirdMiss: ({ context }, params: { why: UnclearEvent["why"] }) =>
      isMiss(params.why) && context.memory.misses >= 2 && context.memory.case === null,
    angryAgain: ({ context }, params: { aside: boolean }) =>
      !params.aside && context.memory.frustration >= 1 && context.memory.case === null,
    ratingAsked: ({ context }) => context.ratingAsked,
    /** A "no" is about the question of the place: neither a person nor a rating was asked for last. */
    placeAsked: ({ context }) => context.memory.personOffered === null && !context.ratingAsked,
    personWasOffered: ({ context }) => context.memory.personOffered !== null,
    hasPlace: ({ context }) => placeView(context) !== null,
    backAfterLong: ({ context }) =>
      placeView(context) !== null && context.moment.now - context.memory.lastTurnAt > 30 * 60_000,
    sameArticleWithPlace: ({ context }, params: { article: string }) =>
      params.article === context.memory.article && placeView(context) !== null,
    erasurePending: ({ context }) => context.memory.erasureAsked,
    caseIsOpen: ({ context }) => context.memory.case !== null,
    sameArticleOnOtherDevice: ({ context }, params: { article: string; device: Device | undefined }) =>
      params.article === context.memory.article &&
      params.device !== undefined &&
      params.device !== context.memory.device,
  },
});

/** The action that says this; short for the states, which read as a table of contents. */
export function says(what: ReplyIntent | ((context: Context) => ReplyIntent)) {
  return {
    type: "say" as const,
    params:
      typeof what === "function" ? ({ context }: { context: Context }) => ({ say: what(context) }) : { say: what },
  };
}

/** The lead with which the next step is introduced. */
export function introduces(kind: Exclude<Lead["kind"], "not-here">) {
  return { type: "introduceAs" as const, params: { lead: { kind } } };
}
