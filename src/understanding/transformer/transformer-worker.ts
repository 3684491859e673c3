import { parentPort, workerData } from "node:worker_threads";

import { openTransformer } from "./load-transformer.ts";

/** Worker thread of the transformer: posts the layout of its output, then answers one text after the other. */
const { layout, logits } = openTransformer((workerData as { file: string }).file);
parentPort?.on("message", ({ id, text }: { id: number; text: string }) => {
  const before = process.threadCpuUsage();
  const scores = logits(text);
  const { user, system } = process.threadCpuUsage(before);
  parentPort?.postMessage({ id, scores, cpu: user + system });
});
parentPort?.postMessage({ layout });
