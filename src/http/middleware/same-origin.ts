import type { IncomingMessage } from "node:http";

import { AppError } from "../../common/errors.ts";

/**
 * Refuses a request that a page of another site made. Browsers state where a request comes from and pages cannot change
 * it. Non-browser clients send neither header and are allowed; they could forge both anyway.
 *
 * @param publicUrl The service's address as browsers know it; without it the request's own Host header counts.
 * @param message What the error says.
 */
export function requireSameOrigin(req: IncomingMessage, publicUrl: string | undefined, message: string): void {
  if (!isSameOrigin(req, publicUrl)) throw new AppError("Forbidden", message);
}

/** The same by `Sec-Fetch-Site` alone, for requests that carry a credential which is protected by `SameSite`, too. */
export function requireSameFetchSite(req: IncomingMessage, message: string): void {
  if (isSameFetchSite(req) === false) throw new AppError("Forbidden", message);
}

/** True for our own page, for navigation by the person, and for clients that are no browser. */
export function isSameOrigin(req: IncomingMessage, publicUrl: string | undefined): boolean {
  const { origin } = req.headers;
  return isSameFetchSite(req) ?? (origin === undefined || hostOf(origin) === ownHost(req, publicUrl));
}

/** What `Sec-Fetch-Site` says; undefined if the client does not send it. */
function isSameFetchSite(req: IncomingMessage): boolean | undefined {
  const site = req.headers["sec-fetch-site"];
  return site === undefined ? undefined : site === "same-origin" || site === "none";
}

/** True if one of the headers that only browsers send is there. */
export function isFromBrowser(req: IncomingMessage): boolean {
  return req.headers.origin !== undefined || req.headers["sec-fetch-site"] !== undefined;
}

function ownHost(req: IncomingMessage, publicUrl: string | undefined): string | null | undefined {
  return publicUrl === undefined ? req.headers.host?.toLowerCase() : hostOf(publicUrl);
}

function hostOf(url: string): string | null {
  return URL.canParse(url) ? new URL(url).host : null;
}
