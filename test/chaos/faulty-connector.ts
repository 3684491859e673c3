import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

import type { Chance } from "./chance.ts";
import { answerIn, bodyOf, createMoods, type Mood, takes } from "./channel-faults.ts";

/**
 * What reached a conversation: the text of each activity that was answered with 200, or whose answer was lost on the
 * way back.
 */
export type Delivered = readonly Record<string, unknown>[];
export type MoodyConnector = {
  serviceUrl: string;
  delivered(conversation: string): Delivered;
  moods: Record<string, number>;
  calmDown(): void;
  close(): void;
};

const shares: readonly (readonly [Mood, number])[] = [
  ["429", 0.05],
  ["500", 0.05],
  ["reset", 0.03],
  ["time-out", 0.005],
  ["answer lost", 0.02],
];

/** A channel's own service on a bad day. */
export async function startMoodyConnector(chance: Chance): Promise<MoodyConnector> {
  const delivered = new Map<string, Record<string, unknown>[]>();
  const moods = createMoods(chance, shares);
  const take = async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    const activity = await bodyOf(req);
    if (activity["type"] === "typing") return void res.end("{}");
    const mood = moods.next();
    if (takes(mood)) {
      const conversation = decodeURIComponent(/^\/v3\/conversations\/([^/]+)\//.exec(req.url ?? "")?.[1] ?? "");
      delivered.set(conversation, [...(delivered.get(conversation) ?? []), activity]);
    }
    answerIn(mood, res);
  };
  const server = createServer((req, res) => void take(req, res).catch(() => res.destroy()));
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    serviceUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    delivered: (conversation) => delivered.get(conversation) ?? [],
    moods: moods.counts,
    calmDown: moods.calmDown,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
