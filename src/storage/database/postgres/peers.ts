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
  let receivedOther = now();
  let receivedOwn = -Infinity;
  const isAlone = (): boolean => now() - receivedOther > 2 * intervalMs && now() - receivedOwn <= 2 * intervalMs;
  return {
    connected: () => void (receivedOther = now()),
    lost: () => void (receivedOwn = -Infinity),
    isAlone,
    receivedFrom(from) {
      if (from === node) {
        receivedOwn = now();
        return false;
      }
      const wasAlone = isAlone();
      receivedOther = now();
      return wasAlone;
    },
  };
}
