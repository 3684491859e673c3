import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/**
 * A channel's own service, reduced to what a turn needs: it takes what is posted and says whose conversation it was.
 */
export type Connector = {
  serviceUrl: string;
  /** Resolves with the next activity posted to this conversation; ask before it can come. */
  next(conversation: string): Promise<string>;
};

export async function startConnector(): Promise<Connector> {
  const waiting = new Map<string, (body: string) => void>();
  const server = createServer((req, res) => {
    const conversation = decodeURIComponent(/^\/v3\/conversations\/([^/]+)\/activities/.exec(req.url ?? "")?.[1] ?? "");
    let body = "";
    req.setEncoding("utf8");
    req.on("data", (piece: string) => (body += piece));
    req.on("end", () => {
      res.writeHead(200, { "Content-Type": "application/json", "Content-Length": 10 });
      res.end('{"id":"1"}');
      waiting.get(conversation)?.(body);
      waiting.delete(conversation);
    });
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    serviceUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    next: (conversation) => new Promise((resolve) => waiting.set(conversation, resolve)),
  };
}
