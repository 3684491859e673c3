import type { IncomingMessage, ServerResponse } from "node:http";

import type { Chance } from "./chance.ts";

/**
 * What somebody else's service does with a request. `answer lost`: it was taken, and nobody hears so; `nonsense`: no
 * HTTP at all.
 */
export type Mood = "200" | "401" | "403" | "429" | "500" | "503" | "reset" | "time-out" | "answer lost" | "nonsense";
/** The moods of one service, until it calms down. */
export type Moods = { counts: Record<string, number>; next(): Mood; calmDown(): void };

/** A service on a bad day: each mood that often. */
export function createMoods(chance: Chance, shares: readonly (readonly [Mood, number])[]): Moods {
  const counts: Record<string, number> = {};
  let calm = false;
  return {
    counts,
    next() {
      let left = chance.next();
      const mood = calm ? "200" : (shares.find(([, share]) => (left -= share) < 0)?.[0] ?? "200");
      counts[mood] = (counts[mood] ?? 0) + 1;
      return mood;
    },
    calmDown: () => (calm = true),
  };
}

/** Whether a request that met this mood had its effect. */
export function takes(mood: Mood): boolean {
  return mood === "200" || mood === "answer lost";
}

/** Answers as the mood is; `code`: the reason of a 403. */
export function answerIn(mood: Mood, res: ServerResponse, code?: string): void {
  if (mood === "time-out") return;
  if (mood === "nonsense") return void res.socket?.end("<html>Checking your browser</html>");
  if (mood === "reset" || mood === "answer lost") return void res.destroy();
  res.writeHead(Number(mood), {
    "Content-Type": "application/json",
    ...(mood === "429" ? { "Retry-After": "1" } : {}),
  });
  res.end(JSON.stringify(code === undefined ? { id: "1" } : { error: { code, message: "refused" } }));
}

/** The JSON of a request. */
export async function bodyOf(req: IncomingMessage): Promise<Record<string, unknown>> {
  let text = "";
  for await (const chunk of req) text += String(chunk);
  return JSON.parse(text) as Record<string, unknown>;
}
