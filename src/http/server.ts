import { randomUUID } from "node:crypto";
import type { IncomingMessage, Server as NodeServer } from "node:http";
import { type AddressInfo, Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { Logger } from "pino";
import { createServer, type Next, type Request, type Response, type ServerOptions as RestifyOptions } from "restify";

import { AppError, errorBody } from "../common/errors.ts";
import type { RequestObserver } from "../observability/tracing.ts";
import { discardBody, readJson } from "./request-body.ts";
import { isLoopbackAddress } from "./middleware/client-ip.ts";
import { asAppError, sendError, type WebRequest, type WebResponse } from "./response.ts";

/** Times are in milliseconds. */
export type ServerOptions = {
  log: Logger;
  /** Larger bodies are refused with 413. */
  maxBodyBytes?: number;
  /** Runs before routing. Throws to refuse the request; returns false if it has sent the response itself. */
  middleware?: (req: IncomingMessage, res: WebResponse) => unknown;
  /** Runs before an upgrade to a WebSocket. Throws to refuse it. */
  upgradeGuard?: (req: IncomingMessage) => void;
  /** Called with every error response, so that repeated ones can be penalised and counted. */
  onRefused?: (req: IncomingMessage, error: AppError) => void;
  /** Wraps every request that has a route. */
  observer?: RequestObserver | undefined;
  /** Connections beyond this are closed at once. */
  maxConnections?: number;
  /** The same for one address other than this machine; not for the address of a proxy, which is that of many. */
  maxConnectionsPerAddress?: number;
  /** Time allowed for the headers, and for headers and body together. */
  headersTimeoutMs?: number;
  requestTimeoutMs?: number;
};

/** The HTTP server of the process. */
export type HttpServer = {
  /** Node's server, for `upgrade` listeners. */
  http: NodeServer;
  maxBodyBytes: number;
  log: Logger;
  /** Aborted when `drain` or `close` begins. */
  draining: AbortSignal;
  /** Aborted when `close` begins; long-lived responses (event streams) end themselves on it. */
  closing: AbortSignal;
  /** For listeners of `upgrade`: throws if the request is not let in. */
  guardUpgrade(req: IncomingMessage): void;
  /** For listeners of `upgrade`: reports a refusal that they answered. */
  reportRefusal(req: IncomingMessage, error: AppError): void;
  /** Used by `route`. */
  observer: RequestObserver;
  /** Used by `route`: sends an error response and reports it to `onRefused`. */
  refuse(req: IncomingMessage, res: WebResponse, error: AppError): void;
  /** Used by `route`. */
  register(method: Method, path: string, handler: (req: WebRequest, res: WebResponse) => Promise<void>): void;
  /** Goes on answering, and closes each connection as it does: no balancer should send anything new. */
  drain(): void;
  listen(at: { host: string; port: number }): Promise<AddressInfo>;
  /**
   * Drains: accepts no new connections and lets running requests finish. Connections still open after `withinMs` are
   * destroyed.
   */
  close(options?: { withinMs?: number }): Promise<void>;
};

export type Method = "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE" | "OPTIONS";
/** May throw: an `AppError` becomes its response, anything else a 500 that does not reveal its cause. */
export type Handler = (req: WebRequest, res: WebResponse) => Promise<void> | void;
export type RouteOptions = {
  /**
   * `json` (the default for methods with a body) parses it into `req.body`; `raw` leaves it to the handler, which uses
   * `readBody`.
   */
  body?: "json" | "raw";
};

const defaultHeaders = [
  ["X-Content-Type-Options", "nosniff"],
  ["Referrer-Policy", "no-referrer"],
  ["Cache-Control", "no-store"],
  ["Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"],
] as const;

/** Creates the server; it listens once `listen` is called. */
export function createHttpServer(options: ServerOptions): HttpServer {
  const { log } = options;
  // restify logs with pino; its type definitions still name bunyan.
  const server = createServer({ name: "", log: log as unknown as NonNullable<RestifyOptions["log"]> });
  const http = server.server as NodeServer;
  const closing = new AbortController();
  const draining = new AbortController();
  setLimits(http, options);
  // restify re-emits Node's errors, and an event `error` without a listener throws. `listen` reports them already.
  server.on("error", () => {});
  server.pre((req: Request, res: Response, next: Next) => next(beginRequest(req, res, options, draining.signal)));
  server.on("restifyError", (req: Request, res: Response, error: unknown, done: () => void) => {
    const refusal = routingError(error, req);
    options.onRefused?.(req, refusal);
    // restify's `json` marks the response as sent, so that restify does not send an error body of its own after it.
    res.charSet("utf-8");
    if (!res.headersSent) res.json(refusal.status, errorBody(refusal));
    done();
  });
  const sockets = trackSockets(http, options.maxConnectionsPerAddress ?? Infinity);
  return {
    http,
    log,
    maxBodyBytes: options.maxBodyBytes ?? 256 * 1024,
    observer: options.observer ?? ((_request, answer) => answer()),
    guardUpgrade: (req) => options.upgradeGuard?.(req),
    reportRefusal: (req, error) => options.onRefused?.(req, error),
    refuse: (req, res, error) => refuse(req, res, error, options),
    draining: draining.signal,
    closing: closing.signal,
    register(method, path, handler) {
      // restify recognises an asynchronous handler by its exactly two parameters.
      server[verbs[method]](path, async (req: Request, res: Response) => handler(req as WebRequest, res));
      log.debug({ method, route: path }, "route registered");
    },
    listen: (at) => listen(http, at),
    drain: () => draining.abort(),
    close: ({ withinMs = 8_000 } = {}) => {
      draining.abort();
      closing.abort();
      return close(http, sockets, withinMs);
    },
  };
}

const verbs = {
  GET: "get",
  HEAD: "head",
  POST: "post",
  PUT: "put",
  PATCH: "patch",
  DELETE: "del",
  OPTIONS: "opts",
} as const;

/** Registers a handler: reads the body, turns thrown errors into responses, logs the request at level debug. */
export function route(
  server: HttpServer,
  method: Method,
  path: string,
  handler: Handler,
  options: RouteOptions = {},
): void {
  const readsJson = (options.body ?? "json") === "json" && !["GET", "HEAD", "OPTIONS"].includes(method);
  const answer = async (req: WebRequest, res: WebResponse): Promise<void> => {
    try {
      if (readsJson) req.body = await readJson(req, server.maxBodyBytes);
      await handler(req, res);
    } catch (thrown) {
      const error = asAppError(thrown);
      const context = { method, route: path, request: requestId(res) };
      if (error.code === "Internal") server.log.error({ err: error.cause, ...context }, "request failed");
      if (error.code === "StoreUnavailable")
        server.log.warn({ reason: error.message, ...context }, "request failed: database unavailable");
      server.refuse(req, res, error);
    } finally {
      // Building the log line costs 1 % of a turn, so the level is checked first.
      if (server.log.isLevelEnabled("debug"))
        server.log.debug(
          { request: requestId(res), method, route: path, status: res.statusCode, ...subjectOf(req, res, path) },
          "request answered",
        );
    }
  };
  server.register(method, path, async (req, res) => {
    await server.observer({ method, route: path, id: requestId(res), status: () => res.statusCode }, () =>
      answer(req, res),
    );
  });
}

/** The id in the path, once a handler has accepted it: before that it is unvalidated input, which is never logged. */
function subjectOf(req: WebRequest, res: WebResponse, path: string): { conversation?: string; case?: string } {
  const { id } = req.params;
  if (id === undefined || res.statusCode >= 400) return {};
  return path.includes("/conversations/") ? { conversation: id } : { case: id };
}

/** Identifies the request in the log; the client gets it in the header `X-Request-Id`. */
function requestId(res: WebResponse): string {
  return String(res.getHeader("X-Request-Id"));
}

function refuse(req: IncomingMessage, res: WebResponse, error: AppError, { onRefused }: ServerOptions): void {
  onRefused?.(req, error);
  sendError(res, error);
}

/** Sets the common headers and runs the middleware. Returns false, which stops restify's chain, if it has responded. */
function beginRequest(req: Request, res: Response, options: ServerOptions, draining: AbortSignal): false | undefined {
  for (const [name, value] of defaultHeaders) res.setHeader(name, value);
  res.setHeader("X-Request-Id", randomUUID());
  if (draining.aborted) res.setHeader("Connection", "close");
  // Answered before its body was read, which Node would then read at full speed.
  res.once("prefinish", () => discardBody(req));
  try {
    if ((req.url?.length ?? 0) > maxUrlLength)
      throw new AppError("AddressTooLong", "The address is too long.", { remedy: "Put long texts into the body." });
    if (req.headers.host === undefined && req.httpVersion === "1.1")
      throw new AppError("BadRequest", "The request has no Host header.");
    if (options.middleware?.(req, res) === false) return false;
  } catch (thrown) {
    refuse(req, res, asAppError(thrown), options);
    return false;
  }
  try {
    // restify's router calls this outside any handler. With an invalid Host header it throws there, which would end the
    // process.
    req.getUrl();
    return undefined;
  } catch (cause) {
    sendError(res, new AppError("BadRequest", "The request's address or Host header is not valid.", { cause }));
    return false;
  }
}

/** Our own addresses are short, apart from the token in the address of a stream. */
const maxUrlLength = 4_096;

function routingError(error: unknown, req: IncomingMessage): AppError {
  const status = (error as { statusCode?: number } | undefined)?.statusCode;
  if (status === 404) return new AppError("NotFound", "There is nothing at this address.");
  if (status === 405) return new AppError("MethodNotAllowed", `This address does not take ${req.method}.`);
  return asAppError(error);
}

function setLimits(http: NodeServer, options: ServerOptions): void {
  http.headersTimeout = options.headersTimeoutMs ?? 10_000;
  http.requestTimeout = options.requestTimeoutMs ?? 20_000;
  // Longer than the idle timeout of common load balancers (60 s), so that they never write to a connection that was just
  // closed.
  http.keepAliveTimeout = 65_000;
  http.maxHeadersCount = 100;
  http.maxConnections = options.maxConnections ?? 20_000;
  // Node checks for slow clients every 30 s by default and reads this interval when it starts to listen. It would refuse
  // a request without a Host header with an empty body; `beginRequest` refuses it with JSON.
  Object.assign(http, { connectionsCheckingInterval: Math.min(1_000, http.headersTimeout), requireHostHeader: false });
  http.on("clientError", answerClientError);
}

/** The JSON response to requests that Node itself refuses. */
function answerClientError(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (!socket.writable || (socket instanceof Socket && socket.bytesWritten > 0)) return void socket.destroy();
  const [status, refusal] = clientErrors[error.code ?? ""] ?? [
    "400 Bad Request",
    new AppError("BadRequest", "This is not a valid HTTP request."),
  ];
  const body = JSON.stringify(errorBody(refusal));
  socket.end(
    `HTTP/1.1 ${status}\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}

const clientErrors: Record<string, [string, AppError]> = {
  ERR_HTTP_REQUEST_TIMEOUT: ["408 Request Timeout", new AppError("BadRequest", "The request took too long to arrive.")],
  HPE_HEADER_OVERFLOW: [
    "431 Request Header Fields Too Large",
    new AppError("BadRequest", "The request's headers are too large."),
  ],
};

function listen(http: NodeServer, at: { host: string; port: number }): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    http.once("error", reject);
    http.listen(at.port, at.host, () => {
      http.off("error", reject);
      resolve(http.address() as AddressInfo);
    });
  });
}

/**
 * All open connections, upgraded ones included: Node's `close` waits for those, but has no way to end them. One address
 * gets `perAddress` of them.
 */
function trackSockets(http: NodeServer, perAddress: number): ReadonlySet<Socket> {
  const sockets = new Set<Socket>();
  const byAddress = new Map<string, number>();
  http.on("connection", (socket: Socket) => {
    const address = socket.remoteAddress ?? "";
    const count = (byAddress.get(address) ?? 0) + 1;
    if (count > perAddress && !isLoopbackAddress(address)) return void socket.destroy();
    byAddress.set(address, count);
    sockets.add(socket);
    socket.once("close", () => {
      sockets.delete(socket);
      const left = (byAddress.get(address) ?? 1) - 1;
      if (left > 0) byAddress.set(address, left);
      else byAddress.delete(address);
    });
  });
  return sockets;
}

function close(http: NodeServer, sockets: ReadonlySet<Socket>, withinMs: number): Promise<void> {
  if (!http.listening) return Promise.resolve();
  return new Promise((resolve) => {
    // `close` ends the connections that are idle now; one that becomes idle later has to be closed as well.
    const sweep = setInterval(() => http.closeIdleConnections(), 20);
    const cut = setTimeout(() => {
      for (const socket of sockets) socket.destroy();
    }, withinMs);
    http.close(() => {
      clearInterval(sweep);
      clearTimeout(cut);
      resolve();
    });
  });
}
