import type { ReportFact } from "./report-facts.ts";

/** A text that was not understood; `closest`: the label that came nearest. */
export type UnclearText = { text: string; closest: string | null; at: number };

/** Why a message is to be reviewed. */
export type ReviewReason = "not-understood" | "low-confidence" | "thumbs-down" | "corrected";

/** What a lead did with a message: put it under a label, looked at it, or wants to see no more of it. */
export const reviewStates = ["used", "seen", "ignored"] as const;
export type ReviewState = (typeof reviewStates)[number];

/** A message to be reviewed. `label`: what it was taken for; `closest`: the label that came nearest, or next. */
export type ReviewText = UnclearText & {
  conversation: string;
  why: ReviewReason;
  label: string | null;
  reviewed: ReviewState | null;
};

/** The port between the review of messages and the store. Times in milliseconds since 1970. */
export type ReviewStore = {
  /** The oldest first. */
  texts(range: { from: number; before: number }): Promise<readonly ReviewText[]>;
  /** For all messages of exactly these texts. */
  mark(texts: readonly string[], state: ReviewState): Promise<void>;
};

/** The port between leads who read talks and the store. Times in milliseconds since 1970. */
export type TalkStore = {
  /** Conversations that began in this time, the newest first. */
  begun(range: {
    from: number;
    before: number;
    limit: number;
  }): Promise<readonly { id: string; channel: string; locale: string; begunAt: number; lastAt: number }[]>;
  /** `isRedacted`: somebody took words out of it. Null: there is no such conversation. */
  find(conversation: string): Promise<{ isRedacted: boolean } | null>;
};

/** An order of an article's steps that a lead approved; null steps: the author's. `by`: a login. */
export type ArticleOrder = { article: string; at: number; by: string; steps: readonly string[] | null };

/** The port between approved orders and the store. */
export type ArticleOrderStore = {
  /** All that were ever approved, the oldest first. */
  history(): Promise<readonly ArticleOrder[]>;
  add(order: ArticleOrder): Promise<void>;
};

/** Which facts are looked at; what is not given is not asked for. */
export type ReportFilter = { channel?: string; article?: string; device?: string; language?: string; status?: string };
export const filterNames = ["channel", "article", "device", "language", "status"] as const;

/** Whether a fact passes. What a fact does not know of is no reason to leave it out: only steps have a live status. */
export function passes(fact: ReportFact, filter: ReportFilter): boolean {
  return filterNames.every((name) => {
    const wanted = filter[name];
    return (
      wanted === undefined ||
      fact[name] === wanted ||
      (fact[name] === "" && (fact.kind !== "outcome" || name === "status"))
    );
  });
}

/** When the status feed of an article reported an incident. Intervals of one article lie apart; those of several may overlap. */
export type Incident = { article: string; since: number; until: number };

/** The port between the status feed, reports and the store. Times in milliseconds since 1970. */
export type IncidentStore = {
  /** The feed reports an incident for these articles now. */
  reported(articles: readonly string[], at: number): Promise<void>;
  /** Those that touch this time, the oldest first. */
  incidents(range: { from: number; before: number }): Promise<readonly Incident[]>;
};

/**
 * `agent`: a login; `presentMs`: how long they were online. `words`: the newest first. `waiting`: cases in the queue now,
 * `waitingSince`: the longest of them.
 */
export type DeskFigures = {
  agents: readonly { agent: string; active: number; closed: number; presentMs: number }[];
  waiting: number;
  waitingSince: number | null;
  words: readonly { score: number; word: string }[];
};

/** The port between reports and the store. Days such as 2026-11-29, both ends included; times in milliseconds since 1970. */
export type ReportStore = {
  /**
   * Facts and sums of facts, as far as they count by now and pass the filter. Sums outlive what they count. They are
   * added up as far as no figure needs them apart: only outcomes have their day, and results of steps and questions lose
   * their channel and language.
   */
  facts(range: { from: string; to: string; now: number; filter?: ReportFilter }): Promise<readonly ReportFact[]>;
  /** The values that each filter can take in these days. */
  choices(range: { from: string; to: string }): Promise<Record<keyof ReportFilter, string[]>>;
  /** What people wrote and was not understood, as far as it is still stored. */
  unclear(range: { from: number; before: number }): Promise<readonly UnclearText[]>;
  /** What is known of cases as long as they are stored: ratings with words, and how many cases each agent has and closed. */
  desk(range: { from: number; before: number }): Promise<DeskFigures>;
  /** Adds what turns counted before this time to the daily sums; resolves with how many turns. */
  addUp(before: number): Promise<number>;
};
