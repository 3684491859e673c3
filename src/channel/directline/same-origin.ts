import type { IncomingMessage } from "node:http";

import { Fault } from "../../errors.ts";

/**
 * Refuses what another site's page sent. Browsers say where a request comes from and pages cannot change it; a
 * programme that says nothing is let through, as it could say anything.
 */
export function refuseForeignSite(req: IncomingMessage, publicUrl: string | undefined): void {
  const site = req.headers["sec-fetch-site"];
  const { origin } = req.headers;
  const foreign = site === undefined ? origin !== undefined && hostOf(origin) !== ownHost(req, publicUrl) : site !== "same-origin" && site !== "none";
  if (foreign) throw new Fault("Forbidden", "Another site may not open conversations here.");
}

function ownHost(req: IncomingMessage, publicUrl: string | undefined): string | null | undefined {
  return publicUrl === undefined ? req.headers.host?.toLowerCase() : hostOf(publicUrl);
}

function hostOf(address: string): string | null {
  return URL.canParse(address) ? new URL(address).host : null;
}
