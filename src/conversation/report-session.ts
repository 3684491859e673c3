import type { Effect } from "../../dialogs/effects.ts";
import type { DialogEvent, LiveStatus } from "../../dialogs/events.ts";
import { type ConversationState, type ReportSession, sessionMs } from "../../dialogs/stored-state.ts";
import type { ConversationReference, InboundMessage, TurnRecord } from "./ports.ts";
import { bucketOf, countDesk, factOf, type ReportFact, type ReportFactKind, returnFacts } from "./report-facts.ts";

/**
 * What a turn adds to the reports. A conversation counts once a session: messages that follow each other within half an
 * hour. What a session was counted as stands in the conversation's state, so that a later turn can take it back, and is
 * stored in the same write.
 */

/** A turn as the reports see it. `before` and `after` as the statechart had and left them. */
export type CountedTurn = {
  before: ConversationState;
  after: ConversationState;
  input: InboundMessage["input"];
  events: readonly DialogEvent[];
  effects: readonly Effect[];
  reference: Pick<ConversationReference, "channel" | "locale">;
  status: Readonly<Record<string, LiveStatus>>;
  now: number;
  dayOf: (at: number) => string;
};

export type Counted = { session: ReportSession | null; facts: readonly ReportFact[] };

/** The session after this turn, and what is to be counted. Pure. */
export function countTurn(turn: CountedTurn): Counted {
  const { before, now, effects } = turn;
  const prior = before.session;
  const runs = prior !== null && now - prior.lastAt <= sessionMs;
  const speaks = isOfPerson(turn);
  const cases = caseFacts(turn);
  if (prior === null && !speaks) return { session: null, facts: cases };
  const begins = speaks && !runs;
  const session = begins || prior === null ? begun(turn) : { ...prior };
  const counted = begins ? null : prior;
  if (effects.some(({ type }) => type === "eraseEverything")) return erasedTurn(turn, prior, erased(session, now));
  const { desk, facts: deskFacts } = countDesk(turn, session.desk);
  session.desk = desk;
  const facts: ReportFact[] = [...deskFacts];
  if (begins) facts.push(...returnFacts(turn, prior), ...stepAtHand(turn, session));
  if (speaks) facts.push(...questionFacts(turn), ...stepFacts(turn, session));
  if (speaks || (runs && isOfAgent(turn))) session.lastAt = now;
  updateOutcome(turn, session, speaks);
  return {
    session,
    facts: [...facts, ...leavingFacts(turn, prior, session), ...outcomeFacts(turn, counted, session), ...cases],
  };
}

/** A thumb under an old message begins no conversation. */
function isOfPerson({ input, events }: CountedTurn): boolean {
  return (
    input.kind !== "happened" &&
    !(events.length > 0 && events.every((event) => event.type === "feedback" && event.silent))
  );
}

function isOfAgent({ input }: CountedTurn): boolean {
  return input.kind === "happened" && input.event.type === "case.said";
}

function begun({ before, now, dayOf, reference }: CountedTurn): ReportSession {
  return {
    day: dayOf(now),
    lastAt: now,
    language: languageOf(reference.locale),
    outcome: null,
    article: null,
    device: null,
    hadProblem: false,
    solvedBy: null,
    escalated: false,
    onScreen: null,
    final: false,
    desk: before.session?.desk ?? null,
  };
}

/** The language without its country; a locale comes from outside and may be anything. */
function languageOf(locale: string): string {
  return /^[a-z]{2}(?=-|$)/i.exec(locale)?.[0].toLowerCase() ?? "";
}

/** What is erased is neither counted again nor changed; no article or device stays with the person. */
function erased(session: ReportSession, now: number): ReportSession {
  const outcome = session.outcome ?? "other";
  return { ...session, lastAt: now, outcome, article: null, device: null, onScreen: null, final: true, desk: null };
}

function erasedTurn(turn: CountedTurn, prior: ReportSession | null, session: ReportSession): Counted {
  const begins = prior === null || turn.now - prior.lastAt > sessionMs;
  return {
    session,
    facts: [...outcomeFacts(turn, begins ? null : prior, session), ...leavingFacts(turn, prior, session)],
  };
}

/** A step that waited for its answer since an earlier session is shown in this one as well. */
function stepAtHand(turn: CountedTurn, session: ReportSession): ReportFact[] {
  const { place, article, step, device } = turn.before;
  if ((place !== "step" && place !== "consent") || article === null || step === null) return [];
  session.onScreen = { day: session.day, article, step, device, status: statusOf(turn, article), at: null };
  return [stepFact(turn, "shown", session.onScreen)];
}

type AtStep = { day?: string; article: string; step: string; device: string | null; status: string };

function stepFact(turn: CountedTurn, kind: ReportFactKind, at: AtStep, more: Partial<ReportFact> = {}): ReportFact {
  return factOf({
    day: at.day ?? turn.dayOf(turn.now),
    kind,
    channel: turn.reference.channel,
    article: at.article,
    item: at.step,
    device: at.device ?? "",
    status: at.status,
    ...more,
  });
}

function statusOf({ status }: CountedTurn, article: string): string {
  return status[article]?.kind ?? "unknown";
}

/** Results of steps, and a step that is now on screen. Changes the session's `onScreen`. */
function stepFacts(turn: CountedTurn, session: ReportSession): ReportFact[] {
  const facts: ReportFact[] = [];
  const countStep = (at: AtStep, kind: ReportFactKind): void => {
    facts.push(stepFact(turn, kind, at));
    const { onScreen } = session;
    if (onScreen === null || onScreen.article !== at.article || onScreen.step !== at.step) return;
    if (onScreen.at !== null && kind !== "already")
      facts.push(
        factOf({
          day: turn.dayOf(turn.now),
          kind: "seconds",
          article: at.article,
          item: at.step,
          device: at.device ?? "",
          status: at.status,
          value: bucketOf((turn.now - onScreen.at) / 1000),
        }),
      );
    session.onScreen = null;
  };
  const results = turn.effects.filter((effect) => effect.type === "recordOutcome");
  for (const { article, step, device, status, result } of results) countStep({ article, step, device, status }, result);
  for (const { article, step, device, result } of reported(turn))
    if (!results.some((one) => one.article === article && one.step === step))
      countStep({ article, step, device, status: statusOf(turn, article) }, result);
  facts.push(...shown(turn, session));
  if (turn.after.place === "resolved" && session.onScreen !== null) {
    if (!results.some(({ result }) => result === "fixed")) facts.push(stepFact(turn, "healed", session.onScreen));
    session.onScreen = null;
  }
  return facts;
}

/** Steps that the person said are done, or not possible, without being asked. */
function reported({ before, after }: CountedTurn) {
  const { article, device } = after;
  if (article === null) return [];
  const known = before.article === article ? before.tried : [];
  return after.tried.flatMap(({ step, result }) =>
    (result === "already" || result === "skipped") && !known.some((one) => one.step === step && one.result === result)
      ? [{ article, device, step, result }]
      : [],
  );
}

/** The step on screen, where it was not there before; on another device it moves. */
function shown(turn: CountedTurn, session: ReportSession): ReportFact[] {
  const { place, article, step, device } = turn.after;
  if ((place !== "step" && place !== "consent") || article === null || step === null) return [];
  const old = session.onScreen;
  const same = old !== null && old.article === article && old.step === step;
  if (same && old.device === device) return [];
  const status = same ? old.status : statusOf(turn, article);
  const day = same ? old.day : turn.dayOf(turn.now);
  session.onScreen = { day, article, step, device, status, at: same ? old.at : turn.now };
  return [...(same ? [stepFact(turn, "shown", old, { n: -1 })] : []), stepFact(turn, "shown", session.onScreen)];
}

/**
 * Who leaves at a step says nothing: it counts as left there from the end of the session on, unless something else
 * comes before.
 */
function leavingFacts(turn: CountedTurn, prior: ReportSession | null, next: ReportSession | null): ReportFact[] {
  const left = (session: ReportSession | null, n: number): ReportFact[] =>
    session === null || session.onScreen === null
      ? []
      : [stepFact(turn, "left", session.onScreen, { n, due: session.lastAt + sessionMs })];
  const isOver = prior !== null && turn.now - prior.lastAt > sessionMs;
  const isUnchanged = prior?.lastAt === next?.lastAt && prior?.onScreen === next?.onScreen;
  if (isUnchanged || (isOver && prior.lastAt === next?.lastAt)) return [];
  return [...(isOver ? [] : left(prior, -1)), ...left(next, 1)];
}

/** Questions that were answered, and thumbs. */
function questionFacts(turn: CountedTurn): ReportFact[] {
  const { effects, events, reference, now, dayOf, after } = turn;
  const fact = (kind: ReportFactKind, item: string): ReportFact =>
    factOf({
      day: dayOf(now),
      kind,
      item,
      channel: reference.channel,
      language: languageOf(reference.locale),
      article: after.article ?? "",
    });
  // Said once more is not asked once more.
  const repeats = events.some(({ type }) => type === "repeat");
  return effects.flatMap((effect) => {
    if (effect.type === "noteFeedback") return [fact(effect.good ? "up" : "down", labelOfThumb(effect.about))];
    const label = effect.type === "say" && !repeats ? labelOfAnswer(effect.say) : null;
    return label === null ? [] : [fact("asked", label)];
  });
}

/** Thumbs stand under answers and under the end of a guide. */
function labelOfThumb(about: string): string {
  const [, kind, id] = /^(answer|article):(.+)$/.exec(about) ?? [];
  return kind === "answer" ? `faq:${id}` : `problem:${id ?? about}`;
}

/** The label that the understanding has for the question; an inquiry is a question about the conversation itself. */
function labelOfAnswer(say: Extract<Effect, { type: "say" }>["say"]): string | null {
  switch (say.kind) {
    case "answer":
      return `faq:${say.answer}`;
    case "step-about":
      return `step:${say.step}`;
    case "inquiry":
      return `inquiry:${say.about}`;
    case "term":
      return `term:${say.term}`;
    default:
      return null;
  }
}

/** Places outside of a problem. */
const quiet: readonly ConversationState["place"][] = ["idle", "paused", "resolved"];

/** How the session stands now. */
function updateOutcome(turn: CountedTurn, session: ReportSession, speaks: boolean): void {
  const { before, after, effects, input } = turn;
  if (speaks) {
    const wasIn = !quiet.includes(before.place) || (before.place === "paused" && after.place !== "paused");
    if (wasIn || !quiet.includes(after.place)) session.hadProblem = true;
    if (after.place === "resolved" && before.place !== "resolved" && session.hadProblem) session.solvedBy = "guide";
    else if (!quiet.includes(after.place)) session.solvedBy = null;
  }
  for (const { type } of effects) {
    if (type === "openCase" || type === "reopenCase") Object.assign(session, { escalated: true, solvedBy: null });
    if (type === "withdrawCase") session.escalated = false;
  }
  if (input.kind === "happened" && input.event.type === "case.closed" && input.event.solved === true)
    session.solvedBy = "person";
  if (input.kind === "happened" && input.event.type === "case.reopened")
    Object.assign(session, { escalated: true, solvedBy: null });
  if (session.final) return;
  session.outcome = outcomeOf(session, after);
  session.article = after.article ?? session.article;
  session.device = after.device ?? session.device;
}

function outcomeOf(session: ReportSession, after: ConversationState): NonNullable<ReportSession["outcome"]> {
  if (after.case !== null) return "escalated";
  if (session.solvedBy !== null) return session.solvedBy === "guide" ? "fixedByGuide" : "fixedByPerson";
  if (session.escalated) return "escalated";
  return session.hadProblem ? "leftOpen" : "other";
}

/** Takes back what the session was counted as, and counts what it is now. */
function outcomeFacts({ reference }: CountedTurn, prior: ReportSession | null, session: ReportSession): ReportFact[] {
  const fact = ({ day, outcome, article, device, language }: ReportSession, n: number): ReportFact[] =>
    outcome === null
      ? []
      : [
          factOf({
            day,
            kind: "outcome",
            item: outcome,
            channel: reference.channel,
            language,
            article: article ?? "",
            device: device ?? "",
            n,
          }),
        ];
  if (session.final && prior !== null) return [];
  const same =
    prior?.outcome === session.outcome && prior.article === session.article && prior.device === session.device;
  return same ? [] : [...(prior === null ? [] : fact(prior, -1)), ...fact(session, 1)];
}

function caseFacts({ effects, before, reference, now, dayOf }: CountedTurn): ReportFact[] {
  const day = dayOf(now);
  const { channel } = reference;
  return effects.flatMap((effect) => {
    switch (effect.type) {
      case "openCase":
        return [factOf({ day, kind: "opened", item: effect.reason, channel })];
      case "withdrawCase":
        return [factOf({ day, kind: "closed" })];
      case "reopenCase":
        return [factOf({ day: dayOf(before.lastCase?.endedAt ?? now), kind: "closed", n: -1 })];
      case "rateCase":
        return [factOf({ day, kind: "rated", value: effect.score })];
      default:
        return [];
    }
  });
}

/** The part of a turn's record that is about reports. */
export function reportOf({ facts }: Counted): Pick<TurnRecord, "report"> {
  return facts.length > 0 ? { report: facts } : {};
}
