import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

import type { Chance } from "./chance.ts";

/** What reached a conversation: the text of each activity that was answered with 200, or whose answer was lost on the way back. */
export type Delivered = readonly Record<string, unknown>[];
export type MoodyConnector = { serviceUrl: string; delivered(conversation: string): Delivered; moods: Record<string, number>; calmDown(): void; close(): void };

type Mood = "200" | "429" | "500" | "reset" | "time-out" | "answer lost";

const moods: readonly (readonly [Mood, number])[] = [
  ["429", 0.05],
  ["500", 0.05],
  ["reset", 0.03],
  ["time-out", 0.005],
  ["answer lost", 0.02],
];

/** A channel's own service on a bad day. */
export async function startMoodyConnector(chance: Chance): Promise<MoodyConnector> {
  const delivered = new Map<string, Record<string, unknown>[]>();
  const counts: Record<string, number> = {};
  let calm = false;
  const moodOf = (): Mood => {
    let left = chance.next();
    return calm ? "200" : (moods.find(([, share]) => (left -= share) < 0)?.[0] ?? "200");
  };
  const take = async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    const activity = await bodyOf(req);
    if (activity["type"] === "typing") return void res.end("{}");
    const mood = moodOf();
    counts[mood] = (counts[mood] ?? 0) + 1;
    if (mood === "200" || mood === "answer lost") {
      const conversation = decodeURIComponent(/^\/v3\/conversations\/([^/]+)\//.exec(req.url ?? "")?.[1] ?? "");
      delivered.set(conversation, [...(delivered.get(conversation) ?? []), activity]);
    }
    answer(res, mood);
  };
  const server = createServer((req, res) => void take(req, res).catch(() => res.destroy()));
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    serviceUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    delivered: (conversation) => delivered.get(conversation) ?? [],
    moods: counts,
    calmDown: () => (calm = true),
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

function answer(res: ServerResponse, mood: Mood): void {
  if (mood === "time-out") return;
  if (mood === "reset" || mood === "answer lost") return void res.destroy();
  res.writeHead(Number(mood), { "Content-Type": "application/json", ...(mood === "429" ? { "Retry-After": "1" } : {}) });
  res.end('{"id":"1"}');
}

async function bodyOf(req: IncomingMessage): Promise<Record<string, unknown>> {
  let text = "";
  for await (const chunk of req) text += chunk;
  return JSON.parse(text) as Record<string, unknown>;
}
