import type { IncomingMessage } from "node:http";

import type { AppError } from "../common/errors.ts";
import type { Clients } from "./middleware/client-ip.ts";
import type { OpenStreams } from "./middleware/open-streams.ts";
import { sendJson, type WebRequest, type WebResponse } from "./response.ts";
import { type HttpServer, route, type RouteOptions } from "./server.ts";

/** The port by which the desk and the integrations register routes. An `AppError` thrown by a handler is its response. */
export type HttpRouter = {
  on(
    method: "GET" | "POST" | "DELETE",
    path: string,
    handler: (req: WebRequest, res: WebResponse) => Promise<void> | void,
    options?: RouteOptions,
  ): void;
  json(res: WebResponse, status: number, body: unknown): void;
  /** The address that a request counts for in rate limits. */
  clientOf(req: IncomingMessage): string;
  /** Counts a refusal that was answered otherwise than with its error. */
  reportRefusal(req: IncomingMessage, error: AppError): void;
  /** Counts a long-lived response of this request, until the returned function is called. Throws `TooManyRequests`. */
  openStream(req: IncomingMessage): () => void;
  /** Aborted when the service shuts down; long-lived responses end themselves on it. */
  closing: AbortSignal;
};

export function createRouter(
  server: HttpServer,
  { clients, openStreams }: { clients: Clients; openStreams: OpenStreams },
): HttpRouter {
  return {
    on: (method, path, handler, options) => route(server, method, path, handler, options),
    json: sendJson,
    clientOf: clients.ipOf,
    reportRefusal: server.reportRefusal,
    openStream: openStreams.open,
    closing: server.closing,
  };
}
