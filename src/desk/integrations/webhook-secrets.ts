import { createHash, timingSafeEqual } from "node:crypto";

import { AppError } from "../../common/errors.ts";
import type { WebRequest } from "../../http/response.ts";

/**
 * Refuses requests without the secret, in the URL or as a bearer token; takes the same time whatever was
 * shown.
 */
export function requireWebhookSecret(req: WebRequest, secret: string): void {
  const inAddress = new URL(req.url ?? "/", "http://localhost").searchParams.get("secret");
  const shown = inAddress ?? /^Bearer +(\S+) *$/i.exec(req.headers.authorization ?? "")?.[1] ?? "";
  if (!timingSafeEqual(digest(shown), digest(secret)))
    throw new AppError("Unauthorized", "The secret is missing or wrong.");
}

/** A short name for anything, the same for the same. */
export function shortDigest(value: unknown): string {
  return digest(JSON.stringify(value) ?? "")
    .toString("base64url")
    .slice(0, 24);
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
