import type { IncomingMessage, ServerResponse } from "node:http";

import { AppError, errorBody } from "../common/errors.ts";

/**
 * A request as every handler of ours sees it: Node's own, plus what the server has read. Nothing of restify shows.
 * `body` is unknown until the handler has checked it, and undefined when there was none.
 */
export type WebRequest = IncomingMessage & { params: Readonly<Record<string, string>>; body?: unknown };
export type WebResponse = ServerResponse;

/** Answers with JSON, unless an answer is already under way. */
export function sendJson(res: WebResponse, status: number, body: unknown): void {
  if (res.headersSent || res.destroyed) return;
  const text = JSON.stringify(body);
  res.statusCode = status;
  res.setHeader("Content-Type", "application/json; charset=utf-8");
  res.setHeader("Content-Length", Buffer.byteLength(text));
  res.end(text);
}

/** Refuses in the one shape that every refusal has; a fault that came too late for that ends the connection. */
export function sendFault(res: WebResponse, fault: AppError): void {
  if (res.headersSent) {
    if (!res.writableEnded) res.destroy();
    return;
  }
  sendJson(res, fault.status, errorBody(fault));
}

/** Whatever was thrown as a fault; what is not ours becomes `Internal`, its message kept from strangers. */
export function asFault(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  return new AppError("Internal", "Something went wrong on our side.", {
    remedy: "Try again in a moment.",
    cause: thrown,
  });
}

/** The address as the request wrote it; the host is a stranger's word and plays no part. */
export function addressOf(req: IncomingMessage): URL {
  const path = req.url ?? "/";
  return new URL(path.startsWith("/") ? `http://localhost${path}` : "http://localhost/");
}
