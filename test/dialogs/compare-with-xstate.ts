import { transition } from "xstate";

import type { DialogEvent, TurnContext } from "../../dialogs/events.ts";
import { machine } from "../../dialogs/machine.ts";
import { runTransition, snapshotOf } from "../../dialogs/run-machine.ts";
import type { Snapshot } from "../../dialogs/run-machine.ts";
import { small } from "./talk.ts";
import type { Talk } from "./talk.ts";
import type { Stride } from "./walk.ts";

function environmentOf({ saved }: Talk): TurnContext {
  return {
    now: saved.lastTurnAt + 60_000,
    status: {},
    waitingForPerson: 1,
    newCaseNumber: "C-1",
    desk: { state: "staffed" },
    reachable: true,
  };
}

/** State value, context and actions; without the articles, which never change. */
function resultOf({ value, context }: Snapshot, actions: readonly { type: string; params?: unknown }[]): string {
  const emitted = actions.map(({ type, params }) => ({ type, params }));
  return JSON.stringify({ value, context: { ...context, guides: null }, emitted });
}

/** What guards and actions can tell apart in a state; the number of steps that are left is not among it. */
function distinguished({ from, event }: Call): string {
  const { place, person, device, step, incidentSeen, personOffered, tried } = from.saved;
  return JSON.stringify([place, person, device, step, incidentSeen, personOffered, tried.length === 3, event]);
}

export type Call = { from: Talk; event: DialogEvent };

/** Every event in every reachable state, each pair once; `case.again` comes from the desk and is not among the strides. */
export function everyCall(strides: readonly Stride[]): Call[] {
  const calls = strides.map(({ from, happening }) => ({ from, event: happening.event }));
  const again = strides.map(({ from }) => ({ from, event: { type: "case.again" } as DialogEvent }));
  return [...new Map([...calls, ...again].map((call) => [distinguished(call), call])).values()];
}

/** Calls whose result differs from that of XState's own transition function, or that change the snapshot given. */
export function differentFromXState(calls: readonly Call[]): Call[] {
  return calls.filter(({ from, event }) => {
    const before = snapshotOf(from.saved, environmentOf(from), small);
    const given = resultOf(before, []);
    const { after, actions } = runTransition(before, event);
    const [expected, expectedActions] = transition(machine, before, event);
    return resultOf(after, actions) !== resultOf(expected, expectedActions) || resultOf(before, []) !== given;
  });
}
