import { assign, setup } from "xstate";

import type { Device, Evidence } from "../knowledge/article.ts";
import type { Danger } from "../knowledge/lexicon.ts";
import { agentThere, asksAddress, endedToday, nextStepOf, placeView, statusOf } from "./context.ts";
import type { Context, ConversationMemory } from "./context.ts";
import type { CaseReason, Effect, StepIntro, ReplyIntent } from "./effects.ts";
import type { DialogEvent, NoteEvent, SafetyEvent, StepResult, UnclearEvent } from "./events.ts";
import { articlesAnswering, articlesWithStep, articleWithStep, canDo, stepBefore, stepOf } from "./guides.ts";
import { openedArticle } from "./switching.ts";
import {
  evidenceOf,
  deviceAfter,
  bringsForward,
  leavesStep,
  markedTried,
  newlyReported,
  triedOf,
  withNote,
  withoutLastTried,
} from "./facts.ts";
import { unexplained } from "./next-step.ts";
import { newConversation } from "./stored-state.ts";

/**
 * The vocabulary of the statechart. Actions that only announce an effect do nothing here: `transition.ts` reads them off
 * the transition. Actions that change the memory take what they need from the event as params, because an action in
 * `setup` does not know which event it runs for.
 */

type Params<Type extends Effect["type"]> = Omit<Extract<Effect, { type: Type }>, "type">;
/** Announced for `transition.ts`, done by the turn. */
const emitEffect = (): void => undefined;

function isDoable(context: Context, step: string): boolean {
  const found = stepOf(context.guides.article(context.memory.article), step);
  return found !== undefined && context.memory.device !== null && canDo(found.on[context.memory.device]);
}

/** An empty message or an old button is nobody's failure to be understood; "did you mean" again and again is. */
export function isMiss(why: UnclearEvent["why"]): boolean {
  return why === "not-understood" || why === "out-of-scope" || why === "close-call";
}

/** The step at hand after all that is known: the one wanted, or the next to try; null when nothing is left. */
function chosenStep(context: Context): { step: string | null; intro: StepIntro } {
  const article = context.guides.article(context.memory.article);
  if (!article || !context.memory.device) return { step: context.memory.step, intro: context.intro };
  if (context.memory.step !== null && isDoable(context, context.memory.step))
    return { step: context.memory.step, intro: context.intro };
  const intro: StepIntro =
    context.memory.step === null ? context.intro : { kind: "not-here", step: context.memory.step };
  return { step: nextStepOf(context)?.id ?? null, intro };
}

/** Ids of the articles that a message names. */
type Among = readonly string[] | undefined;

const meantIn = ({ memory }: Context, among: Among) => ({ current: memory.article ?? memory.lastArticle, among });

/** The memory with these changes, for an action that `changes` it. */
function withMemory({ memory }: Context, changed: Partial<ConversationMemory>): { memory: ConversationMemory } {
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
    say: (_, _params: { say: ReplyIntent }) => emitEffect(),
    /** Asks the question of the place again; `transition.ts` knows the place. */
    reprompt: () => emitEffect(),
    repromptUnless: (_, _params: { digression: boolean | undefined }) => emitEffect(),
    recordOutcome: (_, _params: Params<"recordOutcome">) => emitEffect(),
    openCase: (_, _params: Params<"openCase">) => emitEffect(),
    withdrawCase: (_, _params: Params<"withdrawCase">) => emitEffect(),
    watchStatus: (_, _params: Params<"watchStatus">) => emitEffect(),
    reopenCase: (_, _params: Params<"reopenCase">) => emitEffect(),
    agentLine: (_, _params: Params<"agentLine">) => emitEffect(),
    rateCase: (_, _params: Params<"rateCase">) => emitEffect(),
    keepContact: (_, _params: Params<"keepContact">) => emitEffect(),
    noteFeedback: (_, _params: Params<"noteFeedback">) => emitEffect(),
    eraseEverything: () => emitEffect(),
    dropErasure: update(({ context }) => withMemory(context, { erasureAsked: false })),
    noteFilesExplained: update(({ context }) => withMemory(context, { filesTold: true })),
    askErasure: update(({ context }) => withMemory(context, { erasureAsked: true })),
    /** The number of the question goes on, so that buttons from before are known as old. */
    forgetEverything: update(({ context }) => {
      const { turn, lastTurnAt, offered, asked } = context.memory;
      return withMemory(context, { ...newConversation, turn, lastTurnAt, offered, asked: asked + 1 });
    }),

    /** What was told before the error was named counts; what was tried for another error does not. */
    openArticle: update(({ context }, params: { article: string }) => ({
      ...withMemory(context, {
        ...openedArticle(context, params.article),
        ...(context.memory.article === null ? { tried: triedOf(context, params.article) } : {}),
      }),
      cameFrom: null,
      intro: { kind: "first" as const },
    })),
    takeDevice: update(({ context }, params: { device: Device | undefined }) =>
      withMemory(context, { device: params.device ?? context.memory.device }),
    ),
    takeTried: update(({ context }, params: { steps: readonly string[] | undefined }) =>
      withMemory(context, { tried: markedTried(context, newlyReported(context, params.steps ?? []), "already") }),
    ),
    takeNote: update(({ context }, params: { note: NoteEvent }) => withMemory(context, withNote(context, params.note))),
    takeEvidence: update(({ context }, params: { evidence: Evidence | null }) =>
      params.evidence === null
        ? {}
        : withMemory(
            context,
            withNote(context, {
              type: "note",
              devices: [],
              tried: [],
              cannot: [],
              evidence: [params.evidence],
              alone: false,
            }),
          ),
    ),
    /** The step that is credited with the cure becomes the one at hand; none where nobody knows what helped. */
    creditStep: update(({ context }, params: { step: string | null }) => withMemory(context, { step: params.step })),
    /** Where the music plays, it no longer fails. */
    noteCure: update(({ context }) => {
      const { device, devices, evidence } = context.memory;
      const others = devices.filter((one) => one.device !== device);
      return withMemory(context, {
        devices: device === null ? devices : [...others, { device, role: "works" }],
        evidence: evidence.filter((one) => one !== "several-devices-fail"),
      });
    }),
    askSwitch: update(({ context }) => withMemory(context, { switchAsked: true })),
    askFix: update(({ context }) => withMemory(context, { fixAsked: true })),
    rememberAnswer: update(({ context }, params: { answered: ConversationMemory["answeredLast"] }) =>
      withMemory(context, {
        answeredLast: params.answered,
        // What was asked of one article goes on being about it where no other is named.
        ...(params.answered?.kind === "answer" && { lastArticle: params.answered.article }),
      }),
    ),
    rememberLanguage: update(({ context }, params: { language: string }) =>
      withMemory(context, { language: params.language }),
    ),
    noteExplained: update(({ context }) => {
      const article = context.guides.article(context.memory.article);
      const said = article ? unexplained(article, { ...context.memory, status: statusOf(context) }) : [];
      return withMemory(context, { explained: [...context.memory.explained, ...said.map(({ when }) => when)] });
    }),
    /** The guide is over: an agent solved it. What was tried is kept with the case. */
    endGuide: update(({ context }) =>
      withMemory(context, {
        article: null,
        lastArticle: context.memory.article ?? context.memory.lastArticle,
        step: null,
        tried: [],
        evidence: [],
        explained: [],
        incidentSeen: false,
      }),
    ),
    markStep: update(({ context }, params: { result: StepResult }) => {
      const { step, tried } = context.memory;
      return withMemory(context, { tried: step === null ? tried : markedTried(context, [step], params.result) });
    }),
    leaveStep: update(({ context }) => ({ ...withMemory(context, { step: null }), cameFrom: context.memory.step })),
    wantStep: update(({ context }, params: { step: string; device: Device | undefined; among?: Among }) => {
      const { guides, memory } = context;
      const article = articleWithStep(guides, memory.article, params.step, params.among)?.id ?? memory.article;
      // A step of another article begins that article: what was tried belongs to the one before.
      const begun =
        article === context.memory.article
          ? {}
          : { tried: context.memory.article === null ? triedOf(context, article) : [], incidentSeen: false };
      const wanted = { ...begun, article, step: params.step, device: params.device ?? context.memory.device };
      return { ...withMemory(context, wanted), cameFrom: undefined, intro: { kind: "moved" as const } };
    }),
    /** A step that this article does not have, such as that of an old button, is passed over. */
    wantStepIfNamed: update(({ context }, { step }: { step: string | undefined }) =>
      step !== undefined && stepOf(context.guides.article(context.memory.article), step)
        ? withMemory(context, { step })
        : {},
    ),
    undoLast: update(({ context }) => ({ ...withMemory(context, withoutLastTried(context)), cameFrom: undefined })),
    goBack: update(({ context }) => {
      const { article: id, device, step } = context.memory;
      const article = context.guides.article(id);
      const before = article && device ? stepBefore(article, device, step) : undefined;
      const intro = { kind: before ? ("back" as const) : ("no-step-before" as const) };
      return { ...withMemory(context, { step: before?.id ?? step }), intro, cameFrom: undefined };
    }),
    /** From the first step: what was seen before bends the order no more. */
    startOver: update(({ context }) => {
      const fresh = { tried: [], evidence: [], explained: [], step: null };
      return { ...withMemory(context, fresh), cameFrom: null };
    }),
    chooseStep: update(({ context }) => {
      const { step, intro } = chosenStep(context);
      return { ...withMemory(context, { step }), intro };
    }),
    noteShown: update(({ context }) => withMemory(context, { stepShownAt: context.turnContext.now })),
    setIntro: update((_, params: { intro: StepIntro }) => ({ intro: params.intro, cameFrom: undefined })),
    acceptIncident: update(({ context }) => withMemory(context, { incidentSeen: true })),
    newQuestion: update(({ context }) => withMemory(context, { asked: context.memory.asked + 1 })),
    countMiss: update(({ context }, params: { why: UnclearEvent["why"] }) =>
      withMemory(context, { misses: context.memory.misses + (isMiss(params.why) ? 1 : 0) }),
    ),
    countFrustration: update(({ context }) => withMemory(context, { frustration: context.memory.frustration + 1 })),
    offerPerson: update(({ context }, params: { why: CaseReason }) =>
      withMemory(context, { personOffered: params.why, misses: 0 }),
    ),
    dropOffer: update(({ context }) => withMemory(context, { personOffered: null })),
    keepCase: update(({ context }) =>
      withMemory(context, {
        case: context.turnContext.newCaseNumber,
        caseTurn: context.memory.turn,
        personOffered: null,
      }),
    ),
    takeUpCase: update(({ context }) =>
      withMemory(context, {
        case: context.memory.lastCase?.number ?? null,
        caseTurn: context.memory.turn,
        personOffered: null,
      }),
    ),
    takeUpAgain: update(({ context }, params: { number: string }) =>
      withMemory(context, { case: params.number, caseTurn: -1, personOffered: null }),
    ),
    askAddress: update(({ context }) =>
      withMemory(context, { addressAsked: context.memory.addressAsked || asksAddress(context) }),
    ),
    noteDanger: update(({ context }, { danger: kind, language }: { danger: Danger; language: string | null }) =>
      kind === "driving" || kind === "rescue"
        ? {}
        : withMemory(context, {
            danger: { kind, turn: context.memory.turn, ...(language === null ? {} : { language }) },
          }),
    ),
    forgetDanger: update(({ context }) => withMemory(context, { danger: null })),
    dropCase: update(({ context }) =>
      withMemory(context, {
        case: null,
        caseTurn: -1,
        withdrawnTurn: context.memory.turn,
        addressAsked: false,
        filesTold: false,
      }),
    ),
    endCase: update(({ context }, params: { agent: string; awaitsWord: boolean }) => {
      const { case: number, lastCase } = context.memory;
      const ended = number === null ? lastCase : { number, endedAt: context.turnContext.now, ...params };
      return withMemory(context, {
        case: null,
        caseTurn: -1,
        addressAsked: false,
        filesTold: false,
        lastCase: ended,
      });
    }),
  },
  guards: {
    /** The step on screen is among what was told, or is left out by the new evidence. */
    noteReopensStep: ({ context: { memory, inGuide } }, params: { note: NoteEvent }) =>
      inGuide && memory.tried.some(({ step }) => params.note.undone?.[0] === step),
    noteLeavesStep: ({ context }, params: { note: NoteEvent }) =>
      params.note.alone && context.inGuide && context.memory.step !== null && leavesStep(context, params.note),
    /** The step on screen stays, and what is told says why it comes now. */
    noteExplainsOrder: ({ context }, params: { note: NoteEvent }) =>
      params.note.alone && context.inGuide && context.memory.step !== null && bringsForward(context, params.note),
    noteNamesDevice: ({ context }, params: { note: NoteEvent }) =>
      params.note.alone &&
      context.inGuide &&
      context.memory.article !== null &&
      deviceAfter(context.memory, params.note) !== context.memory.device,
    nothingNamed: ({ context }) => context.memory.article === null && context.memory.case === null,
    noteTellsOutage: ({ context }, params: { note: NoteEvent }) =>
      params.note.alone && params.note.evidence.includes("status-outage") && context.memory.article !== null,
    isObservation: ({ context }) =>
      stepOf(context.guides.article(context.memory.article), context.memory.step)?.observation !== undefined,
    observedOutage: ({ context }, params: { answer: string }) => evidenceOf(context, params.answer) === "status-outage",
    nothingToRepeat: ({ context }) => context.memory.answeredLast === null,
    isDigression: (_, params: { digression: boolean }) => params.digression,
    /** Beside an answer it is said once; a message that was not understood may be told so in another language again. */
    languageUnsaid: ({ context }, params: { language: string; digression: boolean }) =>
      params.digression ? context.memory.language === null : context.memory.language !== params.language,
    shortAnswerKnown: ({ context }, params: { answer: string }) =>
      context.guides.shortAnswers.some(({ id }) => id === params.answer),
    termKnown: ({ context }, params: { term: string }) => context.guides.glossary.some(({ id }) => id === params.term),
    /** Asking for a person, and danger, pause the guide: no step is asked about until the person continues it. */
    guideToPause: ({ context }) => context.inGuide && context.memory.article !== null && context.memory.case === null,
    guideQuiet: ({ context }) => !context.inGuide,
    incidentKnown: ({ context }) => statusOf(context).kind === "incident",
    caseOpenAndQuiet: ({ context }) => context.memory.case !== null && !context.inGuide,
    /** An open incident of the feed, or an outage that the person saw reported, that was not talked about yet. */
    incidentUnseen: ({ context }) =>
      (statusOf(context).kind === "incident" || context.memory.evidence.includes("status-outage")) &&
      !context.memory.incidentSeen,
    deviceUnknown: ({ context }) => context.memory.device === null,
    nothingLeft: ({ context }) => context.memory.step === null,
    stepAsksFirst: ({ context }) =>
      stepOf(context.guides.article(context.memory.article), context.memory.step)?.asksFirst === true,
    sameArticle: ({ context }, params: { article: string }) => params.article === context.memory.article,
    articleKnown: ({ context }, params: { article: string }) => context.guides.article(params.article) !== undefined,
    guideRuns: ({ context }) => context.memory.article !== null && context.memory.step !== null && context.inGuide,
    hasArticle: ({ context }) => context.memory.article !== null,
    answerKnown: ({ context }, params: { answer: string; among: Among }) =>
      articlesAnswering(context.guides, params.answer, meantIn(context, params.among)).length > 0,
    /** Several articles hold the answer, and nothing tells which is meant. */
    answerAmbiguous: ({ context }, params: { answer: string; among: Among }) =>
      articlesAnswering(context.guides, params.answer, meantIn(context, params.among)).length > 1,
    articleNamed: ({ context }, params: { among: Among }) =>
      params.among !== undefined && params.among.some((id) => context.guides.article(id) !== undefined),
    stepKnown: ({ context }, params: { step: string; among: Among }) =>
      articlesWithStep(context.guides, params.step, meantIn(context, params.among)).length > 0,
    stepAmbiguous: ({ context }, params: { step: string; among: Among }) =>
      articlesWithStep(context.guides, params.step, meantIn(context, params.among)).length > 1,
    /** The step belongs to another guide than the one that runs. */
    stepElsewhere: ({ context }, params: { step: string; among: Among }) => {
      const [article] = articlesWithStep(context.guides, params.step, meantIn(context, params.among));
      return context.inGuide && context.memory.article !== null && article?.id !== context.memory.article;
    },
    otherArticle: ({ context }, params: { article: string }) =>
      context.memory.article !== null &&
      context.memory.article !== params.article &&
      context.guides.article(params.article) !== undefined,
    /** This guide was left for another one before, and its place is kept. */
    wasLeft: ({ context }, params: { article: string }) =>
      context.memory.article !== params.article &&
      context.memory.left.some(({ article }) => article === params.article),
    isCurrentStep: ({ context }, params: { step: string; device?: Device | undefined; among?: Among }) =>
      params.step === context.memory.step &&
      (params.among === undefined || params.among.includes(context.memory.article ?? "")) &&
      (params.device ?? context.memory.device) === context.memory.device,
    endedToday: ({ context }) => endedToday(context),
    agentIsThere: ({ context }) => agentThere(context) !== null,
    addressPending: ({ context }) => context.memory.addressAsked && context.memory.case !== null,
    justAskedForPerson: ({ context }) =>
      context.memory.case !== null && context.memory.caseTurn === context.memory.turn - 1,
    takesRequestBack: ({ context }, params: { takesBack: boolean | undefined }) =>
      params.takesBack === true && context.memory.case !== null && context.memory.caseTurn === context.memory.turn - 1,
    /** While a person is on the way already, offering one would be no help. */
    isThirdMiss: ({ context }, params: { why: UnclearEvent["why"] }) =>
      isMiss(params.why) && context.memory.misses >= 2 && context.memory.case === null,
    angryAgain: ({ context }, params: { digression: boolean }) =>
      !params.digression && context.memory.frustration >= 1 && context.memory.case === null,
    ratingAsked: ({ context }) => context.ratingAsked,
    /** A "no" is about the question of the place: neither a person nor a rating was asked for last. */
    placeAsked: ({ context }) => context.memory.personOffered === null && !context.ratingAsked,
    personWasOffered: ({ context }) => context.memory.personOffered !== null,
    hasPlace: ({ context }) => placeView(context) !== null,
    dangerOverAtPlace: ({ context }, params: { after: SafetyEvent["after"] }) =>
      params.after === "over" && !context.inGuide && placeView(context) !== null,
    backAfterLong: ({ context }) =>
      placeView(context) !== null && context.turnContext.now - context.memory.lastTurnAt > 30 * 60_000,
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
export function withIntro(kind: Exclude<StepIntro["kind"], "not-here">) {
  return { type: "setIntro" as const, params: { intro: { kind } } };
}
