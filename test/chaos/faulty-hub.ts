import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

import type { Chance } from "./chance.ts";
import { answerIn, bodyOf, createFaults, type Fault, takes } from "./channel-faults.ts";

/** What the hub took of one case, in order and with repeats. */
export type HubActivity = {
  id: string;
  type: string;
  name?: string;
  text?: string;
  conversation: { id: string };
  relatesTo: { conversation: { id: string } };
};
export type FaultyHub = {
  url: string;
  secret: string;
  taken(number: string): readonly HubActivity[];
  /** What `taken` gives now, whatever comes later. */
  takenSoFar(): (number: string) => readonly HubActivity[];
  faults: Record<string, number>;
  calmDown(): void;
  close(): void;
};

const shares: readonly (readonly [Fault, number])[] = [
  ["429", 0.05],
  ["500", 0.05],
  ["reset", 0.03],
  ["nonsense", 0.03],
  ["time-out", 0.005],
  ["answer lost", 0.03],
];

/** Another help desk that speaks the hand-off protocol, on a bad day: every case is told to it. */
export async function startFaultyHub(chance: Chance): Promise<FaultyHub> {
  const taken = new Map<string, HubActivity[]>();
  const faults = createFaults(chance, shares);
  const take = async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    const activity = (await bodyOf(req)) as HubActivity;
    const fault = faults.next();
    if (takes(fault)) taken.set(activity.conversation.id, [...(taken.get(activity.conversation.id) ?? []), activity]);
    answerIn(fault, res);
  };
  const server = createServer((req, res) => void take(req, res).catch(() => res.destroy()));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/handoff`,
    secret: "a-secret-for-the-hub",
    taken: (number) => taken.get(number) ?? [],
    takenSoFar() {
      const soFar = new Map(taken);
      return (number) => soFar.get(number) ?? [];
    },
    faults: faults.counts,
    calmDown: faults.calmDown,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
