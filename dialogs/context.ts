import type { CaseReason, StepIntro, ReplyIntent, StepView } from "./effects.ts";
import type { LiveStatus, TurnContext } from "./events.ts";
import { articleWithStep, viewOf } from "./guides.ts";
import { nextStep } from "./next-step.ts";
import type { Guides } from "./guides.ts";
import { reopensForMs } from "./case-reopening.ts";
import type { ConversationState } from "./stored-state.ts";
import type { Step } from "../knowledge/article.ts";

/** The conversation's state without the states of the machine. */
export type ConversationMemory = Omit<ConversationState, "place" | "person">;

/**
 * The machine's context: the memory, the context of the turn, and what lives for one transition only. It is created
 * for that transition and changed by its actions; the memory is an immutable object, replaced and never changed.
 */
export type Context = {
  memory: ConversationMemory;
  guides: Guides;
  turnContext: TurnContext;
  /** The guide runs: the state asks about a step. */
  inGuide: boolean;
  /** The person was just asked how it went with an agent. */
  ratingAsked: boolean;
  /** How the next step is introduced. */
  intro: StepIntro;
  /** The step shown before, to name what was passed over; undefined: name nothing. */
  cameFrom: string | null | undefined;
};

/** The live status of the current product; unknown where nothing is known. */
export function statusOf(context: Context): LiveStatus {
  return (context.memory.article && context.turnContext.status[context.memory.article]) || { kind: "unknown" };
}

/** The next step to try; undefined without an article or a device, and when nothing is left. */
export function nextStepOf(context: Context): Step | undefined {
  const { article: id, device, tried, evidence } = context.memory;
  const article = context.guides.article(id);
  return article && device ? nextStep(article, { device, tried, evidence, status: statusOf(context) }) : undefined;
}

/** The current step as it is shown. Only called where article, device and step are known. */
export function currentView(context: Context): StepView {
  const article = context.guides.article(context.memory.article);
  if (!article || !context.memory.device || !context.memory.step)
    throw new Error("a step is shown although article, device or step is missing");
  return viewOf(article, context.memory.device, context.memory.step, context.cameFrom);
}

/** The current step of the guide, or null where there is none yet. */
export function placeView(context: Context): StepView | null {
  const article = context.guides.article(context.memory.article);
  if (!article || !context.memory.device) return null;
  const step = context.memory.step ?? nextStepOf(context)?.id;
  return step === undefined ? null : viewOf(article, context.memory.device, step, undefined);
}

/** Another step of the current article, or of the first that has it; null where there is none. */
export function stepView(context: Context, step: string): StepView | null {
  const article = articleWithStep(context.guides, context.memory.article, step);
  return article ? viewOf(article, context.memory.device ?? "other", step, undefined) : null;
}

/** "You were at step 4 of 10": only called where there is a current step. */
export function placeOffer(context: Context): ReplyIntent {
  const view = placeView(context);
  if (!view) throw new Error("a place is offered although there is none");
  return { kind: "place-offer", view };
}

/** Why a person is asked for now: what was offered last, or that nothing is left to try, or just so. */
export function reasonForPerson(context: Context): CaseReason {
  if (context.memory.personOffered) return context.memory.personOffered;
  const { article, device, step } = context.memory;
  const nothingLeft = article !== null && device !== null && step === null && !nextStepOf(context);
  return nothingLeft ? "all-tried" : "asked";
}

/**
 * An address is asked for once a case, and only where mail is sent, the person cannot be reached otherwise, and nobody
 * is there now.
 */
export function asksAddress({ turnContext, memory }: Context): boolean {
  return (
    turnContext.mail === true && !turnContext.reachable && !memory.addressAsked && turnContext.desk.state !== "staffed"
  );
}

/** A case that ended less than a day ago is opened again rather than a new one. */
export function endedToday({ memory: { lastCase }, turnContext }: Context): boolean {
  return lastCase !== null && turnContext.now - lastCase.endedAt < reopensForMs;
}

/** The agent who had that case, where they are online now. */
export function agentThere(context: Context): string | null {
  const { turnContext, memory } = context;
  const online = turnContext.desk.state === "staffed" ? (turnContext.desk.online ?? []) : [];
  return endedToday(context) && memory.lastCase?.agent && online.includes(memory.lastCase.agent)
    ? memory.lastCase.agent
    : null;
}

/** What people call the agent of the last case. */
export function nameOfAgentThere(context: Context): string {
  const login = agentThere(context) ?? "";
  const { desk } = context.turnContext;
  return (desk.state === "staffed" ? desk.nameOf?.[login] : undefined) ?? login;
}
