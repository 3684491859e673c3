import { sessionOutcomes } from "../../../dialogs/stored-state.ts";
import type { ReportFact, ReportFactKind } from "../../conversation/report-facts.ts";
import type { Incident, ReportFilter, UnclearText } from "../../conversation/report-ports.ts";
import { createDistribution, type Distribution } from "./distribution.ts";

/** What a support lead sees of a span of days, made of facts and sums of them. */
export type Report = {
  conversations: { total: number; byChannel: Record<string, number>; perDay: { day: string; count: number }[] };
  outcomes: Outcomes;
  steps: StepFigures[];
  questions: { label: string; count: number; up: number; down: number }[];
  unclear: { text: string; count: number; closest: string | null }[];
  cases: CaseFigures;
  /** Without a person, and without another message within a day. */
  contained: number;
  /** The steps once more, of each device and of each live status. */
  stepsBy: Record<(typeof comparisons)[number], Record<string, StepFigures[]>>;
  /** How the sessions of each day ended; `incidents`: the parts of the day, from 0 to 1, in which the feed reported one. */
  trend: ({ day: string; incident: boolean; incidents: { from: number; to: number }[] } & Outcomes)[];
  /** Thumbs on whole guides. */
  guides: { article: string; up: number; down: number }[];
  /** The values that each filter can take in these days. */
  choices: Record<keyof ReportFilter, string[]>;
};
/** What the steps are compared by, in addition to the filters. */
const comparisons = ["device", "status"] as const;
export type Outcomes = Record<(typeof sessionOutcomes)[number], number>;
export type StepFigures = {
  article: string;
  step: string;
  shown: number;
  fixed: number;
  notFixed: number;
  skipped: number;
  already: number;
  left: number;
  /** It played while a step was on screen that only looks at something: no step is credited. */
  healed: number;
  medianSeconds: number | null;
};
export type CaseFigures = {
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
  byReason: { reason: string; count: number }[];
};

/** Most texts that were not understood in one report, the most frequent first. */
const mostTexts = 500;

/** `order`: the steps of the articles, in their order; `days` with the time at which each begins and ends. */
export function createReport(found: {
  days: readonly { day: string; from: number; before: number }[];
  incidents: readonly Incident[];
  facts: readonly ReportFact[];
  unclear: readonly UnclearText[];
  choices: Report["choices"];
  order: readonly { article: string; step: string }[];
}): Report {
  const { facts, order, days } = found;
  const ended = facts.filter(({ kind }) => kind === "outcome");
  const byDay = Map.groupBy(ended, ({ day }) => day);
  return {
    conversations: {
      total: sumOf(ended),
      byChannel: Object.fromEntries(countsBy(ended, ({ channel }) => channel)),
      perDay: days.map(({ day }) => ({ day, count: sumOf(byDay.get(day) ?? []) })),
    },
    outcomes: outcomesOf(ended),
    contained: containedOf(facts),
    steps: stepsOf(facts, order),
    stepsBy: { device: stepsByValue(facts, order, "device"), status: stepsByValue(facts, order, "status") },
    questions: questionsOf(facts),
    unclear: groupTexts(found.unclear),
    cases: casesOf(facts),
    trend: days.map((one) => {
      const incidents = partsOf(one, found.incidents);
      return { day: one.day, incident: incidents.length > 0, incidents, ...outcomesOf(byDay.get(one.day) ?? []) };
    }),
    guides: guidesOf(facts),
    choices: found.choices,
  };
}

/** The parts of a day that incidents take up, those that overlap as one. */
function partsOf(
  { from, before }: { from: number; before: number },
  incidents: readonly Incident[],
): { from: number; to: number }[] {
  const parts: { from: number; to: number }[] = [];
  for (const { since, until } of incidents) {
    if (until < from || since >= before) continue;
    const part = {
      from: Math.max(0, (since - from) / (before - from)),
      to: Math.min(1, (until - from) / (before - from)),
    };
    const last = parts.at(-1);
    if (last && part.from <= last.to) last.to = Math.max(last.to, part.to);
    else parts.push(part);
  }
  return parts;
}

function sumOf(facts: readonly ReportFact[]): number {
  return facts.reduce((sum, { n }) => sum + n, 0);
}

/** Sums by a name, the largest first; what came to nothing is left out. */
function countsBy(facts: readonly ReportFact[], nameOf: (fact: ReportFact) => string): [string, number][] {
  const sums = new Map<string, number>();
  for (const fact of facts) sums.set(nameOf(fact), (sums.get(nameOf(fact)) ?? 0) + fact.n);
  return [...sums]
    .filter(([, count]) => count > 0)
    .toSorted(([a, first], [b, second]) => second - first || (a < b ? -1 : 1));
}

function outcomesOf(ended: readonly ReportFact[]): Outcomes {
  const outcomes = Object.fromEntries(sessionOutcomes.map((name) => [name, 0])) as Outcomes;
  for (const { item, n } of ended) if (item in outcomes) outcomes[item as keyof Outcomes] += n;
  return outcomes;
}

function containedOf(facts: readonly ReportFact[]): number {
  const withoutPerson = facts.filter(
    ({ kind, item }) => kind === "outcome" && item !== "escalated" && item !== "fixedByPerson",
  );
  return sumOf(withoutPerson) - sumOf(facts.filter(({ kind }) => kind === "returned"));
}

const figureNames: Partial<Record<ReportFactKind, Exclude<keyof StepFigures, "article" | "step" | "medianSeconds">>> = {
  shown: "shown",
  fixed: "fixed",
  "not-fixed": "notFixed",
  skipped: "skipped",
  already: "already",
  left: "left",
  healed: "healed",
};

/** Steps that anything is known of, in the order of their articles; steps that are gone from these come last. */
function stepsOf(facts: readonly ReportFact[], order: readonly { article: string; step: string }[]): StepFigures[] {
  const found = new Map<string, StepFigures & { seconds: Distribution }>();
  for (const { kind, article, item, value, n } of facts) {
    const figure = figureNames[kind];
    if (figure === undefined && kind !== "seconds") continue;
    const key = JSON.stringify([article, item]);
    const none = { shown: 0, fixed: 0, notFixed: 0, skipped: 0, already: 0, left: 0, healed: 0, medianSeconds: null };
    const figures = found.get(key) ?? { article, step: item, ...none, seconds: createDistribution() };
    found.set(key, figures);
    if (figure === undefined) figures.seconds.add(value, n);
    else figures[figure] += n;
  }
  const placeOf = ({ article, step }: StepFigures): number => {
    const place = order.findIndex((one) => one.article === article && one.step === step);
    return place === -1 ? order.length : place;
  };
  return [...found.values()]
    .map(({ seconds, ...figures }) => ({ ...figures, medianSeconds: seconds.median() }))
    .filter(({ article: _article, step: _step, medianSeconds: _median, ...counts }) =>
      Object.values(counts).some((count) => count > 0),
    )
    .toSorted((a, b) => placeOf(a) - placeOf(b));
}

function stepsByValue(
  facts: readonly ReportFact[],
  order: readonly { article: string; step: string }[],
  name: (typeof comparisons)[number],
): Record<string, StepFigures[]> {
  const known = facts.filter((fact) => fact[name] !== "");
  const groups = [...Map.groupBy(known, (fact) => fact[name])].map(
    ([value, some]) => [value, stepsOf(some, order)] as const,
  );
  return Object.fromEntries(groups.filter(([, steps]) => steps.length > 0).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

function questionsOf(facts: readonly ReportFact[]): Report["questions"] {
  const thumbs = (label: string, kind: "up" | "down"): number =>
    sumOf(facts.filter((fact) => fact.kind === kind && fact.item === label));
  const asked = facts.filter(({ kind, item }) => kind === "asked" || (isThumb(kind) && !item.startsWith("problem:")));
  const labels = new Set(asked.map(({ item }) => item));
  return [...labels]
    .map((label) => ({
      label,
      count: sumOf(asked.filter(({ kind, item }) => kind === "asked" && item === label)),
      up: thumbs(label, "up"),
      down: thumbs(label, "down"),
    }))
    .toSorted((a, b) => b.count - a.count || (a.label < b.label ? -1 : 1));
}

const isThumb = (kind: ReportFactKind): boolean => kind === "up" || kind === "down";

function guidesOf(facts: readonly ReportFact[]): Report["guides"] {
  const thumbs = facts.filter(({ kind, item }) => isThumb(kind) && item.startsWith("problem:"));
  return [...new Set(thumbs.map(({ item }) => item))].toSorted().map((item) => ({
    article: item.slice("problem:".length),
    up: sumOf(thumbs.filter((fact) => fact.kind === "up" && fact.item === item)),
    down: sumOf(thumbs.filter((fact) => fact.kind === "down" && fact.item === item)),
  }));
}

/** The same text in other letters is the same text; shown as it was written last. */
function groupTexts(texts: readonly UnclearText[]): Report["unclear"] {
  const groups = new Map<string, Report["unclear"][number]>();
  for (const { text, closest } of texts) {
    const key = text.normalize("NFKC").trim().replaceAll(/\s+/g, " ").toLowerCase();
    groups.set(key, { text, count: (groups.get(key)?.count ?? 0) + 1, closest });
  }
  return [...groups.values()].toSorted((a, b) => b.count - a.count || (a.text < b.text ? -1 : 1)).slice(0, mostTexts);
}

function casesOf(facts: readonly ReportFact[]): CaseFigures {
  const [waited, rated, answered, handled] = (["waited", "rated", "answered", "handled"] as const).map((wanted) => {
    const found = createDistribution();
    for (const { kind, value, n } of facts) if (kind === wanted) found.add(value, n);
    return found;
  }) as [Distribution, Distribution, Distribution, Distribution];
  const opened = facts.filter(({ kind }) => kind === "opened");
  return {
    opened: sumOf(opened),
    closed: Math.max(0, sumOf(facts.filter(({ kind }) => kind === "closed"))),
    waitingP50Seconds: waited.median(),
    waitingP90Seconds: waited.percentile(0.9),
    ratingMean: rated.mean(),
    ratings: rated.count(),
    firstAnswerP50Seconds: answered.median(),
    firstAnswerP90Seconds: answered.percentile(0.9),
    handlingP50Seconds: handled.median(),
    handlingP90Seconds: handled.percentile(0.9),
    byReason: countsBy(opened, ({ item }) => item).map(([reason, count]) => ({ reason, count })),
  };
}
