import type { IncomingMessage, ServerResponse } from "node:http";

/** A request with what the server has read of it; `body` is unchecked JSON. */
export type RouteRequest = IncomingMessage & { params: Readonly<Record<string, string>>; body?: unknown };

/**
 * The port through which an edge other than the channel serves HTTP. A `Fault` that a handler throws becomes the
 * answer.
 */
export type HttpRouter = {
  on(
    method: "GET" | "POST" | "DELETE",
    path: string,
    handler: (req: RouteRequest, res: ServerResponse) => Promise<void> | void,
  ): void;
  json(res: ServerResponse, status: number, body: unknown): void;
  /** Whom a request counts for in limits. */
  clientOf(req: IncomingMessage): string;
  /** Aborted when the service shuts down: answers that never end must end. */
  closing: AbortSignal;
};
