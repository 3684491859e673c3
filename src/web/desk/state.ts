import type { Agent, CannedReply, Case, Detail, Status } from "./shapes.ts";

/** All that the page knows. */
export type State = {
  me: string;
  role: "lead" | "agent";
  agents: readonly Agent[];
  canned: readonly CannedReply[];
  cases: ReadonlyMap<string, Case>;
  tab: Status;
  /** What is searched for, and what was found; null: the tabs are shown. */
  query: string;
  found: readonly Case[] | null;
  /** How many cases there are; only some of them may be here. */
  totals: Readonly<Record<Status, number>>;
  /** Where the lists and what was found go on; null: nowhere. */
  more: Readonly<Record<Status | "found", string | null>>;
  /** The case at hand. */
  open: string | null;
  detail: Detail | null;
  mode: "reply" | "note";
  /** Cases with words that I have not seen. */
  news: ReadonlySet<string>;
  /** Until when the person of a case counts as typing. */
  typing: ReadonlyMap<string, number>;
  /** Said above all; null: all is well. */
  trouble: string | null;
  /** Channels that take nothing, and since when. */
  failing: readonly { channel: string; since: string }[];
  now: number;
};

/** Keeps the state; whoever listens is told after each change. */
export type Store = {
  get(): State;
  change(patch: Partial<State>): void;
  listen(hear: (state: State, before: State) => void): void;
};

const first: State = {
  me: "",
  role: "agent",
  agents: [],
  canned: [],
  cases: new Map(),
  tab: "waiting",
  query: "",
  found: null,
  totals: { waiting: 0, active: 0, closed: 0 },
  more: { waiting: null, active: null, closed: null, found: null },
  open: null,
  detail: null,
  mode: "reply",
  news: new Set(),
  typing: new Map(),
  trouble: null,
  failing: [],
  now: Date.now(),
};

/** A store with nothing in it yet. */
export function createStore(): Store {
  let state = first;
  const listeners: ((state: State, before: State) => void)[] = [];
  return {
    get: () => state,
    change(patch) {
      const before = state;
      state = { ...state, ...patch };
      for (const hear of listeners) hear(state, before);
    },
    listen: (hear) => void listeners.push(hear),
  };
}

/** The cases of a tab: who waits longest first, of closed ones the latest first. */
export function casesOf({ cases, me }: State, tab: Status): Case[] {
  const all = [...cases.values()].filter(({ status }) => status === tab);
  if (tab === "closed") return all.sort((one, other) => (other.closedAt ?? "").localeCompare(one.closedAt ?? ""));
  const mineFirst = (one: Case, other: Case): number => Number(other.assignee === me) - Number(one.assignee === me);
  return all.sort((one, other) => mineFirst(one, other) || one.waitingSince.localeCompare(other.waitingSince));
}
