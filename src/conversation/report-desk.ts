import type { ReportSession } from "../../dialogs/stored-state.ts";
import { bucketOf, factOf, type ReportFact, type ReportFactKind } from "./report-facts.ts";
import type { CountedTurn } from "./report-session.ts";

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
