import { parentPort, workerData } from "node:worker_threads";

import { openTransformer } from "./load-transformer.ts";

/** Worker thread of the transformer: posts the layout of its output, then answers one text after the other. */
const { layout, logits } = openTransformer((workerData as { file: string }).file);
parentPort?.on("message", ({ id, text }: { id: number; text: string }) =>
  parentPort?.postMessage({ id, scores: logits(text) }),
);
parentPort?.postMessage({ layout });
