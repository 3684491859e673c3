import { isMainThread } from "node:worker_threads";

/** What the service holds after its garbage is collected. Bytes; handles by their kind. */
export type Holding = { heap: number; external: number; rss: number; handles: Readonly<Record<string, number>> };

/**
 * Loaded into the service before everything else (with `--expose-gc`): answers its parent's question, and ends with it.
 * The service itself runs as written.
 */
if (isMainThread && process.send) {
  process.on("message", (message) => {
    if (message !== "memory") return;
    for (let time = 0; time < 3; time += 1) (globalThis as { gc?: () => void }).gc?.();
    const { heapUsed, external, rss } = process.memoryUsage();
    const handles: Record<string, number> = {};
    for (const kind of process.getActiveResourcesInfo()) handles[kind] = (handles[kind] ?? 0) + 1;
    process.send?.({ heap: heapUsed, external, rss, handles } satisfies Holding);
  });
  process.on("disconnect", () => process.exit());
  process.channel?.unref();
}
