import type { CaseReason, Lead, Say, StepView } from "./effects.ts";
import type { LiveStatus, Moment } from "./events.ts";
import { nextStep, viewOf } from "./guides.ts";
import type { Guides } from "./guides.ts";
import { reopensForMs } from "./last-word.ts";
import type { SavedConversation } from "./saved.ts";

/** What a conversation remembers from message to message, but for where it stands: that is the machine's state. */
type Remembered = Omit<SavedConversation, "place" | "person">;

/** The machine's context: what is remembered, the world at this moment, and what only lives for one transition. */
export type Context = Remembered & {
  guides: Guides;
  moment: Moment;
  /** The guide runs: the place asks for something about a step. */
  inGuide: boolean;
  /** The person was just asked how it went with an agent. */
  ratingAsked: boolean;
  /** How the next step is introduced. */
  lead: Lead;
  /** The step shown before, to tell what was passed over; undefined: say nothing of it. */
  cameFrom: string | null | undefined;
};

/** The live status of the product at hand; unknown where nothing is known. */
export function statusOf(context: Context): LiveStatus {
  return (context.article && context.moment.status[context.article]) || { kind: "unknown" };
}

/** The step at hand as it must be shown. Only asked for where an article, a device and a step are known. */
export function currentView(context: Context): StepView {
  const article = context.guides.article(context.article);
  if (!article || !context.device || !context.step) throw new Error("a step is shown although article, device or step is missing");
  return viewOf(article, context.device, context.step, context.cameFrom);
}

/** The place in the guide, or null where there is none yet. */
export function placeView(context: Context): StepView | null {
  const article = context.guides.article(context.article);
  if (!article || !context.device) return null;
  const step = context.step ?? nextStep(article, context.device, context.tried)?.id;
  return step === undefined ? null : viewOf(article, context.device, step, undefined);
}

/** "You were at step 4 of 10": only asked for where there is a place. */
export function placeOffer(context: Context): Say {
  const view = placeView(context);
  if (!view) throw new Error("a place is offered although there is none");
  return { kind: "place-offer", view };
}

/** Why a person is asked for now: what was offered last, or that nothing is left to try, or just so. */
export function reasonForPerson(context: Context): CaseReason {
  if (context.personOffered) return context.personOffered;
  const article = context.guides.article(context.article);
  const nothingLeft = article && context.device && context.step === null && !nextStep(article, context.device, context.tried);
  return nothingLeft ? "all-tried" : "asked";
}

/** An address is asked for once a case, and only where the person cannot be reached otherwise and nobody is there now. */
export function asksAddress({ moment, addressAsked }: Context): boolean {
  return !moment.reachable && !addressAsked && moment.desk.state !== "staffed";
}

/** A case that ended less than a day ago is opened again rather than a new one. */
export function endedToday({ lastCase, moment }: Context): boolean {
  return lastCase !== null && moment.now - lastCase.endedAt < reopensForMs;
}

/** The agent who had that case, where they are online now. */
export function agentThere(context: Context): string | null {
  const { lastCase, moment } = context;
  const online = moment.desk.state === "staffed" ? (moment.desk.online ?? []) : [];
  return endedToday(context) && lastCase?.agent && online.includes(lastCase.agent) ? lastCase.agent : null;
}
