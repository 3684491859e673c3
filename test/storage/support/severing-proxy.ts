import { connect, createServer, type Socket } from "node:net";
import { onTestFinished } from "vitest";

export type SeveringProxy = {
  /** The URL with this proxy in the place of the server. */
  url: string;
  /**
   * Lets the next commit through to the server, but breaks the connection before its answer comes back. Resolves when
   * that has happened.
   */
  swallowNextCommit(): Promise<void>;
  /** Everything that nodes sent, as latin1. */
  sent(): string;
};

/** Stands between a node and its PostgreSQL. */
export async function startSeveringProxy(target: string): Promise<SeveringProxy> {
  const { hostname, port } = new URL(target);
  let severed: (() => void) | null = null;
  let sent = "";
  const sockets = new Set<Socket>();
  const server = createServer((fromNode) => {
    const toServer = connect(Number(port), hostname);
    let swallowing: (() => void) | null = null;
    for (const socket of [fromNode, toServer]) {
      sockets.add(socket.on("error", () => {}).on("close", () => (fromNode.destroy(), toServer.destroy())));
    }
    fromNode.on("data", (bytes) => {
      sent += bytes.toString("latin1");
      if (severed && bytes.includes("commit")) [swallowing, severed] = [severed, null];
      toServer.write(bytes);
    });
    toServer.on("data", (bytes) => {
      if (swallowing) {
        fromNode.destroy();
        swallowing();
      } else fromNode.write(bytes);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const url = new URL(target);
  url.port = String((server.address() as { port: number }).port);
  return { url: url.href, swallowNextCommit: () => new Promise((resolve) => (severed = resolve)), sent: () => sent };
}
