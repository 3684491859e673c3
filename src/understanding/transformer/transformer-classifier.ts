import { logSoftmax } from "../classifier/softmax.ts";
import type { OutputLayout } from "./load-transformer.ts";
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
 * The transformer in a worker thread, so that its milliseconds of arithmetic do not block the event loop. It may be
 * slow, busy or broken: then it gives no scores, and the prediction of the fast classifier stands.
 */
export type TransformerClassifier = {
  score: ScoreText;
  /** Starts the thread; resolves when it answers, or has failed to start. */
  start(): Promise<void>;
  stop(): Promise<void>;
};

/** What became of a request: `away` without a running thread, `busy` with too many unanswered. */
export type TransformerResult = "given" | "late" | "busy" | "away";

/** `timeoutMs` is how long an answer may take. */
export type TransformerOptions = ThreadOptions & { timeoutMs?: number; onResult?: (what: TransformerResult) => void };

/** Unanswered texts at most, some half a second of work; with more, the fast prediction is better than a longer queue. */
const maxOpen = 64;

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
  const refused = (what: TransformerResult): null => {
    onResult(what);
    return null;
  };
  const put = (layout: OutputLayout, text: string): Promise<TransformerScores | null> =>
    new Promise((resolve) => {
      const late = setTimeout(() => resolve(refused("late")), timeoutMs);
      thread.put(text, (scores) => {
        clearTimeout(late);
        if (scores) onResult("given");
        resolve(scores ? scoresOf(layout, scores) : refused("away"));
      });
    });
  return {
    start: thread.start,
    stop: thread.stop,
    async score(text, context = { awaiting: "idle" }) {
      void thread.start();
      const layout = thread.layout();
      if (!layout) return refused("away");
      return thread.open() >= maxOpen ? refused("busy") : put(layout, withContext(text, context, layout));
    },
  };
}
