import { randomUUID } from "node:crypto";
import type { IncomingMessage, Server as NodeServer } from "node:http";
import { type AddressInfo, Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { Logger } from "pino";
import type { Request, RequestHandler } from "restify";
// As its `createServer` puts them together. The package as a whole loads all its plugins, of which we use none: a tenth
// of the start.
import Router from "restify/lib/router.js";
import RestifyServer from "restify/lib/server.js";

import { AppError, errorBody } from "../common/errors.ts";
import { asFault, sendFault, type WebRequest, type WebResponse } from "./response.ts";
import { readJson } from "./request-body.ts";
import type { RequestObserver } from "../observability/tracing.ts";

/** What the server is made of. Times are in milliseconds. */
export type ServerOptions = {
  log: Logger;
  /** Larger bodies are refused with 413. */
  maxBodyBytes?: number;
  /**
   * Looks at every request before its routing: the place for headers that all answers carry. Throws to refuse; false:
   * it answered itself.
   */
  decorate?: (req: IncomingMessage, res: WebResponse) => unknown;
  /** Told of every refusal, so that whoever knocks at all doors can be slowed down. */
  refused?: (req: IncomingMessage, fault: AppError) => void;
  /** Sees every request that has a route, from its beginning to its answer. */
  watch?: RequestObserver | undefined;
  /** More connections than this are closed at once. */
  maxConnections?: number;
  /** How long a sender may take for its headers, and for headers and body together. */
  headersTimeoutMs?: number;
  requestTimeoutMs?: number;
};

/** The one HTTP server that all doors are mounted on. */
export type HttpServer = {
  /** Node's server, for `upgrade` listeners. */
  http: NodeServer;
  maxBodyBytes: number;
  log: Logger;
  /** Aborted when `close` begins: answers that never end (event streams) end themselves on it. */
  closing: AbortSignal;
  /** For `route` alone. */
  watch: RequestObserver;
  /** For `route` alone: refuses a request, and tells whoever counts refusals. */
  refuse(req: IncomingMessage, res: WebResponse, fault: AppError): void;
  /** For `route` alone. */
  mount(method: Method, path: string, handler: (req: WebRequest, res: WebResponse) => Promise<void>): void;
  listen(at: { host: string; port: number }): Promise<AddressInfo>;
  /** No new connections, running requests finish; whatever is still open after `withinMs` is cut. */
  close(options?: { withinMs?: number }): Promise<void>;
};

/** The methods that a route may be opened for. */
export type Method = "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE" | "OPTIONS";
/** May throw: a `Fault` becomes its answer, anything else a 500 that says nothing of its cause. */
export type Handler = (req: WebRequest, res: WebResponse) => Promise<void> | void;
export type RouteOptions = {
  /**
   * `json` (default for methods with a body) fills `req.body`; `raw` leaves the body to the handler (see `readBody`).
   */
  body?: "json" | "raw";
};

const defaultHeaders = [
  ["X-Content-Type-Options", "nosniff"],
  ["Referrer-Policy", "no-referrer"],
  ["Cache-Control", "no-store"],
  ["Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"],
] as const;

/** Makes the server; nothing listens yet. */
export function createHttpServer(options: ServerOptions): HttpServer {
  const { log } = options;
  const server = new RestifyServer({ name: "", log, router: new Router({ log }) });
  const http = server.server as NodeServer;
  const closing = new AbortController();
  setLimits(http, options);
  // restify passes Node's errors on and would throw them for want of a listener; `listen` has told its caller.
  server.on("error", () => {});
  // Missing in restify's types: what it returns decides whether the request goes on.
  const looking = server as unknown as { first(look: (req: IncomingMessage, res: WebResponse) => boolean): void };
  looking.first((req, res) => beginAnswer(req, res, options, closing.signal));
  server.on(
    "restifyError",
    (req: IncomingMessage, res: WebResponse & { _sent?: boolean }, error: unknown, done: () => void) => {
      refuse(req, res, routingFault(error, req), options);
      // Keeps restify from sending its own words after ours.
      res._sent = true;
      done();
    },
  );
  const sockets = keepSockets(http);
  return {
    http,
    log: options.log,
    maxBodyBytes: options.maxBodyBytes ?? 256 * 1024,
    watch: options.watch ?? ((_request, answer) => answer()),
    refuse: (req, res, fault) => refuse(req, res, fault, options),
    closing: closing.signal,
    mount(method, path, handler) {
      server[verbs[method]](path, handler as unknown as RequestHandler);
      options.log.debug({ method, route: path }, "a door is open");
    },
    listen: (at) => listen(http, at),
    close: ({ withinMs = 8_000 } = {}) => {
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

/**
 * Mounts a handler. restify tells asynchronous handlers by their two arguments: this wrapper has them, the handler need
 * not.
 */
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
      const fault = asFault(thrown);
      if (fault.code === "Internal")
        server.log.error({ err: fault.cause, method, route: path, request: requestId(res) }, "request failed");
      if (fault.code === "StoreUnavailable")
        server.log.warn(
          { reason: fault.message, method, route: path, request: requestId(res) },
          "nothing can be stored",
        );
      server.refuse(req, res, fault);
    } finally {
      // Asked first: putting the line together for nobody costs a hundredth of a turn.
      if (server.log.isLevelEnabled("debug"))
        server.log.debug(
          { request: requestId(res), method, route: path, status: res.statusCode, ...subjectOf(req, res, path) },
          "answered",
        );
    }
  };
  server.mount(method, path, async (req, res) => {
    await server.watch({ method, route: path, id: requestId(res), status: () => res.statusCode }, () =>
      answer(req, res),
    );
  });
}

/** What the address names, once it is known to be there: anything can be written into an address. */
function subjectOf(req: WebRequest, res: WebResponse, path: string): { conversation?: string; case?: string } {
  const { id } = req.params;
  if (id === undefined || res.statusCode >= 400) return {};
  return path.includes("/conversations/") ? { conversation: id } : { case: id };
}

/** The number under which this request stands in the log; its sender is told it too. */
function requestId(res: WebResponse): string {
  return String(res.getHeader("X-Request-Id"));
}

function refuse(req: IncomingMessage, res: WebResponse, fault: AppError, { refused }: ServerOptions): void {
  refused?.(req, fault);
  sendFault(res, fault);
}

/** The first look at a request. False: it is answered already. */
function beginAnswer(req: IncomingMessage, res: WebResponse, options: ServerOptions, closing: AbortSignal): boolean {
  for (const [name, value] of defaultHeaders) res.setHeader(name, value);
  res.setHeader("X-Request-Id", randomUUID());
  if (closing.aborted) res.setHeader("Connection", "close");
  try {
    if ((req.url?.length ?? 0) > longestAddress)
      throw new AppError("AddressTooLong", "The address is too long.", { remedy: "Put long texts into the body." });
    if (req.headers.host === undefined && req.httpVersion === "1.1")
      throw new AppError("BadRequest", "The request has no Host header.");
    if (options.decorate?.(req, res) === false) return false;
  } catch (thrown) {
    refuse(req, res, asFault(thrown), options);
    return false;
  }
  try {
    // restify builds an address from the Host header later, where a broken one would end the whole process.
    (req as unknown as Request).getUrl();
    return true;
  } catch (cause) {
    sendFault(res, new AppError("BadRequest", "The request's address or Host header is not valid.", { cause }));
    return false;
  }
}

/** Ours are short, but for the token in a stream's address. */
const longestAddress = 4_096;

function routingFault(error: unknown, req: IncomingMessage): AppError {
  const status = (error as { statusCode?: number } | undefined)?.statusCode;
  if (status === 404) return new AppError("NotFound", "There is nothing at this address.");
  if (status === 405) return new AppError("MethodNotAllowed", `This address does not take ${req.method}.`);
  return asFault(error);
}

function setLimits(http: NodeServer, options: ServerOptions): void {
  http.headersTimeout = options.headersTimeoutMs ?? 10_000;
  http.requestTimeout = options.requestTimeoutMs ?? 20_000;
  // Longer than the idle time of common load balancers (60 s), so that they never write into a connection we just
  // closed.
  http.keepAliveTimeout = 65_000;
  http.maxHeadersCount = 100;
  http.maxConnections = options.maxConnections ?? 20_000;
  // Node looks for slow senders every 30 s by default; read when the server begins to listen. A request without a host
  // Node would refuse without a word.
  Object.assign(http, { connectionsCheckingInterval: Math.min(1_000, http.headersTimeout), requireHostHeader: false });
  http.on("clientError", answerClientError);
}

/** Requests that Node itself refuses still get a JSON answer. */
function answerClientError(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (!socket.writable || (socket instanceof Socket && socket.bytesWritten > 0)) return void socket.destroy();
  const [status, fault] = clientFaults[error.code ?? ""] ?? [
    "400 Bad Request",
    new AppError("BadRequest", "This is not a valid HTTP request."),
  ];
  const body = JSON.stringify(errorBody(fault));
  socket.end(
    `HTTP/1.1 ${status}\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}

const clientFaults: Record<string, [string, AppError]> = {
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

/** All open connections, upgraded ones too: Node forgets those, and waits for them for ever. */
function keepSockets(http: NodeServer): ReadonlySet<Socket> {
  const sockets = new Set<Socket>();
  http.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  return sockets;
}

function close(http: NodeServer, sockets: ReadonlySet<Socket>, withinMs: number): Promise<void> {
  if (!http.listening) return Promise.resolve();
  return new Promise((resolve) => {
    // A connection whose last request ends after this point stays open, idle, unless it is closed again and again.
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
