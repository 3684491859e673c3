import { type AnyActorScope, createActor } from "xstate";

import type { Context } from "./context.ts";
import { places } from "./effects.ts";
import type { Place } from "./effects.ts";
import type { DialogEvent, ExpectedInput, TurnContext } from "./events.ts";
import type { Guides } from "./guides.ts";
import { machine } from "./machine.ts";
import { persons } from "./stored-state.ts";
import type { ConversationState } from "./stored-state.ts";

/** Runs single transitions of the machine without an actor. */

const statesOutsideGuide: readonly Place[] = ["idle", "choosingProblem", "resolved", "paused", "watching"];

/** The machine's snapshot for a stored conversation in the context of this turn. */
export function snapshotOf(saved: ConversationState, turnContext: TurnContext, guides: Guides) {
  const { place, person } = saved;
  const inGuide = !statesOutsideGuide.includes(place);
  const context: Context = {
    memory: saved,
    guides,
    turnContext,
    inGuide,
    ratingAsked: person === "rating",
    intro: { kind: "none" },
    cameFrom: undefined,
  };
  return { ...precomputedState(place, person).snapshot, context };
}

export type Snapshot = ReturnType<typeof snapshotOf>;

type PrecomputedState = { snapshot: ReturnType<typeof machine.resolveState>; awaiting: ExpectedInput };

/** Snapshots by state, without their context. Resolved once, as `resolveState` costs more than a transition. */
const precomputedStates: ReadonlyMap<string, PrecomputedState> = new Map(
  places.flatMap((place) => persons.map((person) => [`${place} ${person}`, precompute(place, person)] as const)),
);

function precompute(place: Place, person: ConversationState["person"]): PrecomputedState {
  const snapshot = machine.resolveState({ value: { guide: place, person }, context: {} as Context });
  const tag = [...snapshot.tags].find((one) => one.startsWith("awaiting:"));
  return { snapshot, awaiting: (tag?.slice("awaiting:".length) ?? "idle") as ExpectedInput };
}

/** The snapshot without context, and the expected input, of a guide state and a person state. */
export function precomputedState(place: Place, person: ConversationState["person"]): PrecomputedState {
  const found = precomputedStates.get(`${place} ${person}`);
  if (!found) throw new Error(`no state ${place} with a person ${person}`);
  return found;
}

/** An actor that is never started. The machine spawns no actors, so all transitions can share one scope. */
const inert = createActor(machine);
const ignore = (): void => {};
const scope = {
  self: inert,
  system: inert.system,
  id: "",
  sessionId: "",
  logger: ignore,
  defer: ignore,
  stopChild: ignore,
  emit: ignore,
};

export type EmittedAction = { type: string; params?: unknown };

/**
 * The same result as XState's documented `transition(machine, snapshot, event)`, without the actor, the two systems and
 * the initial snapshot that it makes for each call: they cost more than the transition itself. XState is pinned exactly
 * for this, and `test/dialogs/run-machine.test.ts` compares both in every reachable state.
 */
export function runTransition(
  before: Snapshot,
  event: DialogEvent,
): { after: Snapshot; actions: readonly EmittedAction[] } {
  const actions: EmittedAction[] = [];
  const actionExecutor: AnyActorScope["actionExecutor"] = (action) => void actions.push(action);
  const after = machine.transition(before, event, { ...scope, actionExecutor } as AnyActorScope);
  return { after, actions };
}
