import type { reportsEn } from "../../../../dialogs/wording/reports-en.ts";

/** What the API says of reports, as far as this page looks into it. */
export type Outcome = keyof typeof reportsEn.outcomes;
export type Outcomes = Readonly<Record<Outcome, number>>;
export type StepFigures = {
  article: string;
  step: string;
  shown: number;
  fixed: number;
  notFixed: number;
  skipped: number;
  already: number;
  left: number;
  healed: number;
  medianSeconds: number | null;
};
export type Report = {
  conversations: { total: number; perDay: readonly { day: string; count: number }[] };
  outcomes: Outcomes;
  steps: readonly StepFigures[];
  stepsBy: Readonly<Record<Exclude<Comparison, "none">, Readonly<Record<string, readonly StepFigures[]>>>>;
  questions: readonly { label: string; count: number; up: number; down: number }[];
  unclear: readonly { text: string; count: number; closest: string | null }[];
  cases: {
    opened: number;
    closed: number;
    waitingP50Seconds: number | null;
    waitingP90Seconds: number | null;
    ratingMean: number | null;
    ratings: number;
    firstAnswerP50Seconds: number | null;
    firstAnswerP90Seconds: number | null;
    handlingP50Seconds: number | null;
    handlingP90Seconds: number | null;
    byReason: readonly { reason: string; count: number }[];
  };
  contained: number;
  trend: readonly ({ day: string; incident: boolean; incidents: readonly { from: number; to: number }[] } & Outcomes)[];
  agents: readonly { agent: string; name: string; active: number; closed: number; presentMs: number }[];
  waiting: number;
  /** In milliseconds since 1970; null where nobody waits. */
  waitingSince: number | null;
  words: readonly { score: number; word: string }[];
  guides: readonly { article: string; up: number; down: number }[];
  choices: Readonly<Record<Filter, readonly string[]>>;
  /** Names of steps and articles by id. */
  titles: Readonly<Record<string, string>>;
};

/** Messages to be reviewed, and the labels that they can be put under. */
export type Review = {
  groups: readonly ReviewGroup[];
  labels: readonly { article: string; label: string }[];
};
export type ReviewGroup = {
  text: string;
  texts: readonly string[];
  count: number;
  why: Partial<Record<"not-understood" | "low-confidence" | "thumbs-down" | "corrected", number>>;
  label: string | null;
  closest: string | null;
  state: "new" | "seen" | "used" | "ignored";
  /** Ids of the conversations that they are from. */
  talks: readonly string[];
};

/** A conversation that can be read. */
export type Talk = { id: string; channel: string; language: string; begunAt: string };
export type TalkLine = { seq: number; from: "user" | "assistant" | "agent"; text: string; at: string };

/** What the steps are compared by. */
export type Comparison = keyof typeof reportsEn.comparisons;

/** The order of an article's steps that the results propose, beside the one in force. */
export type Proposal = {
  article: string;
  title: string;
  isChanged: boolean;
  minutes: { inForce: number; proposed: number };
  order: readonly {
    step: string;
    title: string;
    was: number;
    probability: number | null;
    minutes: number | null;
    people: number | null;
  }[];
  approved: { at: string; by: string; isAuthors: boolean } | null;
};

export const filters = ["channel", "article", "device", "language", "status"] as const;
export type Filter = (typeof filters)[number];

/** What is looked at: days such as 2026-11-29, both included; an empty filter is none. `by`: what the steps are compared by. */
export type Choice = { from: string; to: string; by: Comparison } & Record<Filter, string>;
