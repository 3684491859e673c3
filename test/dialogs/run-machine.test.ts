import { expect, test } from "vitest";
import { transition } from "xstate";

import type { DialogEvent, TurnContext } from "../../dialogs/events.ts";
import { machine } from "../../dialogs/machine.ts";
import { runTransition, snapshotOf } from "../../dialogs/run-machine.ts";
import type { Snapshot } from "../../dialogs/run-machine.ts";
import { small } from "./talk.ts";
import type { Talk } from "./talk.ts";
import { everyStride } from "./walk.ts";

function environmentOf({ saved }: Talk): TurnContext {
  return {
    now: saved.lastTurnAt + 60_000,
    status: {},
    waitingForPerson: 1,
    freshCaseNumber: "C-1",
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

type Call = { from: Talk; event: DialogEvent };

/** Every event in every reachable state, each pair once. */
function everyCall(): Call[] {
  const strides = everyStride();
  const calls = strides.map(({ from, happening }) => ({ from, event: happening.event }));
  const again = strides.map(({ from }) => ({ from, event: { type: "case.again" } as DialogEvent }));
  return [...new Map([...calls, ...again].map((call) => [distinguished(call), call])).values()];
}

test("every event in every reachable state has the result of XState's own transition function", () => {
  const calls = everyCall();
  const different = calls.filter(({ from, event }) => {
    const before = snapshotOf(from.saved, environmentOf(from), small);
    const given = resultOf(before, []);
    const { after, actions } = runTransition(before, event);
    const [expected, expectedActions] = transition(machine, before, event);
    return resultOf(after, actions) !== resultOf(expected, expectedActions) || resultOf(before, []) !== given;
  });
  expect(new Set(calls.map(({ from }) => `${from.saved.place} ${from.saved.person}`)).size).toBe(44);
  expect(different.slice(0, 10).map(({ from, event }) => [from.saved.place, from.saved.person, event])).toEqual([]);
}, 300_000);
