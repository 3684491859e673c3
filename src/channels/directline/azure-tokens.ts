import { randomUUID } from "node:crypto";
import { decodeJwt } from "jose";
import type { Response } from "node-fetch";
import { z } from "zod";

import { AppError } from "../../common/errors.ts";
import { lazyFetch } from "../../common/lazy-fetch.ts";

/** A token of Azure's Direct Line for one conversation and user, and where the page finds that service. */
export type AzureToken = { token: string; conversationId: string; userId: string; expires_in: number; domain: string };

/**
 * Exchanges the secret, which never leaves this process, for tokens that the page may hold. `current`: a token the page
 * still has.
 */
export type AzureTokens = (current: string | undefined) => Promise<AzureToken>;

/** Where Azure's Direct Line is. */
const azureDirectLine = "https://directline.botframework.com/v3/directline";

const answer = z.object({
  token: z.string().min(1),
  conversationId: z.string().min(1),
  expires_in: z.number().positive(),
});

/** Azure refuses `connect` from pages of other origins than the trusted ones, even with a stolen token. */
export function exchangeAtAzure(options: {
  secret: string;
  trustedOrigins: readonly string[];
  timeoutMs?: number;
}): AzureTokens {
  const { secret, trustedOrigins, timeoutMs = 10_000 } = options;
  const call = (path: string, bearer: string, body?: unknown): Promise<Response> =>
    lazyFetch(`${azureDirectLine}/tokens/${path}`, {
      method: "POST",
      headers: { Authorization: `Bearer ${bearer}`, "Content-Type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      redirect: "error",
      signal: AbortSignal.timeout(timeoutMs),
    });
  return async (current) => {
    const user = current && userIn(current);
    try {
      if (current && user) {
        const refreshed = await call("refresh", current);
        if (refreshed.ok) return await read(refreshed, user);
      }
      const fresh = `dl_${randomUUID()}`;
      const generated = await call("generate", secret, {
        user: { id: fresh },
        ...(trustedOrigins.length > 0 ? { trustedOrigins } : {}),
      });
      if (!generated.ok) throw new Error(`Azure's Direct Line answered ${generated.status}`);
      return await read(generated, fresh);
    } catch (cause) {
      throw new AppError("DirectLineUnavailable", "Azure's Direct Line gives no token now.", {
        remedy: "Try again in a moment.",
        cause,
      });
    }
  };
}

async function read(response: Response, userId: string): Promise<AzureToken> {
  const { token, conversationId, expires_in } = answer.parse(await response.json());
  return { token, conversationId, userId, expires_in, domain: azureDirectLine };
}

/** Azure checks the token; here it only says whose it is. */
function userIn(token: string): string | undefined {
  try {
    const { user } = decodeJwt(token);
    return typeof user === "string" && user.startsWith("dl_") ? user : undefined;
  } catch {
    return undefined;
  }
}

/** What the page calls where it talks through Azure: requests and the stream. */
export const azureHosts = [new URL(azureDirectLine).origin, new URL(azureDirectLine).origin.replace("https:", "wss:")];

/** The exchange with Azure, where its secret is set. */
export function azureTokensOf(options: {
  directLineSecret: string | null;
  allowedOrigins: readonly string[];
  publicUrl: string | null;
}): AzureTokens | undefined {
  const { directLineSecret: secret, allowedOrigins, publicUrl } = options;
  return secret === null
    ? undefined
    : exchangeAtAzure({ secret, trustedOrigins: [...(publicUrl ? [publicUrl] : []), ...allowedOrigins] });
}
