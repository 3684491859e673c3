import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";

import { isDirectLoopback } from "./middleware/client-ip.ts";

/** Whether a request may read what is for operators: reasons, notes and metrics. */
export type OperatorAccess = (req: IncomingMessage) => boolean;

/** Loopback clients without a proxy, and clients that send `Authorization: Bearer <METRICS_TOKEN>`. */
export function createOperatorAccess({ metricsToken }: { metricsToken: string | null }): OperatorAccess {
  const expected = metricsToken === null ? null : digest(metricsToken);
  return (req) => {
    if (isDirectLoopback(req)) return true;
    const given = /^Bearer +(\S+) *$/i.exec(req.headers.authorization ?? "")?.[1];
    return expected !== null && given !== undefined && timingSafeEqual(digest(given), expected);
  };
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
