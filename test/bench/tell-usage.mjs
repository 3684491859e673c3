/// <reference types="node" />
import { monitorEventLoopDelay } from "node:perf_hooks";
import { isMainThread } from "node:worker_threads";

/**
 * Loaded into a measured process before everything else: answers its parent's question for what it has used so far, all
 * threads counted, or for how late its event loop was since the last such question, and ends with its parent. The program
 * itself runs as written. In plain JavaScript: for a first module in TypeScript Node loads its translator, 12 MB that the
 * service itself does not have.
 */
if (isMainThread && process.send) {
  /** @type {ReturnType<typeof monitorEventLoopDelay> | undefined} */
  let delay;
  process.on("message", (message) => {
    if (message === "loop") {
      // Watched from the first question on only: other measurements run without.
      const ms = (nanoseconds = 0) => nanoseconds / 1e6;
      process.send?.({ p50: ms(delay?.percentile(50)), p99: ms(delay?.percentile(99)), max: ms(delay?.max) });
      delay?.reset();
      delay ??= monitorEventLoopDelay({ resolution: 1 });
      delay.enable();
    }
    if (message !== "usage") return;
    const { user, system } = process.cpuUsage();
    process.send?.({ cpu: user + system, rss: process.memoryUsage.rss() });
  });
  process.on("disconnect", () => process.exit());
  process.channel?.unref();
}
