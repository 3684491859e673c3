import type { IncomingMessage } from "node:http";
import type { Logger } from "pino";

import type { Clock } from "../../common/clock.ts";
import type { AppError } from "../../common/errors.ts";
import type { WebResponse } from "../response.ts";
import type { ServerOptions } from "../server.ts";
import { type Clients, createClients } from "./client-ip.ts";
import { cors } from "./cors.ts";
import { createIpRateLimit } from "./ip-rate-limit.ts";
import { createOpenStreams, type OpenStreams } from "./open-streams.ts";
import { createRateLimits, type RateLimits, type RateLimitStore } from "./rate-limiter.ts";
import { createUntrustedForwarding } from "./untrusted-forwarding.ts";
import { strictTransportSecurity } from "./security-headers.ts";

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
