import type { deskEn } from "../../../dialogs/wording/desk-en.ts";

/** What the desk's API says, as far as this page looks into it. */
export type Status = "waiting" | "active" | "closed";
/** The lists to choose from. */
export const views = ["mine", "waiting", "all", "closed"] as const;
export type View = (typeof views)[number];
export type Case = {
  id: string;
  status: Status;
  subject: string;
  reason: keyof typeof deskEn.reasons;
  channel: string;
  platform: string | null;
  articleTitle: string | null;
  platformName: string | null;
  language: string;
  person: string;
  /** Where the person wrote from last, as the browser said. */
  page: string | null;
  contact: string | null;
  stepsTried: readonly { step: string; title: string; result: keyof typeof deskEn.results; at: string }[];
  liveStatus: { kind: keyof typeof deskEn.liveStatuses; title?: string };
  openedAt: string;
  waitingSince: string;
  /** A login; `assigneeName` is for people's eyes. */
  assignee: string | null;
  assigneeName: string | null;
  closedAt: string | null;
  ended: keyof typeof deskEn.ends | null;
  resolution: string | null;
  reopened: number;
  rating: { score: number; word: string } | null;
  /** What the person or an agent said last. */
  lastLine: { from: "user" | "agent"; text: string; at: string } | null;
  /** Since when the person waits for an answer; null: they don't. */
  unansweredSince: string | null;
  changed: number;
};
/** How another desk stands to the case. */
export type Standing = { title: string; known: boolean; waiting: number; givenUp: number };
export type Line = {
  seq: number;
  id: string;
  from: "user" | "assistant" | "agent";
  text: string;
  at: string;
  author?: string;
  attachments?: readonly { id: string; name: string; type: string; size: number; url: string }[];
  /** What the guest did to it afterwards. */
  changed?: "edited" | "deleted";
  /** On lines of the assistant and of agents; `reason`: why it has not arrived. */
  delivery?: keyof typeof deskEn.deliveries;
  reason?: string;
};
export type Entry = {
  id: string;
  at: string;
  who: string;
  whoName: string;
  what: string;
  text: string;
  textName?: string;
};
export type Detail = Case & {
  /** The newest lines, oldest first; `earlier` leads to those before them. */
  transcript: readonly Line[];
  earlier: string | null;
  history: readonly Entry[];
  outside: readonly Standing[];
  suggestedStep: { step: string; title: string; instructions: readonly string[] } | null;
  /** What the error is called, for canned replies; null where none is known. */
  error: { brand: string; code: string; statusPage: string | null; supportPage: string | null } | null;
};
export type PresenceState = keyof typeof deskEn.presence;
export type Agent = { login: string; name: string; state: PresenceState; awayUntil?: string };
export type CannedReply = { id: string; title: string; text: string };
/** A note that names me, which I have not seen. */
export type Mention = { entry: string; case: string; by: string; byName: string; text: string; at: string };
/** What else is known of a case's person. */
export type PersonHistory = {
  cases: readonly Pick<Case, "id" | "subject" | "status" | "openedAt" | "ended" | "rating" | "resolution">[];
  talks: readonly Talk[];
};
/** A conversation that never became a case. */
export type Talk = { id: string; channel: string; startedAt: string; lastAt: string; lines: number };
/** What cases are searched for; empty: anything. Days such as 2026-11-30, both included. */
export const filterNames = ["q", "status", "agent", "reason", "article", "rating", "from", "to"] as const;
export type Filter = Readonly<Record<(typeof filterNames)[number], string>>;
/** A reply that goes out in a moment, unless it is taken back. */
export type HeldReply = { case: string; text: string; file: File | null };
