import { connect, createServer, type Socket } from "node:net";
import { onTestFinished } from "vitest";

/** What went to PostgreSQL since `reset`: statements run, and ways there and back that had to be waited for. */
export type CountingProxy = { url: string; reset(): void; statements(): number; roundTrips(): number };

const messageTypes = { execute: "E", query: "Q", sync: "S", ready: "Z" } as const;

/** Stands between a node and its PostgreSQL, and counts by PostgreSQL's protocol, so that no way around it exists. */
export async function startCountingProxy(target: string): Promise<CountingProxy> {
  const { hostname, port } = new URL(target);
  let statements = 0;
  let roundTrips = 0;
  const sockets = new Set<Socket>();
  const server = createServer((fromNode) => {
    const toServer = connect(Number(port), hostname);
    for (const socket of [fromNode, toServer])
      sockets.add(socket.on("error", () => {}).on("close", () => (fromNode.destroy(), toServer.destroy())));
    let unanswered = 0;
    const sent = createReader(true, (type) => {
      if (type === messageTypes.execute || type === messageTypes.query) statements += 1;
      if (type === messageTypes.sync || type === messageTypes.query) {
        if (unanswered === 0) roundTrips += 1;
        unanswered += 1;
      }
    });
    const answered = createReader(false, (type) => {
      if (type === messageTypes.ready) unanswered = Math.max(0, unanswered - 1);
    });
    fromNode.on("data", (bytes: Buffer) => (sent(bytes), toServer.write(bytes)));
    toServer.on("data", (bytes: Buffer) => (answered(bytes), fromNode.write(bytes)));
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
    reset: () => void (statements = roundTrips = 0),
    statements: () => statements,
    roundTrips: () => roundTrips,
  };
}

/** Calls with the type of each message; the first one of a client has none. */
function createReader(isClient: boolean, onMessage: (type: string) => void): (bytes: Buffer) => void {
  let rest: Buffer = Buffer.alloc(0);
  let typed = !isClient;
  return (bytes) => {
    rest = Buffer.concat([rest, bytes]);
    for (;;) {
      const head = typed ? 1 : 0;
      if (rest.length < head + 4) return;
      const end = head + rest.readUInt32BE(head);
      if (rest.length < end) return;
      if (typed) onMessage(String.fromCharCode(rest[0] ?? 0));
      typed = true;
      rest = rest.subarray(end);
    }
  };
}
