/// <reference types="node" />
import { isMainThread } from "node:worker_threads";

/**
 * Loaded into a measured process before everything else: answers its parent's question for what it has used so far, all
 * threads counted, and ends with its parent. The program itself runs as written. In plain JavaScript: for a first module in
 * TypeScript Node loads its translator, 12 MB that the service itself does not have.
 */
if (isMainThread && process.send) {
  process.on("message", (message) => {
    if (message !== "usage") return;
    const { user, system } = process.cpuUsage();
    process.send?.({ cpu: user + system, rss: process.memoryUsage.rss() });
  });
  process.on("disconnect", () => process.exit());
  process.channel?.unref();
}
