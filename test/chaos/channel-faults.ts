import type { IncomingMessage, ServerResponse } from "node:http";

import type { Chance } from "./chance.ts";

/**
 * What somebody else's service does with a request. `answer lost`: it was taken, and the response is lost; `nonsense`: no
 * HTTP at all.
 */
export type Fault = "200" | "401" | "403" | "429" | "500" | "503" | "reset" | "time-out" | "answer lost" | "nonsense";
/** The faults of one service, until it calms down. */
export type FaultSource = { counts: Record<string, number>; next(): Fault; calmDown(): void };

/** A service on a bad day: each fault that often. */
export function createFaults(chance: Chance, shares: readonly (readonly [Fault, number])[]): FaultSource {
  const counts: Record<string, number> = {};
  let calm = false;
  return {
    counts,
    next() {
      let left = chance.next();
      const fault = calm ? "200" : (shares.find(([, share]) => (left -= share) < 0)?.[0] ?? "200");
      counts[fault] = (counts[fault] ?? 0) + 1;
      return fault;
    },
    calmDown: () => (calm = true),
  };
}

/** Whether a request that met this fault had its effect. */
export function takes(fault: Fault): boolean {
  return fault === "200" || fault === "answer lost";
}

/** Answers as the fault is; `code`: the reason of a 403. */
export function answerIn(fault: Fault, res: ServerResponse, code?: string): void {
  if (fault === "time-out") return;
  if (fault === "nonsense") return void res.socket?.end("<html>Checking your browser</html>");
  if (fault === "reset" || fault === "answer lost") return void res.destroy();
  res.writeHead(Number(fault), {
    "Content-Type": "application/json",
    ...(fault === "429" ? { "Retry-After": "1" } : {}),
  });
  res.end(JSON.stringify(code === undefined ? { id: "1" } : { error: { code, message: "refused" } }));
}

/** The JSON of a request. */
export async function bodyOf(req: IncomingMessage): Promise<Record<string, unknown>> {
  let text = "";
  for await (const chunk of req) text += String(chunk);
  return JSON.parse(text) as Record<string, unknown>;
}
