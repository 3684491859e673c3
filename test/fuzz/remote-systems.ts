import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/**
 * Channel and outside desks in one: takes all that is sent and answers in everybody's shape. While it `quotes`, it
 * refuses by saying again what it was sent.
 */
export type RemoteSystems = { url: string; quotes: boolean; taken(): number; stop(): void };

export async function startRemoteSystems(): Promise<RemoteSystems> {
  let taken = 0;
  const remoteSystems = { quotes: false };
  const server = createServer((req, res) => {
    let body = "";
    req.setEncoding("utf8").on("data", (chunk: string) => (body += chunk));
    req.on("end", () => {
      taken += 1;
      if (remoteSystems.quotes) return Object.assign(res, { statusCode: 422 }).end(body);
      const found = {
        id: taken,
        source_id: `s${taken}`,
        contact: { id: taken },
        contact_inbox: { source_id: `s${taken}`, inbox: { id: 1 } },
      };
      res.setHeader("content-type", "application/json");
      const isList = req.method === "GET";
      const speaksActivities = /^\/(v3|hub|bot)/.test(req.url ?? "");
      return res.end(
        JSON.stringify(
          speaksActivities ? { id: `a${taken}`, activityId: `a${taken}` } : { id: taken, payload: isList ? [] : found },
        ),
      );
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return Object.assign(remoteSystems, {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    taken: () => taken,
    stop: () => (server.closeAllConnections(), void server.close()),
  });
}
