import { logarithms } from "../classifier/softmax.ts";
import type { AskOpinion, Opinion } from "./opinion.ts";
import { opinionThread, type ThreadOptions } from "./thread-runner.ts";

/**
 * The second opinion in a thread of its own, so that its milliseconds of arithmetic hold up nobody else's turn. It may
 * be slow, full, away or broken: then there is no second opinion, and the first one stands.
 */
export type TransformerClassifier = {
  ask: AskOpinion;
  /** Starts the thread; resolves when it answers, or has failed to start. */
  start(): Promise<void>;
  stop(): Promise<void>;
};

/** What became of a question: `away` while the thread is not there, `busy` while too many are unanswered. */
export type Asked = "given" | "late" | "busy" | "away";

/** `within` is how many milliseconds an answer may take. */
export type SecondOpinionOptions = ThreadOptions & { within?: number; onAsked?: (what: Asked) => void };

/** So many texts may be unanswered; a person who waits is better served by the first opinion than by a queue. */
const mostOpen = 8;

function opinionOf(labels: readonly string[], scores: Float32Array): Opinion {
  const logs = logarithms(Float64Array.from(scores.subarray(0, labels.length)));
  return { labels: new Map(labels.map((label, at) => [label, logs[at]!])), none: scores[labels.length]! };
}

/** Makes the second opinion; nothing runs until it is started. */
export function createTransformerClassifier(options: SecondOpinionOptions): TransformerClassifier {
  const { within = 150, onAsked = () => undefined } = options;
  const thread = opinionThread(options);
  const refused = (what: Asked): null => {
    onAsked(what);
    return null;
  };
  const put = (labels: readonly string[], text: string): Promise<Opinion | null> =>
    new Promise((resolve) => {
      const late = setTimeout(() => resolve(refused("late")), within);
      thread.put(text, (scores) => {
        clearTimeout(late);
        if (scores) onAsked("given");
        resolve(scores ? opinionOf(labels, scores) : refused("away"));
      });
    });
  return {
    start: thread.start,
    stop: thread.stop,
    async ask(text) {
      void thread.start();
      const labels = thread.labels();
      if (!labels) return refused("away");
      return thread.open() >= mostOpen ? refused("busy") : put(labels, text);
    },
  };
}
