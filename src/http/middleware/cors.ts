import type { IncomingMessage } from "node:http";

import { urlOf, type WebResponse } from "../response.ts";

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
