import type { Consider } from "../interpretation/consider.ts";
import { folded, type Labelled } from "./labelled.ts";

/** One line with what was read in it, labels folded. `best` are the labels offered, best first. */
export type Judged = { truth: string; read: string; best: readonly string[]; confidence: number };

/** Reads every line and sets what was read beside its label. */
export async function judge(lines: readonly Labelled[], consider: Consider): Promise<Judged[]> {
  const judged: Judged[] = [];
  for (const { text, label, awaiting } of lines) {
    const reading = await consider(text, awaiting);
    const best = [reading, ...reading.alternatives].map((ranked) => folded(ranked.label, awaiting));
    judged.push({
      truth: folded(label, awaiting),
      read: folded(reading.label, awaiting),
      best,
      confidence: reading.confidence,
    });
  }
  return judged;
}

const share = (part: number, whole: number): string => (whole === 0 ? 0 : part / whole).toFixed(3);

/** Right answers by label, and the last line of the contract. */
export function report(judged: readonly Judged[]): string[] {
  const labels = [...new Set(judged.map(({ truth }) => truth))].sort();
  const rows = labels.map((label) => {
    const mine = judged.filter(({ truth }) => truth === label);
    const claimed = judged.filter(({ read }) => read === label);
    const right = mine.filter(({ read }) => read === label).length;
    return `${label.padEnd(24)} recall ${share(right, mine.length)} precision ${share(right, claimed.length)} (n=${mine.length})`;
  });
  const isRight = ({ truth, read }: Judged): boolean => truth === read;
  const none = judged.filter(({ truth }) => truth === "none");
  const saidNone = judged.filter(({ read }) => read === "none");
  const caught = none.filter(isRight).length;
  const last = `accuracy ${share(judged.filter(isRight).length, judged.length)} (n=${judged.length}) none-recall ${share(caught, none.length)} none-precision ${share(caught, saidNone.length)}`;
  return [...rows, last];
}
