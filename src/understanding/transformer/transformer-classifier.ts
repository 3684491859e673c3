import { logSoftmax } from "../classifier/softmax.ts";
import type { OutputLayout } from "./load-transformer.ts";
import { type QueuedResult, scoringQueue } from "./scoring-queue.ts";
import { type ThreadOptions, transformerThread } from "./transformer-thread.ts";

/**
 * The output of the transformer for a text: log-probabilities of the labels it knows, the out-of-scope logit, and the
 * logits of the heads for facts by their name, empty for a model without them.
 */
export type TransformerScores = {
  logProbabilities: ReadonlyMap<string, number>;
  oosLogit: number;
  heads?: Readonly<Record<string, Float32Array>>;
};

/** What was asked last, and the step on screen; both change what a text means. */
export type TextContext = { awaiting: string; step?: string | null };

/** Scores a text as it was written; null without an answer in time. Never rejects. */
export type ScoreText = (text: string, context?: TextContext) => Promise<TransformerScores | null>;

/**
 * The transformer in a worker thread, so that its milliseconds of arithmetic do not block the event loop. Texts
 * queue for it; it may be too slow or broken: then it gives no scores, and the prediction of the fast classifier stands.
 */
export type TransformerClassifier = {
  score: ScoreText;
  /** Texts that wait or are read. */
  queueLength(): number;
  /** Starts the thread; resolves when it answers, or has failed to start. */
  start(): Promise<void>;
  stop(): Promise<void>;
};

/**
 * What became of a request: `given` by the thread, `remembered` from the same text before; without scores: `late`, `busy`
 * with too many waiting, `away` without a running thread.
 */
export type TransformerResult = "given" | "remembered" | "late" | "busy" | "away";

/** `timeoutMs` is how long an answer may take, waiting included. */
export type TransformerOptions = ThreadOptions & { timeoutMs?: number; onResult?: (what: TransformerResult) => void };

function scoresOf({ labels, heads }: OutputLayout, scores: Float32Array): TransformerScores {
  const logs = logSoftmax(Float64Array.from(scores.subarray(0, labels.length)));
  const byHead: Record<string, Float32Array> = {};
  let from = labels.length + 1;
  for (const [name, size] of Object.entries(heads)) byHead[name] = scores.subarray(from, (from += size));
  return {
    logProbabilities: new Map(labels.map((label, at) => [label, logs[at]!])),
    oosLogit: scores[labels.length]!,
    heads: byHead,
  };
}

/** The text with its context in words before it, as the model was trained. */
function withContext(text: string, { awaiting, step }: TextContext, { context, stepWords }: OutputLayout): string {
  const asked = context[awaiting] ?? "";
  const shown = step && asked !== "" ? stepWords[step] : undefined;
  return (shown === undefined ? asked : asked.replace(" : ", ` ${shown} : `)) + text;
}

/** Creates the classifier; nothing runs until it is started. */
export function createTransformerClassifier(options: TransformerOptions): TransformerClassifier {
  const { timeoutMs = 1_000, onResult = () => undefined } = options;
  const thread = transformerThread(options);
  const queue = scoringQueue(thread, timeoutMs);
  return {
    start: thread.start,
    stop: thread.stop,
    queueLength: queue.length,
    async score(text, context = { awaiting: "idle" }) {
      void thread.start();
      const layout = thread.layout();
      const result: QueuedResult = layout ? await queue.outputsOf(withContext(text, context, layout)) : { why: "away" };
      onResult("why" in result ? result.why : result.how);
      return "why" in result || !layout ? null : scoresOf(layout, result.outputs);
    },
  };
}
