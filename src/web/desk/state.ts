import type {
  Agent,
  CannedReply,
  Case,
  Detail,
  Filter,
  HeldReply,
  Mention,
  PersonHistory,
  Status,
  View,
} from "./shapes.ts";

/** All that the page knows. */
export type State = {
  me: string;
  role: "lead" | "agent";
  agents: readonly Agent[];
  canned: readonly CannedReply[];
  /** Titles of the guides, by id. */
  articles: readonly { id: string; title: string }[];
  /** The desk's own aim for an answer. */
  answerWithinMs: number;
  cases: ReadonlyMap<string, Case>;
  /** These cases by view, in order: made anew whenever they change. */
  lists: Readonly<Record<View, readonly Case[]>>;
  tab: View;
  /** What is searched for, and what was found, of how many; null: the tabs are shown. */
  filter: Filter;
  found: { cases: readonly Case[]; total: number } | null;
  /** How many cases there are; only some of them may be here. */
  totals: Readonly<Record<Status, number>>;
  /** Where the lists and what was found go on; null: nowhere. */
  more: Readonly<Record<Status | "found", string | null>>;
  /** The case at hand. */
  open: string | null;
  detail: Detail | null;
  /** What else is known of its person; null: not read yet. */
  person: PersonHistory | null;
  mode: "reply" | "note";
  held: HeldReply | null;
  /** The file that goes with the next reply. */
  file: File | null;
  /** A note is on its way: nothing else is written meanwhile. */
  isAddingNote: boolean;
  mentions: readonly Mention[];
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

/** Lets everything through. */
export const noFilter: Filter = { q: "", status: "", agent: "", reason: "", article: "", rating: "", from: "", to: "" };

const first: State = {
  me: "",
  role: "agent",
  agents: [],
  canned: [],
  articles: [],
  answerWithinMs: Infinity,
  cases: new Map(),
  lists: { mine: [], waiting: [], all: [], closed: [] },
  tab: "waiting",
  filter: noFilter,
  found: null,
  totals: { waiting: 0, active: 0, closed: 0 },
  more: { waiting: null, active: null, closed: null, found: null },
  open: null,
  detail: null,
  person: null,
  mode: "reply",
  held: null,
  file: null,
  isAddingNote: false,
  mentions: [],
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
      if (state.cases !== before.cases || state.me !== before.me) state = { ...state, lists: listsOf(state) };
      for (const hear of listeners) hear(state, before);
    },
    listen: (hear) => void listeners.push(hear),
  };
}

/** Whether more cases can be loaded below what is shown. Of the open ones all are there. */
export function goesOn({ found, tab, more }: State): boolean {
  if (found !== null) return more.found !== null;
  return tab === "closed" && more.closed !== null;
}

/** What the list shows: what was found, or a view. */
export function shownOf({ found, lists, tab }: State): readonly Case[] {
  return found?.cases ?? lists[tab];
}

/** The cases of each view: who waits longest for an answer first, of closed ones the latest first. */
function listsOf({ cases, me }: State): State["lists"] {
  const rank = ({ unansweredSince, assignee }: Case): number =>
    unansweredSince === null ? 2 : assignee === me || assignee === null ? 0 : 1;
  const since = (one: Case): string => one.unansweredSince ?? one.lastLine?.at ?? one.waitingSince;
  const all = [...cases.values()].filter(({ status }) => status !== "closed");
  all.sort((one, other) => rank(one) - rank(other) || inOrder(since(one), since(other)));
  const closed = [...cases.values()].filter(({ status }) => status === "closed");
  closed.sort((one, other) => inOrder(other.closedAt ?? "", one.closedAt ?? ""));
  return {
    all,
    closed,
    mine: all.filter(({ status, assignee }) => status === "active" && assignee === me),
    waiting: all.filter(({ status }) => status === "waiting"),
  };
}

/** Times as ISO 8601 are in order as texts. */
function inOrder(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

/** Milliseconds for which somebody has waited for an answer; null: nobody does. */
export function waitOf({ unansweredSince }: Case, now: number): number | null {
  return unansweredSince === null ? null : now - Date.parse(unansweredSince);
}

/** The view in which a case stands now; the one that is shown, where it stands there too. */
export function viewOf({ status, assignee }: Case, { tab, me }: State): View {
  if (status === "closed") return "closed";
  if (tab === "all") return "all";
  if (status === "waiting") return "waiting";
  return assignee === me ? "mine" : "all";
}
