import { randomUUID } from "node:crypto";
import { decodeJwt } from "jose";
import type { Response } from "node-fetch";
import { z } from "zod";

import { AppError } from "../../common/errors.ts";
import { lazyFetch } from "../../common/lazily.ts";

/** A token of Azure's Direct Line for one conversation and user. `domain`: the address of that service. */
export type AzureToken = { token: string; conversationId: string; userId: string; expires_in: number; domain: string };

/** Exchanges the secret, which the page never sees, for a token. `current`: a token that the page still holds. */
export type AzureTokens = (current: string | undefined) => Promise<AzureToken>;

const azureDirectLine = "https://directline.botframework.com/v3/directline";

const tokenResponse = z.object({
  token: z.string().min(1),
  conversationId: z.string().min(1),
  expires_in: z.number().positive(),
});

/** `trustedOrigins`: Azure refuses the token to pages of any other origin. */
export function createAzureTokens(options: {
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
    const user = current && userOf(current);
    try {
      if (current && user) {
        const refreshed = await call("refresh", current);
        if (refreshed.ok) return await parseToken(refreshed, user);
      }
      const fresh = `dl_${randomUUID()}`;
      const generated = await call("generate", secret, {
        user: { id: fresh },
        ...(trustedOrigins.length > 0 ? { trustedOrigins } : {}),
      });
      if (!generated.ok) throw new Error(`Azure's Direct Line answered ${generated.status}`);
      return await parseToken(generated, fresh);
    } catch (cause) {
      throw new AppError("DirectLineUnavailable", "Azure's Direct Line gives no token now.", {
        remedy: "Try again in a moment.",
        cause,
      });
    }
  };
}

async function parseToken(response: Response, userId: string): Promise<AzureToken> {
  const { token, conversationId, expires_in } = tokenResponse.parse(await response.json());
  return { token, conversationId, userId, expires_in, domain: azureDirectLine };
}

/** The user in a token of Azure, which is not verified here: Azure does that. */
function userOf(token: string): string | undefined {
  try {
    const { user } = decodeJwt(token);
    return typeof user === "string" && user.startsWith("dl_") ? user : undefined;
  } catch {
    return undefined;
  }
}

/** The hosts that the page connects to, for its Content-Security-Policy. */
export const azureHosts = [new URL(azureDirectLine).origin, new URL(azureDirectLine).origin.replace("https:", "wss:")];

/** Undefined if no secret of Azure is set. */
export function azureTokensOf(options: {
  directLineSecret: string | null;
  allowedOrigins: readonly string[];
  publicUrl: string | null;
}): AzureTokens | undefined {
  const { directLineSecret: secret, allowedOrigins, publicUrl } = options;
  return secret === null
    ? undefined
    : createAzureTokens({ secret, trustedOrigins: [...(publicUrl ? [publicUrl] : []), ...allowedOrigins] });
}
