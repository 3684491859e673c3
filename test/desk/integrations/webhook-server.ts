import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

import { AppError, errorBody } from "../../../src/common/errors.ts";
import type { HttpRouter } from "../../../src/http/router.ts";
import type { WebRequest } from "../../../src/http/response.ts";

/** A small server on loopback, on which the connectors' webhooks are mounted. */
export async function openWebhookServer() {
  const routes = new Map<string, Parameters<HttpRouter["on"]>[2]>();
  const closing = new AbortController();
  const server = createServer((req, res) => void serve(req, res));
  const serve = async (req: IncomingMessage, res: Parameters<HttpRouter["json"]>[0]): Promise<void> => {
    const chunks: Buffer[] = [];
    for await (const chunk of req) chunks.push(chunk as Buffer);
    const asked = Object.assign(req, {
      params: {},
      body: JSON.parse(Buffer.concat(chunks).toString() || "null") as unknown,
    }) as WebRequest;
    try {
      await routes.get(`${req.method} ${new URL(req.url ?? "/", "http://x").pathname}`)?.(asked, res);
    } catch (thrown) {
      const fault = thrown instanceof AppError ? thrown : new AppError("Internal", String(thrown));
      router.json(res, fault.status, errorBody(fault));
    }
  };
  const router: HttpRouter = {
    on: (method, path, handler) => void routes.set(`${method} ${path}`, handler),
    json: (res, status, body) =>
      void res.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body)),
    clientOf: () => "",
    reportRefusal: () => undefined,
    openStream: () => () => undefined,
    closing: closing.signal,
  };
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const post = async (path: string, body: unknown, headers: Record<string, string> = {}): Promise<number> =>
    (
      await fetch(base + path, {
        method: "POST",
        headers: { "content-type": "application/json", ...headers },
        body: JSON.stringify(body),
      })
    ).status;
  return { router, post };
}
