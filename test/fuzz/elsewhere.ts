import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** Channel and outside desks in one: takes all that is sent and answers in everybody's shape. */
export async function startElsewhere(): Promise<{ url: string; taken(): number; stop(): void }> {
  let taken = 0;
  const server = createServer((req, res) => {
    req.resume().on("end", () => {
      taken += 1;
      const found = { id: taken, source_id: `s${taken}`, contact: { id: taken }, contact_inbox: { source_id: `s${taken}`, inbox: { id: 1 } } };
      res.setHeader("content-type", "application/json");
      const isList = req.method === "GET";
      res.end(JSON.stringify(req.url?.startsWith("/v3/") ? { id: `a${taken}`, activityId: `a${taken}` } : { id: taken, payload: isList ? [] : found }));
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    taken: () => taken,
    stop: () => (server.closeAllConnections(), void server.close()),
  };
}
