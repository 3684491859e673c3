import { flushCompileCache } from "node:module";
import { parentPort, workerData } from "node:worker_threads";

import { openTransformer } from "./load-transformer.ts";

/**
 * Worker thread of the transformer: posts the layout of its output, then answers one text after the other. With each
 * answer goes all processor time of the thread since it began reading texts: Linux adds up a running thread's time only
 * at clock ticks and when it sleeps, so a difference around one text of some milliseconds misses a fifth.
 */
const { layout, logits } = openTransformer((workerData as { file: string }).file);
const loaded = process.threadCpuUsage();
parentPort?.on("message", ({ id, text }: { id: number; text: string }) => {
  const scores = logits(text);
  const { user, system } = process.threadCpuUsage(loaded);
  parentPort?.postMessage({ id, scores, cpu: user + system });
});
parentPort?.postMessage({ layout });
// Else Node keeps what it made of the sources only where the thread ends in order, and each start without it loads the translator
// of TypeScript, 17 MB.
flushCompileCache();
