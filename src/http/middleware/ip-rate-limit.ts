import type { IncomingMessage } from "node:http";

import { AppError } from "../../common/errors.ts";
import { addressOf, type WebResponse } from "../response.ts";
import type { Clients } from "./client-ip.ts";
import type { RateLimits } from "./rate-limiter.ts";

/**
 * What stands before every door: who knocks too often, from one address, is told to wait before anything is read or
 * looked up.
 */
export type Guard = {
  /** Throws `TooManyRequests`. */
  admit(req: IncomingMessage, res: WebResponse): void;
  /** Counts a refusal: somebody who is refused again and again tries keys, not the service. */
  refused(req: IncomingMessage, fault: AppError): void;
};

/** Limits a minute, for one address. */
export type GuardLimits = { requests: number; refusals: number };

/**
 * Channels' servers speak for thousands of people from one address, so `/api/messages` is only guarded by what it
 * refuses. Programmes on this machine are not limited.
 */
export function makeGuard(options: { clients: Clients; rateLimits: RateLimits; limits?: Partial<GuardLimits> }): Guard {
  const { clients, rateLimits, limits } = options;
  const requests = rateLimits.limit("requests", limits?.requests ?? 3_000);
  const refusals = rateLimits.limit("refusals", limits?.refusals ?? 300);
  const blocked = new Map<string, number>();
  return {
    admit(req, res) {
      if (clients.isLocal(req)) return;
      const address = clients.addressOf(req);
      const until = blocked.get(address) ?? 0;
      const wait = until > Date.now() ? Math.ceil((until - Date.now()) / 1000) : isChannel(req) ? 0 : requests(address);
      if (wait > 0) refuseFor(wait, res, "Too many requests from this address.");
    },
    refused(req, fault) {
      if (fault.status >= 500 || fault.code === "TooManyRequests" || clients.isLocal(req)) return;
      const address = clients.addressOf(req);
      const wait = refusals(address);
      if (wait === 0) return;
      if (blocked.size >= 10_000) blocked.clear();
      blocked.set(address, Date.now() + wait * 1000);
    },
  };
}

/** Refuses with the time to wait, in seconds. */
export function refuseFor(seconds: number, res: WebResponse, why: string): never {
  res.setHeader("Retry-After", seconds);
  throw new AppError("TooManyRequests", why, { remedy: `Try again in ${seconds} s.` });
}

function isChannel(req: IncomingMessage): boolean {
  return addressOf(req).pathname === "/api/messages";
}
