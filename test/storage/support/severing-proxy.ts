import { connect, createServer, type Socket } from "node:net";
import { onTestFinished } from "vitest";

export type SeveringProxy = {
  /** The URL with this proxy in the place of the server. */
  url: string;
  /**
   * Lets the next commit, or what `sent` names instead, through to the server, but breaks the connection when the answer
   * `answer` comes back, which the node does not see. Resolves when that has happened.
   */
  swallowNextCommit(sent?: string, answer?: string): Promise<void>;
  /** Everything that nodes sent, as latin1. */
  sent(): string;
};

/** Stands between a node and its PostgreSQL. */
export async function startSeveringProxy(target: string): Promise<SeveringProxy> {
  const { hostname, port } = new URL(target);
  let severed: { sent: string; answer: string; done: () => void } | null = null;
  let all = "";
  const sockets = new Set<Socket>();
  const server = createServer((fromNode) => {
    const toServer = connect(Number(port), hostname);
    let swallowing: typeof severed = null;
    let swallowed = "";
    for (const socket of [fromNode, toServer]) {
      sockets.add(socket.on("error", () => {}).on("close", () => (fromNode.destroy(), toServer.destroy())));
    }
    fromNode.on("data", (bytes) => {
      all += bytes.toString("latin1");
      if (severed && bytes.includes(severed.sent)) [swallowing, severed] = [severed, null];
      toServer.write(bytes);
    });
    toServer.on("data", (bytes) => {
      if (!swallowing) return void fromNode.write(bytes);
      swallowed += bytes.toString("latin1");
      if (!swallowed.includes(swallowing.answer)) return;
      fromNode.destroy();
      swallowing.done();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const url = new URL(target);
  url.port = String((server.address() as { port: number }).port);
  return {
    url: url.href,
    swallowNextCommit: (sent = "commit", answer = "COMMIT") =>
      new Promise((done) => (severed = { sent, answer, done })),
    sent: () => all,
  };
}
