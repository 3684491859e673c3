import type { Agent, CannedReply, Case, Detail, View, Status } from "./shapes.ts";

/** All that the page knows. */
export type State = {
  me: string;
  role: "lead" | "agent";
  agents: readonly Agent[];
  canned: readonly CannedReply[];
  cases: ReadonlyMap<string, Case>;
  tab: View;
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

/** Statuses of the cases that a view shows, in the order in which more of them are loaded. */
const statusesOf: Readonly<Record<View, readonly Status[]>> = {
  mine: ["active"],
  waiting: ["waiting"],
  all: ["waiting", "active"],
  closed: ["closed"],
};

/** The status of which more cases can be loaded for the view that is shown; undefined where all are there. */
export const statusToLoad = ({ tab, more }: State): Status | undefined =>
  statusesOf[tab].find((status) => more[status] !== null);

/** The cases of a view: who waits longest for an answer first, of closed ones the latest first. */
export function casesOf(state: State, tab: View): Case[] {
  const { me } = state;
  const isIn: Record<View, (one: Case) => boolean> = {
    mine: ({ status, assignee }) => status === "active" && assignee === me,
    waiting: ({ status }) => status === "waiting",
    all: ({ status }) => status !== "closed",
    closed: ({ status }) => status === "closed",
  };
  const those = [...state.cases.values()].filter(isIn[tab]);
  if (tab === "closed") return those.sort((one, other) => (other.closedAt ?? "").localeCompare(one.closedAt ?? ""));
  const rank = (one: Case): number =>
    waitsFor(one) === "them" ? 2 : one.assignee === me || one.assignee === null ? 0 : 1;
  return those.sort((one, other) => rank(one) - rank(other) || waitingSince(one).localeCompare(waitingSince(other)));
}

/** For whom an open case waits: for the desk, or for what the person answers. */
export function waitsFor({ status, lastLine }: Case): "desk" | "them" {
  return status === "active" && lastLine?.from === "agent" ? "them" : "desk";
}

/** Since when somebody waits for an answer. */
export function waitingSince({ status, waitingSince: since, lastLine }: Case): string {
  return status === "active" && lastLine ? lastLine.at : since;
}

/** The view in which a case stands now; the one that is shown, where it stands there too. */
export function viewOf({ status, assignee }: Case, { tab, me }: State): View {
  if (status === "closed") return "closed";
  if (tab === "all") return "all";
  if (status === "waiting") return "waiting";
  return assignee === me ? "mine" : "all";
}
