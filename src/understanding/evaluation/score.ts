import type { Facts } from "../facts/message-facts.ts";
import type { ReadMessage } from "../facts/message-reader.ts";
import { type LabelledLine, equivalentLabel } from "./labelled.ts";

/**
 * One line with what was read in it; labels that mean the same after a question are one. `ranked` are the labels
 * offered, best first; `also` further right ones.
 */
export type ScoredLine = {
  expected: string;
  also: readonly string[];
  predicted: string;
  ranked: readonly string[];
  confidence: number;
  facts: Facts;
};

/** Reads every line and sets what was read beside its label. */
export async function predictAll(lines: readonly LabelledLine[], read: ReadMessage): Promise<ScoredLine[]> {
  const judged: ScoredLine[] = [];
  for (const { text, label, awaiting, step, article, also } of lines) {
    const { prediction, facts } = await read(text, { asked: awaiting, step: step ?? null, article: article ?? null });
    const best = [prediction, ...prediction.alternatives].map((ranked) => equivalentLabel(ranked.label, awaiting));
    judged.push({
      expected: equivalentLabel(label, awaiting),
      predicted: equivalentLabel(prediction.label, awaiting),
      ranked: best,
      also: also.map((one) => equivalentLabel(one, awaiting)),
      confidence: prediction.confidence,
      facts,
    });
  }
  return judged;
}

const share = (part: number, whole: number): string => (whole === 0 ? 0 : part / whole).toFixed(3);

/** Right answers by label, and the last line of the contract. */
export function labelReport(judged: readonly ScoredLine[]): string[] {
  const labels = [...new Set(judged.map(({ expected: truth }) => truth))].sort();
  const rows = labels.map((label) => {
    const mine = judged.filter(({ expected: truth }) => truth === label);
    const claimed = judged.filter(({ predicted: read }) => read === label);
    const right = mine.filter(({ predicted: read }) => read === label).length;
    return `${label.padEnd(24)} recall ${share(right, mine.length)} precision ${share(right, claimed.length)} (n=${mine.length})`;
  });
  const isRight = ({ expected: truth, predicted: read }: ScoredLine): boolean => truth === read;
  const none = judged.filter(({ expected: truth }) => truth === "none");
  const saidNone = judged.filter(({ predicted: read }) => read === "none");
  const caught = none.filter(isRight).length;
  const last = `accuracy ${share(judged.filter(isRight).length, judged.length)} (n=${judged.length}) none-recall ${share(caught, none.length)} none-precision ${share(caught, saidNone.length)}`;
  const withAlso = judged.filter((line) => isRight(line) || line.also.includes(line.predicted)).length;
  const more = judged.some(({ also }) => also.length > 0) ? [`with-also ${share(withAlso, judged.length)}`] : [];
  return [...rows, ...more, last];
}

const bins = 10;

/**
 * Expected calibration error: how far the confidence of answers lies from their share of right ones, averaged over ten
 * bins of confidence weighted by their size (Guo et al. 2017).
 */
function calibrationError(judged: readonly ScoredLine[]): number {
  const sums = Array.from({ length: bins }, () => ({ confidence: 0, right: 0, count: 0 }));
  for (const { confidence, expected: truth, predicted: read } of judged) {
    const bin = sums[Math.min(bins - 1, Math.floor(confidence * bins))];
    if (!bin) continue;
    bin.confidence += confidence;
    bin.right += truth === read ? 1 : 0;
    bin.count += 1;
  }
  return (
    sums.reduce((total, { confidence, right }) => total + Math.abs(confidence - right), 0) / Math.max(1, judged.length)
  );
}

/**
 * Which labels are taken for which, most frequent first; then right among the best two, wrong answers and calibration.
 */
export function confusionReport(judged: readonly ScoredLine[]): string[] {
  const pairs = new Map<string, number>();
  for (const { expected: truth, predicted: read } of judged)
    if (truth !== read) pairs.set(`${truth} → ${read}`, (pairs.get(`${truth} → ${read}`) ?? 0) + 1);
  const rows = [...pairs]
    .toSorted(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
    .map(([pair, times]) => `${String(times).padStart(4)} ${pair}`);
  const ours = judged.filter(({ expected: truth }) => truth !== "none");
  const amongTwo = ours.filter(({ expected: truth, ranked: best }) =>
    best
      .filter((label) => label !== "none")
      .slice(0, 2)
      .includes(truth),
  ).length;
  const wrong = ours.filter(({ expected: truth, predicted: read }) => read !== "none" && read !== truth).length;
  return [
    ...rows,
    `best-two ${share(amongTwo, ours.length)} wrong-label ${share(wrong, ours.length)} calibration-error ${calibrationError(judged).toFixed(3)} (in scope n=${ours.length})`,
  ];
}
