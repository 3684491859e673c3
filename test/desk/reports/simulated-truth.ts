import type { StepFigures } from "../../../src/desk/reports/report.ts";

/** What happened in a simulated week, as those know it who took part; shares no code with the reports. */
export class Truth {
  readonly sessions: { day: string; outcome: string; device: string; returned: boolean }[] = [];
  readonly steps = new Map<string, Record<(typeof stepCounts)[number], number> & { seconds: number[] }>();
  readonly asked = new Map<string, number>();
  readonly unclear: string[] = [];
  readonly incidents: { since: number; until: number }[] = [];
  readonly cases = {
    opened: 0,
    closed: 0,
    waits: [] as number[],
    answers: [] as number[],
    handled: [] as number[],
    ratings: [] as number[],
  };

  step(id: string): Record<(typeof stepCounts)[number], number> & { seconds: number[] } {
    const found = this.steps.get(id) ?? {
      shown: 0,
      fixed: 0,
      notFixed: 0,
      skipped: 0,
      already: 0,
      left: 0,
      healed: 0,
      seconds: [],
    };
    this.steps.set(id, found);
    return found;
  }

  /** Sessions by what `of` says of them. */
  count(of: (session: { day: string; outcome: string; device: string }) => string): Record<string, number> {
    return Object.fromEntries(
      [...Map.groupBy(this.sessions, of)].map(([name, sessions]) => [name, sessions.length] as const),
    );
  }
}

const stepCounts = ["shown", "fixed", "notFixed", "skipped", "already", "left", "healed"] as const;

export function countsOf(figures: StepFigures): Record<string, number> {
  return Object.fromEntries(stepCounts.map((name) => [name, figures[name]]));
}

/** The middle one, or the mean of the two in the middle. */
export function middle(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  const [low, high] = [sorted[Math.ceil(sorted.length / 2) - 1], sorted[Math.floor(sorted.length / 2)]];
  return low === undefined || high === undefined ? null : (low + high) / 2;
}

/** The smallest value that nine in ten do not exceed. */
export function ninth(values: readonly number[]): number | null {
  return values.toSorted((a, b) => a - b)[Math.ceil(values.length * 0.9) - 1] ?? null;
}
