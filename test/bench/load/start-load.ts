import { once } from "node:events";

import { spawnPinned } from "../start-pinned.ts";
import type { Seen, Task } from "./load.ts";

/** The process of channels and people, from outside. */
export type Load = { run(task: Omit<Task, "names">): Promise<Seen>; stop(): void };

/**
 * Starts it on a core of its own. People of different tasks have different names, so that no conversation is met again.
 */
export async function startLoad(core: number): Promise<Load> {
  const child = spawnPinned({ script: "test/bench/load/load.ts", core }, "ignore");
  await once(child, "message");
  let tasks = 0;
  return {
    async run(task) {
      child.send({ ...task, names: `t${++tasks}` } satisfies Task);
      const [seen] = (await once(child, "message")) as [Seen | { failed: string }];
      if ("failed" in seen) throw new Error(seen.failed);
      return seen;
    },
    stop: () => void child.kill("SIGKILL"),
  };
}
