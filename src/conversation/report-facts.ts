import type { CaseChange, CaseStore } from "./case-ports.ts";
import type { ReportSession } from "../../dialogs/stored-state.ts";
import type { CountedTurn } from "./report-session.ts";

/**
 * What reports count. Nothing in a fact leads to anybody: no id, no words, no time but the day. What changes later is
 * taken back by a fact with a negative `n`.
 */
export type ReportFact = {
  /** In the desk's time zone, such as 2026-11-29. */
  day: string;
  kind: ReportFactKind;
  channel: string;
  /** Of two letters; empty where it does not matter. */
  language: string;
  article: string;
  /** The step, the label of a question, the outcome, or why a case was opened or closed. */
  item: string;
  device: string;
  /** The live status when the step was shown. */
  status: string;
  /** Seconds (`bucketOf`) or a rating; else 0. */
  value: number;
  n: number;
  /** Counts from this time on, in milliseconds since 1970; missing: at once. */
  due?: number;
};

/**
 * `outcome`: a session, by how it ended. `shown` to `left`: a step; `healed`: it played while this
 * step was on screen, and no step is credited. `seconds`: from being shown to being answered.
 * `asked`, `up`, `down`: a question and thumbs on its answer. `opened` to `handled`: a case; `answered`: seconds until an
 * agent's first words, `handled`: seconds that agents had it. `returned`: a session without a person after which the guest
 * wrote again within a day.
 */
export type ReportFactKind =
  | "outcome"
  | "shown"
  | "fixed"
  | "not-fixed"
  | "skipped"
  | "already"
  | "left"
  | "healed"
  | "seconds"
  | "asked"
  | "up"
  | "down"
  | "opened"
  | "closed"
  | "waited"
  | "rated"
  | "answered"
  | "handled"
  | "returned";

/** A fact with what is not given left empty. */
export function factOf(
  given: Pick<ReportFact, "day" | "kind"> & { [Name in keyof ReportFact]?: ReportFact[Name] | undefined },
): ReportFact {
  const { day, kind, channel = "", language = "", article = "", item = "", device = "", status = "", due } = given;
  const { value = 0, n = 1 } = given;
  return {
    day,
    kind,
    channel,
    language,
    article,
    item,
    device,
    status,
    value,
    n,
    ...(due === undefined ? {} : { due }),
  };
}

/**
 * Seconds as daily sums keep them: exact for a minute, then coarser, so that a day has few of them and a median is off
 * by less than ten in a hundred.
 */
export function bucketOf(seconds: number): number {
  const whole = Math.max(0, Math.round(seconds));
  const grain = whole <= 60 ? 1 : whole <= 600 ? 5 : whole <= 3_600 ? 30 : whole <= 86_400 ? 600 : 3_600;
  return Math.round(whole / grain) * grain;
}

/** What a change at the desk adds to the reports. */
function factsOfChange({ from, to, entry }: Omit<CaseChange, "report">, dayOf: (at: number) => string): ReportFact[] {
  const day = dayOf(entry.at);
  const facts: ReportFact[] = [];
  if (from.status === "waiting" && to.status === "active")
    facts.push(factOf({ day, kind: "waited", value: bucketOf((entry.at - to.waitingSince) / 1000) }));
  if (from.status !== "closed" && to.status === "closed") facts.push(factOf({ day, kind: "closed" }));
  if (from.status === "closed" && to.status !== "closed")
    facts.push(factOf({ day: dayOf(from.closedAt ?? entry.at), kind: "closed", n: -1 }));
  return facts;
}

/** The case store, with every change counted for the reports. */
export function withReportFacts(cases: CaseStore, dayOf: (at: number) => string): CaseStore {
  return { ...cases, change: (change) => cases.change({ ...change, report: factsOfChange(change, dayOf) }) };
}

/** What a turn adds to the figures of the desk: how long until an agent's first answer, and how long agents had a case. */

type Desk = ReportSession["desk"];

/** The case after this turn, and what is to be counted. Pure. */
export function countDesk(turn: CountedTurn, before: Desk): { desk: Desk; facts: readonly ReportFact[] } {
  const { input, effects, now } = turn;
  const timed = (kind: ReportFactKind, since: number): ReportFact =>
    factOf({
      day: turn.dayOf(now),
      kind,
      channel: turn.reference.channel,
      value: bucketOf((now - since) / 1000),
    });
  for (const { type } of effects) {
    if (type === "openCase" || type === "reopenCase")
      return { desk: { askedAt: now, claimedAt: null, answered: false }, facts: [] };
    if (type === "withdrawCase") return { desk: null, facts: [] };
  }
  if (input.kind !== "happened") return { desk: before, facts: [] };
  if (input.event.type === "case.reopened")
    return { desk: { askedAt: now, claimedAt: now, answered: true }, facts: [] };
  if (before === null) return { desk: null, facts: [] };
  switch (input.event.type) {
    case "case.claimed":
      return { desk: { ...before, claimedAt: before.claimedAt ?? now }, facts: [] };
    case "case.said":
      return { desk: { ...before, answered: true }, facts: before.answered ? [] : [timed("answered", before.askedAt)] };
    case "case.closed":
    case "case.returned":
      return { desk: null, facts: before.claimedAt === null ? [] : [timed("handled", before.claimedAt)] };
    default:
      return { desk: before, facts: [] };
  }
}

const dayMs = 86_400_000;

/** Who writes again within a day was not done with it: then the session before is not contained. */
export function returnFacts({ reference, now }: CountedTurn, prior: ReportSession | null): ReportFact[] {
  if (prior === null || prior.final || prior.outcome === null || now - prior.lastAt > dayMs) return [];
  if (prior.outcome === "escalated" || prior.outcome === "fixedByPerson") return [];
  const { day, outcome: item, language, article, device } = prior;
  return [
    factOf({
      day,
      kind: "returned",
      item,
      channel: reference.channel,
      language,
      article: article ?? "",
      device: device ?? "",
    }),
  ];
}
