import type { IncomingMessage } from "node:http";

import { addressOf, type WebResponse } from "../response.ts";

/**
 * Lets pages of the sites that may embed the chat call Direct Line from browsers, and no other page. False: it was the
 * browser asking beforehand, and is answered. No cookies are ever involved.
 */
export function allowOrigins(origins: readonly string[]): (req: IncomingMessage, res: WebResponse) => boolean {
  const allowed = new Set(origins);
  return (req, res) => {
    const { origin } = req.headers;
    if (allowed.size === 0 || !addressOf(req).pathname.startsWith("/v3/directline/")) return true;
    res.setHeader("Vary", "Origin");
    if (origin === undefined || !allowed.has(origin)) return true;
    res.setHeader("Access-Control-Allow-Origin", origin);
    res.setHeader("Access-Control-Expose-Headers", "Retry-After, X-Request-Id");
    res.setHeader("Cross-Origin-Resource-Policy", "cross-origin");
    if (req.method !== "OPTIONS" || req.headers["access-control-request-method"] === undefined) return true;
    answerBeforehand(res);
    return false;
  };
}

function answerBeforehand(res: WebResponse): void {
  res.setHeader("Access-Control-Allow-Methods", "GET, POST");
  res.setHeader("Access-Control-Allow-Headers", "authorization, content-type, x-ms-bot-agent, x-requested-with");
  res.setHeader("Access-Control-Max-Age", "600");
  res.statusCode = 204;
  res.end();
}
