import { calibrationError } from "./calibration.ts";
import type { Judged } from "./score.ts";

const share = (part: number, whole: number): string => (whole === 0 ? 0 : part / whole).toFixed(3);

/**
 * Which labels are taken for which, most frequent first; then right among the best two, wrong answers and calibration.
 */
export function confusions(judged: readonly Judged[]): string[] {
  const pairs = new Map<string, number>();
  for (const { truth, read } of judged)
    if (truth !== read) pairs.set(`${truth} → ${read}`, (pairs.get(`${truth} → ${read}`) ?? 0) + 1);
  const rows = [...pairs]
    .toSorted(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
    .map(([pair, times]) => `${String(times).padStart(4)} ${pair}`);
  const ours = judged.filter(({ truth }) => truth !== "none");
  const amongTwo = ours.filter(({ truth, best }) =>
    best
      .filter((label) => label !== "none")
      .slice(0, 2)
      .includes(truth),
  ).length;
  const wrong = ours.filter(({ truth, read }) => read !== "none" && read !== truth).length;
  return [
    ...rows,
    `best-two ${share(amongTwo, ours.length)} wrong-label ${share(wrong, ours.length)} calibration-error ${calibrationError(judged).toFixed(3)} (in scope n=${ours.length})`,
  ];
}
