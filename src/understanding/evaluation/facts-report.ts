import type { Facts } from "../facts/message-facts.ts";
import type { LabelledLine } from "./labelled.ts";
import type { ScoredLine } from "./score.ts";

/** Facts of one kind as strings that are equal when the facts are; null, false and empty give none. */
const kinds: Readonly<Record<string, (facts: Partial<Facts>) => readonly string[]>> = {
  articles: ({ articles = [] }) => articles,
  devices: ({ devices = [] }) => devices.map(({ device, role }) => `${device} ${role}`),
  steps: ({ steps = [] }) => steps.map(({ step, said }) => `${step} ${said}`),
  outcome: ({ outcome }) => (outcome ? [outcome] : []),
  status: ({ status }) => (status ? [status] : []),
  asks: ({ asks = [] }) => asks,
  person: ({ person }) => (person ? ["person"] : []),
};

type Counts = { right: number; wrong: number; missed: number };

/** Precision, recall and F1 of each kind, their micro average, and of `outcome: fixed`; empty without labelled facts. */
export function factsReport(lines: readonly LabelledLine[], scored: readonly ScoredLine[]): string[] {
  const pairs = lines.flatMap(({ facts }, at) => {
    const found = scored[at]?.facts;
    return facts && found ? [{ expected: facts, found }] : [];
  });
  if (pairs.length === 0) return [];
  const counted = Object.entries(kinds).map(([kind, of]) => ({
    kind,
    counts: sum(pairs.map(({ expected, found }) => countsOf(of(expected), of(found)))),
  }));
  const fixed = (facts: Partial<Facts>): string[] => (facts.outcome === "fixed" ? ["fixed"] : []);
  return [
    ...counted.map(({ kind, counts }) => row(kind, counts)),
    row("micro", sum(counted.map(({ counts }) => counts))),
    row("outcome:fixed", sum(pairs.map(({ expected, found }) => countsOf(fixed(expected), fixed(found))))),
  ];
}

/**
 * The same for each fact by its value, those with the most mistakes first: "steps reinstall tried". Right ones alone are
 * left out.
 */
export function factsByValue(lines: readonly LabelledLine[], scored: readonly ScoredLine[]): string[] {
  const counts = new Map<string, Counts>();
  const count = (fact: string, what: keyof Counts): void => {
    const before = counts.get(fact) ?? { right: 0, wrong: 0, missed: 0 };
    counts.set(fact, { ...before, [what]: before[what] + 1 });
  };
  const pairs = lines.flatMap(({ facts }, at) => {
    const read = scored[at]?.facts;
    return facts && read ? Object.entries(kinds).map(([kind, of]) => [kind, of(facts), of(read)] as const) : [];
  });
  for (const [kind, expected, found] of pairs) {
    for (const one of found) count(`${kind} ${one}`, expected.includes(one) ? "right" : "wrong");
    for (const one of expected.filter((fact) => !found.includes(fact))) count(`${kind} ${one}`, "missed");
  }
  return [...counts]
    .filter(([, { wrong, missed }]) => wrong + missed > 0)
    .toSorted(([, one], [, other]) => other.wrong + other.missed - one.wrong - one.missed)
    .map(([fact, { right, wrong, missed }]) => `${fact.padEnd(32)} right ${right} wrong ${wrong} missed ${missed}`);
}

function countsOf(expected: readonly string[], found: readonly string[]): Counts {
  const right = found.filter((one) => expected.includes(one)).length;
  return { right, wrong: found.length - right, missed: expected.filter((one) => !found.includes(one)).length };
}

function sum(all: readonly Counts[]): Counts {
  const total = { right: 0, wrong: 0, missed: 0 };
  for (const { right, wrong, missed } of all) {
    total.right += right;
    total.wrong += wrong;
    total.missed += missed;
  }
  return total;
}

const share = (part: number, whole: number): string => (whole === 0 ? 0 : part / whole).toFixed(3);

function row(kind: string, { right, wrong, missed }: Counts): string {
  const f1 = share(2 * right, 2 * right + wrong + missed);
  return `facts ${kind.padEnd(18)} precision ${share(right, right + wrong)} recall ${share(right, right + missed)} f1 ${f1} (n=${right + missed})`;
}
