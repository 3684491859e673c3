import { Worker } from "node:worker_threads";
import type { Logger } from "pino";

import type { OutputLayout } from "./load-transformer.ts";

/**
 * `file` is the model, `thread` the script of the worker thread, replaced in tests; `onCpu` is called with the
 * microseconds of processor time that the thread has taken since the last call.
 */
export type ThreadOptions = {
  file: string;
  thread?: URL;
  log?: Pick<Logger, "warn">;
  onCpu?: (microseconds: number) => void;
};

/** The thread as its client sees it. `layout` is null while it cannot answer; `put` needs a running thread. */
export type TransformerThread = {
  start(): Promise<void>;
  stop(): Promise<void>;
  layout(): OutputLayout | null;
  put(text: string, answered: (scores: Float32Array | null) => void): void;
};

type Answer = { layout: OutputLayout } | { id: number; scores: Float32Array; cpu?: number };

type State = {
  worker: Worker | null;
  layout: OutputLayout | null;
  /** Microseconds of processor time that were reported of this thread. */
  cpu: number;
  starts: number;
  asked: number;
  ready: Promise<void>;
};

/** A thread that fails more often is not started again. */
const maxStarts = 3;
/** Heap of the thread; the model is in WebAssembly memory, outside it. */
const heap = { maxOldGenerationSizeMb: 48, maxYoungGenerationSizeMb: 8 };

/** Starts the thread, replaces it after a failure, and answers null to requests that its failure left open. */
export function transformerThread(options: ThreadOptions): TransformerThread {
  const { file, thread = new URL("transformer-worker.ts", import.meta.url), log } = options;
  const open = new Map<number, (scores: Float32Array | null) => void>();
  const state: State = { worker: null, layout: null, cpu: 0, starts: 0, asked: 0, ready: Promise.resolve() };
  const onLost = (worker: Worker, err: unknown): void => {
    if (state.worker !== worker) return;
    Object.assign(state, { worker: null, layout: null });
    for (const answered of open.values()) answered(null);
    open.clear();
    log?.warn({ err }, "transformer thread failed, predictions fall back to the fast classifier");
  };
  const onMessage = (answer: Answer): void => {
    if ("layout" in answer) {
      state.layout = answer.layout;
      return;
    }
    const { cpu = state.cpu } = answer;
    options.onCpu?.(cpu - state.cpu);
    state.cpu = cpu;
    open.get(answer.id)?.(answer.scores);
    open.delete(answer.id);
  };
  return {
    layout: () => state.layout,
    async start() {
      if (!state.worker && state.starts < maxStarts) {
        state.starts += 1;
        state.cpu = 0;
        state.worker = new Worker(thread, { workerData: { file }, resourceLimits: heap });
        state.ready = listen(state.worker, onMessage, onLost);
      }
      await state.ready;
    },
    async stop() {
      const { worker } = state;
      Object.assign(state, { worker: null, layout: null, starts: maxStarts });
      await worker?.terminate();
    },
    put(text, answered) {
      open.set((state.asked += 1), answered);
      state.worker?.postMessage({ id: state.asked, text });
    },
  };
}

/** Resolves with the first message of the thread, or with its exit. */
function listen(
  worker: Worker,
  onMessage: (answer: Answer) => void,
  onLost: (worker: Worker, err: unknown) => void,
): Promise<void> {
  worker.unref();
  worker.on("message", onMessage);
  worker.on("error", (err) => onLost(worker, err));
  worker.on("exit", (code) => onLost(worker, new Error(`transformer thread exited with ${code}`)));
  return new Promise((resolve) => {
    worker.once("message", () => resolve());
    worker.once("exit", () => resolve());
  });
}
