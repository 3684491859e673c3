import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

import type { Chance } from "./chance.ts";
import { answerIn, bodyOf, createFaults, type Fault, takes } from "./channel-faults.ts";

/**
 * What reached a conversation: the text of each activity that was answered with 200, or whose answer was lost on the
 * way back.
 */
export type Delivered = readonly Record<string, unknown>[];
export type FaultyConnector = {
  serviceUrl: string;
  delivered(conversation: string): Delivered;
  /** Takes nothing from anybody until it is `null` again: it is away, or does not accept the bot's secret. */
  takeNothing(fault: "503" | "401" | "reset" | null): void;
  /** Whether it takes nothing from anybody at present. */
  isAway(): boolean;
  /** Refuses this conversation for good, for a reason of the Bot Framework, once it has taken so much. */
  refuse(conversation: string, reason: string, after: number): void;
  /** The reason for which it refused something of this conversation for good; null where it has not so far. */
  refusal(conversation: string): string | null;
  faults: Record<string, number>;
  calmDown(): void;
  close(): void;
};

const shares: readonly (readonly [Fault, number])[] = [
  ["429", 0.05],
  ["500", 0.05],
  ["reset", 0.03],
  ["time-out", 0.005],
  ["answer lost", 0.02],
];

/** A channel's own service on a bad day. */
export async function startFaultyConnector(chance: Chance): Promise<FaultyConnector> {
  const delivered = new Map<string, Record<string, unknown>[]>();
  const refusals = new Map<string, { reason: string; after: number }>();
  const refused = new Set<string>();
  const faults = createFaults(chance, shares);
  let nothing: Fault | null = null;
  const refusalOf = (conversation: string): string | undefined => {
    const refusal = refusals.get(conversation);
    if (!refusal || (delivered.get(conversation) ?? []).length < refusal.after) return undefined;
    refused.add(conversation);
    return refusal.reason;
  };
  const take = async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    const activity = await bodyOf(req);
    if (activity["type"] === "typing") return void res.end("{}");
    if (nothing !== null) return answerIn(nothing, res);
    const conversation = decodeURIComponent(/^\/v3\/conversations\/([^/]+)\//.exec(req.url ?? "")?.[1] ?? "");
    const reason = refusalOf(conversation);
    if (reason !== undefined) return answerIn("403", res, reason);
    const fault = faults.next();
    if (takes(fault)) delivered.set(conversation, [...(delivered.get(conversation) ?? []), activity]);
    answerIn(fault, res);
  };
  const server = createServer((req, res) => void take(req, res).catch(() => res.destroy()));
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    serviceUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    delivered: (conversation) => delivered.get(conversation) ?? [],
    takeNothing: (fault) => void (nothing = fault),
    isAway: () => nothing !== null,
    refuse: (conversation, reason, after) => void refusals.set(conversation, { reason, after }),
    refusal: (conversation) => (refused.has(conversation) ? (refusals.get(conversation)?.reason ?? null) : null),
    faults: faults.counts,
    calmDown: faults.calmDown,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
