import type { IncomingMessage } from "node:http";

import { AppError } from "../../common/errors.ts";

/**
 * Refuses what another site's page sent. Browsers say where a request comes from and pages cannot change it; a
 * programme that says nothing is let through, as it could say anything.
 */
export function refuseForeignSite(req: IncomingMessage, publicUrl: string | undefined): void {
  if (!isOwnSite(req, publicUrl)) throw new AppError("Forbidden", "Another site may not open conversations here.");
}

/** Refuses a page of a site that the token was not made for, though it got hold of the token. */
export function refuseForeignHolder(
  req: IncomingMessage,
  origins: readonly string[],
  publicUrl: string | undefined,
): void {
  const { origin } = req.headers;
  if (origin === undefined || origins.includes(origin) || isOwnSite(req, publicUrl)) return;
  throw new AppError("Forbidden", "This token was not made for this site.");
}

/** True for what browsers send; they say so in one way or another. */
export function isFromBrowser(req: IncomingMessage): boolean {
  return req.headers.origin !== undefined || req.headers["sec-fetch-site"] !== undefined;
}

function isOwnSite(req: IncomingMessage, publicUrl: string | undefined): boolean {
  const site = req.headers["sec-fetch-site"];
  const { origin } = req.headers;
  if (site !== undefined) return site === "same-origin" || site === "none";
  return origin === undefined || hostOf(origin) === ownHost(req, publicUrl);
}

function ownHost(req: IncomingMessage, publicUrl: string | undefined): string | null | undefined {
  return publicUrl === undefined ? req.headers.host?.toLowerCase() : hostOf(publicUrl);
}

function hostOf(address: string): string | null {
  return URL.canParse(address) ? new URL(address).host : null;
}
