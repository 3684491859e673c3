import type { IncomingMessage } from "node:http";
import type { Logger } from "pino";

import type { Clock } from "../../common/clock.ts";
import type { AppError } from "../../common/errors.ts";
import { urlOf, type WebResponse } from "../response.ts";
import type { ServerOptions } from "../server.ts";
import { type Clients, createClients, createUntrustedForwarding } from "./client-ip.ts";
import { createIpRateLimit, createRateLimits, type RateLimits, type RateLimitStore } from "./rate-limiter.ts";
import { createOpenStreams, type OpenStreams } from "./open-streams.ts";

/** The middleware that runs before every route, and what routes share with it. */
export type HttpMiddleware = {
  clients: Clients;
  /** For operators: a proxy that the settings do not know of; null: none was noticed. */
  untrustedForwarding(): string | null;
  rateLimits: RateLimits;
  openStreams: OpenStreams;
  serverOptions: Required<Pick<ServerOptions, "middleware" | "upgradeGuard" | "onRefused">>;
};

export type HttpMiddlewareOptions = {
  config: {
    trustProxy: number;
    rateLimits: boolean;
    publicUrl: string | null;
    webchat: { allowedOrigins: readonly string[] };
  };
  clock: Clock;
  rateLimitStore: RateLimitStore;
  log: Logger;
  onRefused?: (error: AppError) => void;
};

/** In this order: HSTS, rate limit by address, CORS. */
export function createHttpMiddleware(options: HttpMiddlewareOptions): HttpMiddleware {
  const { config, clock, rateLimitStore, onRefused } = options;
  const clients = createClients(config);
  const rateLimits = config.rateLimits
    ? createRateLimits({ clock, store: rateLimitStore, log: options.log.child({ part: "rate limits" }) })
    : unlimited;
  const ipRateLimit = createIpRateLimit({ clients, rateLimits, now: clock.now });
  const setTransportSecurity = strictTransportSecurity({ clients, publicUrl: config.publicUrl });
  const allowOrigins = cors(config.webchat.allowedOrigins);
  const forwarding = createUntrustedForwarding(options);
  const middleware = (req: IncomingMessage, res: WebResponse): boolean => {
    forwarding.look(req);
    setTransportSecurity(req, res);
    ipRateLimit.check(req, res);
    return allowOrigins(req, res);
  };
  return {
    clients,
    untrustedForwarding: forwarding.note,
    rateLimits,
    openStreams: createOpenStreams({ clients, ...(config.rateLimits ? {} : { perAddress: Infinity }) }),
    serverOptions: {
      middleware,
      upgradeGuard(req) {
        forwarding.look(req);
        ipRateLimit.check(req, null);
      },
      onRefused(req, error) {
        ipRateLimit.onRefused(req, error);
        onRefused?.(error);
      },
    },
  };
}

const unlimited: RateLimits = {
  limit: () => () => 0,
  globalLimit: () => () => 0,
  start: () => undefined,
  stop: () => undefined,
};

/**
 * CORS for Direct Line: pages of the allowed origins may call it from a browser, others may not. Cookies are not
 * involved. Returns false if the request was a preflight, which is then answered.
 */
export function cors(origins: readonly string[]): (req: IncomingMessage, res: WebResponse) => boolean {
  const allowed = new Set(origins);
  return (req, res) => {
    const { origin } = req.headers;
    if (allowed.size === 0 || !urlOf(req).pathname.startsWith("/v3/directline/")) return true;
    res.setHeader("Vary", "Origin");
    if (origin === undefined || !allowed.has(origin)) return true;
    res.setHeader("Access-Control-Allow-Origin", origin);
    res.setHeader("Access-Control-Expose-Headers", "Retry-After, X-Request-Id");
    res.setHeader("Cross-Origin-Resource-Policy", "cross-origin");
    if (req.method !== "OPTIONS" || req.headers["access-control-request-method"] === undefined) return true;
    sendPreflight(res);
    return false;
  };
}

function sendPreflight(res: WebResponse): void {
  res.setHeader("Access-Control-Allow-Methods", "GET, POST");
  res.setHeader("Access-Control-Allow-Headers", "authorization, content-type, x-ms-bot-agent, x-requested-with");
  res.setHeader("Access-Control-Max-Age", "600");
  res.statusCode = 204;
  res.end();
}

/** HSTS: sent to clients that use TLS, or to all if the public address is https. Browsers ignore it over plain HTTP. */
export function strictTransportSecurity(options: {
  clients: Clients;
  publicUrl: string | null;
}): (req: IncomingMessage, res: WebResponse) => void {
  const always = options.publicUrl?.startsWith("https:") ?? false;
  return (req, res) => {
    if (always || options.clients.isSecure(req)) res.setHeader("Strict-Transport-Security", "max-age=31536000");
  };
}
