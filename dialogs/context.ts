import type { CaseReason, StepIntro, ReplyIntent, StepView } from "./effects.ts";
import type { LiveStatus, TurnContext } from "./events.ts";
import { articleWithStep, viewOf } from "./guides.ts";
import { nextStep } from "./next-step.ts";
import type { Guides } from "./guides.ts";
import { reopensForMs } from "./case-reopening.ts";
import type { ConversationState } from "./stored-state.ts";
import type { Step } from "../knowledge/article.ts";

/** What a conversation remembers from message to message, but for where it stands: that is the machine's state. */
export type ConversationMemory = Omit<ConversationState, "place" | "person">;

/**
 * The machine's context: what is remembered, the world at this moment, and what only lives for one transition. It is
 * made for that transition and changed by its actions; what is remembered stands in an object of its own, which is
 * never changed but replaced.
 */
export type Context = {
  memory: ConversationMemory;
  guides: Guides;
  turnContext: TurnContext;
  /** The guide runs: the place asks for something about a step. */
  inGuide: boolean;
  /** The person was just asked how it went with an agent. */
  ratingAsked: boolean;
  /** How the next step is introduced. */
  intro: StepIntro;
  /** The step shown before, to tell what was passed over; undefined: say nothing of it. */
  cameFrom: string | null | undefined;
};

/** The live status of the product at hand; unknown where nothing is known. */
export function statusOf(context: Context): LiveStatus {
  return (context.memory.article && context.turnContext.status[context.memory.article]) || { kind: "unknown" };
}

/** The next step to try; undefined without an article or a device, and when nothing is left. */
export function nextStepOf(context: Context): Step | undefined {
  const { article: id, device, tried, evidence } = context.memory;
  const article = context.guides.article(id);
  return article && device ? nextStep(article, { device, tried, evidence, status: statusOf(context) }) : undefined;
}

/** The step at hand as it must be shown. Only asked for where an article, a device and a step are known. */
export function currentView(context: Context): StepView {
  const article = context.guides.article(context.memory.article);
  if (!article || !context.memory.device || !context.memory.step)
    throw new Error("a step is shown although article, device or step is missing");
  return viewOf(article, context.memory.device, context.memory.step, context.cameFrom);
}

/** The place in the guide, or null where there is none yet. */
export function placeView(context: Context): StepView | null {
  const article = context.guides.article(context.memory.article);
  if (!article || !context.memory.device) return null;
  const step = context.memory.step ?? nextStepOf(context)?.id;
  return step === undefined ? null : viewOf(article, context.memory.device, step, undefined);
}

/** Another step of the article at hand, or of the first that has it; null where there is none or no device is known. */
export function stepView(context: Context, step: string): StepView | null {
  const article = articleWithStep(context.guides, context.memory.article, step);
  return article ? viewOf(article, context.memory.device ?? "other", step, undefined) : null;
}

/** "You were at step 4 of 10": only asked for where there is a place. */
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
  return turnContext.mail === true && !turnContext.reachable && !memory.addressAsked && turnContext.desk.state !== "staffed";
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
