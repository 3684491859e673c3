import type { IncomingMessage } from "node:http";

import { Fault } from "../../errors.ts";
import type { WebRequest, WebResponse } from "../answer.ts";
import type { RateLimit } from "./rate-limit.ts";
import { refuseForeignSite } from "./same-origin.ts";

/** Throws when this request may not have a token now. */
export type Admission = (req: WebRequest, res: WebResponse) => void;

/** Guards the ways to a new token: from our own pages only, and so many for each address. */
export function makeAdmission(options: { rateLimit: RateLimit; publicUrl: string | undefined; clientOf: (req: IncomingMessage) => string }): Admission {
  return (req, res) => {
    refuseForeignSite(req, options.publicUrl);
    const wait = options.rateLimit(options.clientOf(req));
    if (wait === 0) return;
    res.setHeader("Retry-After", wait);
    throw new Fault("TooManyRequests", "Too many new conversations from this address.", { remedy: `Try again in ${wait} s.` });
  };
}
