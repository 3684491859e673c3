import { join } from "node:path";

import { median } from "./measure.ts";
import { startService } from "./start-service.ts";

/** Milliseconds from the start of the process until it serves, and megabytes then; medians. */
export type StartUp = { startedInMs: number; rss: number };

/** Starts the service on an empty database, several times. */
export async function benchStartUp(folder: string, rounds: number): Promise<StartUp> {
  const starts: StartUp[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const service = await startService({ databaseUrl: `sqlite:${join(folder, `start-${round}.db`)}` });
    starts.push({ startedInMs: service.startedIn, rss: (await service.usage()).rss / 2 ** 20 });
    await service.stop();
  }
  return { startedInMs: median(starts.map((one) => one.startedInMs)), rss: median(starts.map((one) => one.rss)) };
}
