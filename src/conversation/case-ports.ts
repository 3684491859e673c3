import type { CaseReason, TriedStep } from "../../dialogs/effects.ts";
import type { LiveStatus, SystemEvent } from "../../dialogs/events.ts";
import type { Device } from "../../knowledge/article.ts";
import type { AgentRole } from "../config/agent-settings.ts";
import type { ReportFact } from "./report-facts.ts";

/**
 * The port between the desk and the store. Times are milliseconds since 1970. `changed` is the desk's sequence: it
 * grows with every change of any case, in the order in which the changes can be read, so that whoever has read up to a
 * number has missed nothing.
 */
export type CaseStore = {
  /** Cases with this status, longest waiting first; at most `limit` of those after `after`. */
  list(status: Exclude<CaseStatus, "closed">, limit: number, after?: OpenPlace): Promise<readonly StoredCase[]>;
  /** How many cases there are, by status. */
  counts(): Promise<Readonly<Record<CaseStatus, number>>>;
  /** Closed cases, latest first; at most `limit` of those after `after`. */
  closed(limit: number, after?: ClosedPlace): Promise<readonly StoredCase[]>;
  get(number: string): Promise<StoredCase | null>;
  /** The conversation's newest case. */
  ofConversation(conversation: string): Promise<StoredCase | null>;
  /** Cases that the filter lets through, latest change first; of those changed before `before`. */
  search(filter: CaseFilter, limit: number, before?: number): Promise<readonly StoredCase[]>;
  /** How many cases the filter lets through. */
  countFound(filter: CaseFilter): Promise<number>;
  /** The person's other cases, latest first, and their other conversations that never became one. */
  ofPerson(conversation: string, limit: number): Promise<PersonHistory>;
  /** Cases changed after `changed`, in the order of their latest change. */
  changedAfter(changed: number, limit: number): Promise<readonly StoredCase[]>;
  /** The newest `changed` there is. */
  newest(): Promise<number>;
  /** What was done with a case, in order: all of it, or the newest `limit` entries. */
  history(number: string, limit?: number): Promise<readonly CaseLogEntry[]>;
  /** Cases that have waited since before `since`, and whose person has not been notified of that. */
  overdue(since: number, limit: number): Promise<readonly StoredCase[]>;
  /**
   * Writes the change, its entry and the system event of the conversation, all or nothing. `moved-on`: the case is
   * no longer as `from` says; read it again. `done-before`: this id was written already, nothing was written now.
   */
  change(change: CaseChange): Promise<"stored" | "moved-on" | "done-before">;
  /** Calls `wake` whenever cases may have changed, on whichever node; returns the function that unsubscribes. */
  subscribe(wake: () => void): () => void;
};

/**
 * Which cases are looked for; what is missing lets all through. `words`: in the number, subject, person, owner or
 * transcript; times are of the opening, `openedBefore` not included.
 */
export type CaseFilter = {
  words?: string;
  status?: CaseStatus;
  assignee?: string;
  reason?: CaseReason;
  article?: string;
  rating?: number;
  openedFrom?: number;
  openedBefore?: number;
};

/** What the desk knows of a person apart from the open case. */
export type PersonHistory = { cases: readonly StoredCase[]; talks: readonly Talk[] };

/** A conversation of a person that never became a case. */
export type Talk = { conversation: string; channel: string; startedAt: number; lastAt: number; lines: number };

/** The place of a case among those of an open status. */
export type OpenPlace = { waitingSince: number; number: string };

/** The place of a case among the closed ones. */
export type ClosedPlace = { closedAt: number; number: string };

/**
 * Where a case stands among those that wait. `ahead`: how many wait longer. `usualSeconds`: how long cases waited lately;
 * null where nothing is usual, or nobody is there. `staffed`: whether an agent can be expected to answer soon.
 */
export type QueuePlace = { case: string; ahead: number; usualSeconds: number | null; staffed: boolean };

/** Where a case stands in its life. */
export type CaseStatus = "waiting" | "active" | "closed";

/** Why a case ended: a closed list. All but the last two are an agent's choice. */
export const endReasons = ["resolved", "unsolved", "no-answer", "duplicate", "returned", "withdrawn"] as const;
export type EndReason = (typeof endReasons)[number];

/** A request for a person, as the desk reads it. */
export type StoredCase = CaseState & {
  number: string;
  conversation: string;
  channel: string;
  userName: string;
  /** The web page that the person wrote from last; null where that is not known. */
  page: string | null;
  /** BCP 47, the person's. */
  language: string;
  /** An e-mail address that the person left. */
  contact: string | null;
  reason: CaseReason;
  subject: string;
  article: string | null;
  device: Device | null;
  tried: readonly TriedStep[];
  /** When the case was opened. */
  liveStatus: LiveStatus;
  openedAt: number;
  rating: { score: number; word: string } | null;
  /** What the person or an agent said last; null: nothing. */
  lastLine?: { from: "user" | "agent"; text: string; at: number } | null;
  /** Since when the person waits for an answer; null: they don't. */
  unansweredSince?: number | null;
  changed: number;
};

/** What changes in the life of a case at the desk. */
export type CaseState = {
  status: CaseStatus;
  assignee: string | null;
  waitingSince: number;
  closedAt: number | null;
  /** Null while open. */
  ended: EndReason | null;
  resolution: string | null;
  /** How often it was opened again. */
  reopened: number;
  /** When the person was notified that nobody took it: once a case. */
  remindedAt: number | null;
};

/** What can be done with a case, by anybody. */
export type CaseEventType =
  | "opened"
  | "claimed"
  | "said"
  | "note"
  | "transferred"
  | "released"
  | "returned"
  | "closed"
  | "reopened"
  | "withdrawn"
  | "unclaimed"
  | "rated"
  | "contact"
  /** An agent of another system sent files, which did not reach the person. */
  | "wordless"
  /** An agent of another system deleted a message there that the person has read. */
  | "still-read"
  /** Words were taken out for good. */
  | "redacted"
  /** They were put back, within minutes. */
  | "restored"
  /** A call to another system became a dead letter; `who` is its name. */
  | "unreached"
  /** The case may have been created twice in another system; `who` is its name. */
  | "repeated"
  /** The person changed or deleted an earlier message of theirs. */
  | "edited"
  | "deleted"
  /** Words did not reach the person; `text` says why. */
  | "undelivered"
  /** An agent had dead letters sent again. */
  | "retried"
  /** All dead letters were delivered to another system in the end; `who` is its name. */
  | "caught-up";

/**
 * One event of a case. `who`, the actor: an agent's name, `user` or `assistant`; `text`: a note, or what the command
 * carried.
 */
export type CaseLogEntry = { id: string; at: number; who: string; what: CaseEventType; text: string };

/** The id of the system event for an entry, and of the line that an agent says by it. */
export function messageIdOfEntry(id: string): string {
  return `case-${id}`;
}

/** One change of a case, asked for by an agent or the clock. */
export type CaseChange = {
  number: string;
  conversation: string;
  from: Pick<CaseState, "status" | "assignee" | "closedAt">;
  to: CaseState;
  /** Its id makes the change happen once, also when it is asked for again. */
  entry: CaseLogEntry;
  /** What the conversation is notified of; null: nothing. */
  systemEvent: SystemEvent | null;
  /** What is passed to other systems. */
  calls?: readonly ConnectorCall[];
  /** The person's line that the entry is about. */
  line?: string;
  /** What it adds to the reports. */
  report?: readonly ReportFact[];
};

/**
 * What is passed to other systems about a case. Each call is stored with the turn or the change that caused it, and is
 * delivered in a queue of its own for each system and case, so that it never delays what the person is to read.
 */
export type ConnectorCall = { connector: string; number: string; call: CaseCall };

/** `id` is the idempotency key. */
export type CaseCall =
  /** The case is open, for the first time or again. `nobody`: there was nobody at the desk when the person asked. */
  | { kind: "open"; id: string; nobody: boolean }
  | { kind: "user-message"; id: string; text: string }
  /** Something was done with the case elsewhere; `who` and `text` as in `CaseEntry`, `line` as in `CaseChange`. */
  | { kind: "note"; id: string; what: CaseEventType; who: string; text: string; line?: string }
  | { kind: "close"; id: string; how: EndReason }
  /** Nothing new: dead letters are to be sent again. */
  | { kind: "again"; id: string };

/**
 * Puts `instead` wherever `words` stand in a conversation and its cases; resolves with in how many places. Under the id of
 * `undo` that can be undone for a while.
 */
export type Redact = (
  conversation: string,
  words: string,
  instead: string,
  undo?: { id: string; at: number },
) => Promise<number>;

/** Puts the newest redaction of a conversation back, if it has this id and was not made before `since`. */
export type UndoRedaction = (place: { id: string; conversation: string; since: number }) => Promise<boolean>;

/** In how many places words stand in a conversation and its cases, by what holds them. */
export type CountWords = (conversation: string, words: string) => Promise<Readonly<Record<string, number>>>;

/** The status that an agent chose, when they were last active, and when they ended all their sessions (0: never). */
export type AgentRow = {
  name: string;
  chosen: "online" | "away" | "offline";
  seenAt: number;
  signedOutAt: number;
  /** When an agent who is away means to be back. */
  awayUntil?: number;
  /** Of an agent who signed in at a provider, and so stands in no setting. */
  profile?: { name: string; role: AgentRole };
};

/** Who is at the desk, shared by all nodes. */
export type AgentStore = {
  list(): Promise<readonly AgentRow[]>;
  /**
   * Keeps what is new; `chosen`, and until when, stay as they are where none is given (`online` for a new name).
   */
  recordSeen(name: string, at: number, chosen?: AgentRow["chosen"], awayUntil?: number | null): Promise<void>;
  /** Keeps an agent of a provider; false if the login is that of another `subject`. */
  admit(agent: { login: string; name: string; role: AgentRole; subject: string }, at: number): Promise<boolean>;
  /** Sessions that began up to now are over. */
  signOut(name: string, at: number): Promise<void>;
  /** Forgets when agents were at the desk, as far as it was over by then. */
  forgetPresence(before: number): Promise<void>;
  subscribe(wake: () => void): () => void;
};

/** Typing indicators, passed to all nodes and stored nowhere. */
export type Typing = {
  tell(by: "user" | "agent", conversation: string): void;
  subscribe(by: "user" | "agent", conversation: string, listener: () => void): () => void;
};
