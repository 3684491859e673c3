import type { IncomingMessage } from "node:http";

import type { AppError } from "../../common/errors.ts";
import type { Clock } from "../../common/clock.ts";
import type { WebResponse } from "../response.ts";
import { knowClients, type Clients } from "./client-ip.ts";
import { allowOrigins } from "./cors.ts";
import { makeGuard } from "./ip-rate-limit.ts";
import { type RateLimitStore, makeRateLimits, type RateLimits } from "./rate-limiter.ts";
import { strictTransport } from "./security-headers.ts";
import type { ServerOptions } from "../server.ts";

/** What stands before all doors, from the settings. */
export type HttpMiddleware = {
  clients: Clients;
  rateLimits: RateLimits;
  /** For the server. */
  before: Required<Pick<ServerOptions, "decorate" | "refused">>;
};

/** What doors are made from. */
export type HttpMiddlewareOptions = {
  config: {
    trustProxy: number;
    rateLimits: boolean;
    publicUrl: string | null;
    webchat: { allowedOrigins: readonly string[] };
  };
  clock: Clock;
  shelf: RateLimitStore;
  onTrouble: (reason: string, err: unknown) => void;
  onRefused?: (fault: AppError) => void;
};

/** Joins who calls, how often they may, and what browsers are told. */
export function createHttpMiddleware({
  config,
  clock,
  shelf,
  onTrouble,
  onRefused,
}: HttpMiddlewareOptions): HttpMiddleware {
  const clients = knowClients(config);
  const onShelfAway = (err: unknown): void => onTrouble("limits are counted on this node alone meanwhile", err);
  const rateLimits = config.rateLimits ? makeRateLimits({ clock, shelf, onTrouble: onShelfAway }) : noLimits;
  const guard = makeGuard({ clients, rateLimits });
  const tellTransport = strictTransport({ clients, publicUrl: config.publicUrl });
  const letOrigin = allowOrigins(config.webchat.allowedOrigins);
  const decorate = (req: IncomingMessage, res: WebResponse): boolean => {
    tellTransport(req, res);
    guard.admit(req, res);
    return letOrigin(req, res);
  };
  const refused = (req: IncomingMessage, fault: AppError): void => {
    guard.refused(req, fault);
    onRefused?.(fault);
  };
  return { clients, rateLimits, before: { decorate, refused } };
}

const noLimits: RateLimits = { limit: () => () => 0, start: () => undefined, stop: () => undefined };
