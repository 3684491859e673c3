import { currentView, placeView, statusOf } from "./context.ts";
import type { Effect, Place, ReplyIntent } from "./effects.ts";
import type { ExpectedInput, DialogEvent, TurnContext } from "./events.ts";
import type { Guides } from "./guides.ts";
import { shouldReopenCase, isNeutralAfterCase } from "./case-reopening.ts";
import { runTransition, snapshotOf, precomputedState } from "./run-machine.ts";
import type { EmittedAction, Snapshot } from "./run-machine.ts";
import type { ConversationState } from "./stored-state.ts";

/**
 * One message of a person, or one thing that happened: the events in it, in the order to be applied, and the world they
 * meet.
 */
export type TransitionInput = {
  saved: ConversationState;
  events: readonly DialogEvent[];
  turnContext: TurnContext;
  guides: Guides;
};
export type TransitionResult = { saved: ConversationState; effects: readonly Effect[] };

/** Moves the conversation on. Pure: the same arguments give the same result, nothing outside is touched. */
export function transition({ saved, events, turnContext, guides }: TransitionInput): TransitionResult {
  const effects: Effect[] = introduction(saved, events);
  let memory = saved;
  for (const said of events) {
    if (memory.person === "active" && !handledWithAgent.has(said.type)) continue;
    if (said.type === "unclear" && isOfferedForAnger(memory, events)) continue;
    const event: DialogEvent = shouldReopenCase(memory, said, turnContext.now) ? { type: "case.again" } : said;
    const before = snapshotOf(prepare(memory, event), turnContext, guides);
    const { after, actions } = runTransition(before, event);
    for (const action of actions) effects.push(...effectsOf(action, after));
    memory = remember(after);
  }
  return { saved: { ...memory, turn: saved.turn + 1, lastTurnAt: turnContext.now }, effects };
}

/** Anger alone is answered by the offer of a person; asking what was meant as well would take the "yes" for itself. */
function isOfferedForAnger({ personOffered }: ConversationState, events: readonly DialogEvent[]): boolean {
  return personOffered === "frustrated" && events[0]?.type === "upset";
}

/** What the last question lets an answer mean. */
export function expectedInputOf(saved: ConversationState): ExpectedInput {
  const { personOffered, erasureAsked, fixAsked, switchAsked, place, person } = saved;
  if (fixAsked) return "step-result";
  return personOffered || erasureAsked || switchAsked ? "offer-human" : precomputedState(place, person).awaiting;
}

/** The first words to a person who was not greeted: that this is an assistant, and how to reach a person. */
function introduction(saved: ConversationState, events: readonly DialogEvent[]): Effect[] {
  const unasked = events.every(
    (event) =>
      event.type === "conversation.left" ||
      event.type === "person.left" ||
      (event.type === "feedback" && event.silent === true),
  );
  const greeted = saved.turn > 0 || unasked || events.some((event) => event.type === "conversation.opened");
  return greeted ? [] : [{ type: "say", say: { kind: "introduction" } }];
}

/** All that is heard while a person has the conversation: two speakers at once is what people complain about most. */
const handledWithAgent = new Set<DialogEvent["type"]>([
  "for-person",
  "person.left",
  "case.claimed",
  "case.said",
  "case.transferred",
  "case.released",
  "case.returned",
  "case.closed",
  "case.reopened",
]);

/**
 * An understood message ends a run of misses. An offer of a person that was not taken up is over, as another question
 * follows.
 */
function prepare(memory: ConversationState, event: DialogEvent): ConversationState {
  // Anger and another language are no answer, and come before one: what was asked stands until that.
  const isDigression =
    event.type === "upset" || event.type === "note" || (event.type === "language" && event.digression === true);
  const answersOffer = isDigression || ["human", "decline", "yes", "no"].includes(event.type);
  const answersErasure = isDigression || ["privacy.confirm", "privacy.keep"].includes(event.type);
  // "No" names no device.
  const isMissed = event.type === "no" && memory.place === "askingDevice";
  return {
    ...memory,
    misses:
      isMissed || event.type === "unclear" || event.type === "note" || event.type === "language" ? memory.misses : 0,
    fixAsked: isDigression && memory.fixAsked,
    switchAsked: isDigression && memory.switchAsked,
    // The same question again is answered in other words; "what does that mean?" asks about what was said last.
    answeredLast: ["repeat", "language", "inquire", "ask"].includes(event.type) ? memory.answeredLast : null,
    personOffered: answersOffer ? memory.personOffered : null,
    erasureAsked: answersErasure && memory.erasureAsked,
    lastCase: memory.lastCase && {
      ...memory.lastCase,
      awaitsWord: memory.lastCase.awaitsWord && isNeutralAfterCase(event),
    },
  };
}

function remember({ value, context }: Snapshot): ConversationState {
  return { ...context.memory, place: value.guide as Place, person: value.person };
}

function effectsOf(action: EmittedAction, after: Snapshot): Effect[] {
  if (action.type === "reprompt") return [{ type: "say", say: questionAgain(after) }];
  if (action.type === "repromptUnless")
    return (action.params as { digression?: boolean }).digression ? [] : [{ type: "say", say: questionAgain(after) }];
  return effectTypes.has(action.type) ? [{ type: action.type, ...(action.params as object) } as Effect] : [];
}

const effectTypes = new Set<string>([
  "say",
  "recordOutcome",
  "openCase",
  "reopenCase",
  "withdrawCase",
  "agentLine",
  "rateCase",
  "keepContact",
  "watchStatus",
  "noteFeedback",
  "eraseEverything",
] satisfies Effect["type"][]);

/** The question that stands, for after something in between. */
function questionAgain({ value, context }: Snapshot): ReplyIntent {
  const place = value.guide as Place;
  const view = place === "step" || place === "consent" ? currentView(context) : placeView(context);
  const { article, case: open } = context.memory;
  const watchable = statusOf(context).kind === "incident";
  return { kind: "question", question: { place, view, article, case: open, watchable } };
}
