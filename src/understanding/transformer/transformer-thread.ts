import { parentPort, workerData } from "node:worker_threads";

import { openOpinion } from "./load-transformer.ts";

/** A thread of its own for the second opinion: it says what labels it knows, then answers one text after the other. */
const { labels, scores } = openOpinion((workerData as { file: string }).file);
parentPort?.on("message", ({ id, text }: { id: number; text: string }) =>
  parentPort?.postMessage({ id, scores: scores(text) }),
);
parentPort?.postMessage({ labels });
