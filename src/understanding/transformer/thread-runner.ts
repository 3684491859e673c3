import { Worker } from "node:worker_threads";

/** `file` is the model, `thread` the script of the thread, ours unless a test has another. */
export type ThreadOptions = { file: string; thread?: URL; onTrouble?: (err: unknown) => void };

/**
 * The thread as who asks sees it. `labels` is null while it cannot answer, `open` how many texts are unanswered; `put`
 * needs it running.
 */
type OpinionThread = {
  start(): Promise<void>;
  stop(): Promise<void>;
  labels(): readonly string[] | null;
  open(): number;
  put(text: string, answered: (scores: Float32Array | null) => void): void;
};

type Answer = { labels: readonly string[] } | { id: number; scores: Float32Array };

type State = {
  worker: Worker | null;
  labels: readonly string[] | null;
  starts: number;
  asked: number;
  ready: Promise<void>;
};

/** So often a thread is started; one that breaks more often than that would only cost. */
const mostStarts = 3;
/** Megabytes of the thread's own heap; the model lies outside. */
const heap = { maxOldGenerationSizeMb: 48, maxYoungGenerationSizeMb: 8 };

/** Keeps the thread: starts it, replaces it when it broke, and answers null to who waits for one that is gone. */
export function opinionThread(options: ThreadOptions): OpinionThread {
  const { file, thread = new URL("transformer-thread.ts", import.meta.url), onTrouble = () => undefined } = options;
  const open = new Map<number, (scores: Float32Array | null) => void>();
  const state: State = { worker: null, labels: null, starts: 0, asked: 0, ready: Promise.resolve() };
  const lost = (worker: Worker, err: unknown): void => {
    if (state.worker !== worker) return;
    Object.assign(state, { worker: null, labels: null });
    for (const answered of open.values()) answered(null);
    open.clear();
    onTrouble(err);
  };
  const heard = (answer: Answer): void => {
    if ("labels" in answer) {
      state.labels = answer.labels;
      return;
    }
    open.get(answer.id)?.(answer.scores);
    open.delete(answer.id);
  };
  return {
    labels: () => state.labels,
    open: () => open.size,
    async start() {
      if (!state.worker && state.starts < mostStarts) {
        state.starts += 1;
        state.worker = new Worker(thread, { workerData: { file }, resourceLimits: heap });
        state.ready = listen(state.worker, heard, lost);
      }
      await state.ready;
    },
    async stop() {
      const { worker } = state;
      Object.assign(state, { worker: null, labels: null, starts: mostStarts });
      await worker?.terminate();
    },
    put(text, answered) {
      open.set((state.asked += 1), answered);
      state.worker?.postMessage({ id: state.asked, text });
    },
  };
}

/** Resolves when the thread has said its first word, or is gone. */
function listen(
  worker: Worker,
  heard: (answer: Answer) => void,
  lost: (worker: Worker, err: unknown) => void,
): Promise<void> {
  worker.unref();
  worker.on("message", heard);
  worker.on("error", (err) => lost(worker, err));
  worker.on("exit", (code) => lost(worker, new Error(`the thread of the second opinion ended with ${code}`)));
  return new Promise((resolve) => {
    worker.once("message", () => resolve());
    worker.once("exit", () => resolve());
  });
}
