import type { IncomingMessage, ServerResponse } from "node:http";

import { AppError, errorBody } from "../common/errors.ts";

/**
 * Node's request with what the server has read of it, free of restify. `body` is unchecked JSON, undefined if there was
 * none.
 */
export type WebRequest = IncomingMessage & { params: Readonly<Record<string, string>>; body?: unknown };
export type WebResponse = ServerResponse;

/** What is unavailable now is looked at again every few seconds. */
const retryAfterSeconds = 5;

/** Sends JSON, unless a response has been started. */
export function sendJson(res: WebResponse, status: number, body: unknown): void {
  if (res.headersSent || res.destroyed) return;
  const text = JSON.stringify(body);
  res.statusCode = status;
  if (status === 503 && !res.hasHeader("Retry-After")) res.setHeader("Retry-After", retryAfterSeconds);
  res.setHeader("Content-Type", "application/json; charset=utf-8");
  res.setHeader("Content-Length", Buffer.byteLength(text));
  res.end(text);
}

/** Sends the error body that every refusal has. If the response has been started already, the connection is closed. */
export function sendError(res: WebResponse, error: AppError): void {
  if (res.headersSent) {
    if (!res.writableEnded) res.destroy();
    return;
  }
  sendJson(res, error.status, errorBody(error));
}

/** Anything thrown as an `AppError`. Other errors become `Internal`, whose message does not reveal the cause. */
export function asAppError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  return new AppError("Internal", "Something went wrong on our side.", {
    remedy: "Try again in a moment.",
    cause: thrown,
  });
}

/** The requested path and query. The host is fixed, because the Host header is unvalidated input. */
export function urlOf(req: IncomingMessage): URL {
  const path = req.url ?? "/";
  return new URL(path.startsWith("/") ? `http://localhost${path}` : "http://localhost/");
}
