import { parentPort, workerData } from "node:worker_threads";

import { openTransformer } from "./load-transformer.ts";

/** Worker thread of the transformer: posts its labels, then answers one text after the other. */
const { labels, logits } = openTransformer((workerData as { file: string }).file);
parentPort?.on("message", ({ id, text }: { id: number; text: string }) =>
  parentPort?.postMessage({ id, scores: logits(text) }),
);
parentPort?.postMessage({ labels });
