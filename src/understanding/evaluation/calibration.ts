import type { Judged } from "./score.ts";

const bins = 10;

/**
 * Expected calibration error: how far the confidence of answers lies from their share of right ones, averaged over ten
 * bins of confidence weighted by their size (Guo et al. 2017).
 */
export function calibrationError(judged: readonly Judged[]): number {
  const sums = Array.from({ length: bins }, () => ({ confidence: 0, right: 0, count: 0 }));
  for (const { confidence, truth, read } of judged) {
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
