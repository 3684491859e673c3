import type { IncomingMessage } from "node:http";

import { createBlockList } from "../../common/block-list.ts";
import { AppError } from "../../common/errors.ts";
import { urlOf, type WebResponse } from "../response.ts";
import type { Clients } from "./client-ip.ts";
import type { RateLimits } from "./rate-limiter.ts";

/** Rate limit per IP address, checked before the request is parsed. */
export type IpRateLimit = {
  /** Throws `TooManyRequests`. `res`: gets `Retry-After`; an upgrade has none. */
  check(req: IncomingMessage, res: WebResponse | null): void;
  /** Counts an error response. Repeated 4xx to one address suggest credential guessing, so the address is blocked. */
  onRefused(req: IncomingMessage, error: AppError): void;
};

/** Per minute and address. `refusals`: responses with a 4xx status. */
export type IpLimits = { requests: number; refusals: number };

/**
 * The servers of a channel send for thousands of people from one address, so requests to `/api/messages` are not
 * counted, only their refusals. Processes on this machine are not limited.
 */
export function createIpRateLimit(options: {
  clients: Clients;
  rateLimits: RateLimits;
  now: () => number;
  limits?: Partial<IpLimits>;
}): IpRateLimit {
  const { clients, rateLimits, now, limits } = options;
  const requests = rateLimits.limit("requests", limits?.requests ?? 3_000);
  const refusals = rateLimits.limit("refusals", limits?.refusals ?? 300);
  const blocked = createBlockList({ now });
  return {
    check(req, res) {
      if (clients.isLocal(req)) return;
      const ip = clients.ipOf(req);
      const blockedFor = Math.ceil(blocked.remaining(ip) / 1000);
      const wait = blockedFor > 0 || isFromChannel(req) ? blockedFor : requests(ip);
      if (wait > 0) throwTooManyRequests(wait, res, "Too many requests from this address.");
    },
    onRefused(req, error) {
      if (error.status >= 500 || error.code === "TooManyRequests" || clients.isLocal(req)) return;
      const ip = clients.ipOf(req);
      const wait = refusals(ip);
      if (wait > 0) blocked.block(ip, now() + wait * 1000);
    },
  };
}

/** Throws 429 and sets `Retry-After`. */
export function throwTooManyRequests(seconds: number, res: WebResponse | null, message: string): never {
  res?.setHeader("Retry-After", seconds);
  throw new AppError("TooManyRequests", message, { remedy: `Try again in ${seconds} s.` });
}

function isFromChannel(req: IncomingMessage): boolean {
  return urlOf(req).pathname === "/api/messages";
}
