/** Whether there are other nodes on this database, as far as their greetings tell. */
export type Peers = {
  /** This node listens from now on. */
  connected(): void;
  lost(): void;
  /** Something was heard from this node. True: it is another one, and this node had taken itself for the only one. */
  receivedFrom(from: string): boolean;
  /** Only after the others had time for two greetings, and only while this node's own reach it: else it hears nobody. */
  isAlone(): boolean;
};

/** `now`: a monotonic clock in milliseconds; `intervalMs`: how often each node greets. */
export function createPeers({ node, now, intervalMs }: { node: string; now: () => number; intervalMs: number }): Peers {
  let heardOther = now();
  let heardSelf = -Infinity;
  const isAlone = (): boolean => now() - heardOther > 2 * intervalMs && now() - heardSelf <= 2 * intervalMs;
  return {
    connected: () => void (heardOther = now()),
    lost: () => void (heardSelf = -Infinity),
    isAlone,
    receivedFrom(from) {
      if (from === node) {
        heardSelf = now();
        return false;
      }
      const wasAlone = isAlone();
      heardOther = now();
      return wasAlone;
    },
  };
}
