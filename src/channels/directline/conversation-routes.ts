import { randomUUID } from "node:crypto";
import { z } from "zod";

import { AppError } from "../../common/errors.ts";
import { addressOf, sendJson, type WebRequest } from "../../http/response.ts";
import type { Handler } from "../../http/server.ts";
import { authorize, grantOf } from "./bearer-token.ts";
import type { DirectLineParts } from "./directline-options.ts";
import { opened, webParty } from "./webchat-reference.ts";
import { streamAddress } from "./stream-url.ts";
import type { Grant, Tokens } from "./tokens.ts";
import { seqOf } from "./watermark.ts";

/**
 * A conversation and a user that nobody had before. Whatever id a stranger asks for, another one could hold already.
 */
export function freshGrant(): Grant {
  return { conversation: `web-${randomUUID()}`, user: `dl_${randomUUID()}` };
}

/** The public service's shape of a token answer. */
export async function tokenAnswer(
  tokens: Tokens,
  grant: Grant,
): Promise<{ conversationId: string; token: string; expires_in: number }> {
  return { conversationId: grant.conversation, token: await tokens.issue(grant), expires_in: tokens.expiresIn };
}

const wish = z
  .object({
    user: z.object({ id: z.string().nullish() }).nullish(),
    trustedOrigins: z.array(z.string().max(300)).max(20).nullish(),
  })
  .nullish();

/**
 * `POST tokens/generate`: a token of a conversation yet to be opened. Who shows the secret may name the user, and the
 * sites
 * among those allowed whose pages the token is for; without that, it is for all that are allowed.
 */
export function generateToken({ tokens, admission, embedding }: DirectLineParts): Handler {
  return async (req, res) => {
    admission.client(req, res);
    const asked = wish.safeParse(req.body);
    if (!asked.success)
      throw new AppError("BadRequest", "The body is not a wish for a token.", {
        remedy: 'Send {"user": {"id"}, "trustedOrigins": []}, or nothing.',
      });
    const grant = freshGrant();
    if (!embedding.hasSecret) return sendJson(res, 200, await tokenAnswer(tokens, grant));
    const { user, trustedOrigins } = asked.data ?? {};
    const strangers = (trustedOrigins ?? []).filter((origin) => !embedding.origins.includes(origin));
    if (strangers.length > 0)
      throw new AppError("BadRequest", "A trusted origin is not one of WEBCHAT_ALLOWED_ORIGINS.");
    const named = /^dl_[\w-]{1,100}$/.test(user?.id ?? "") ? { user: user?.id ?? grant.user } : {};
    return sendJson(
      res,
      200,
      await tokenAnswer(tokens, { ...grant, ...named, origins: trustedOrigins ?? embedding.origins }),
    );
  };
}

/** `POST tokens/refresh`: the same conversation and user for another while. */
export function refreshToken(parts: DirectLineParts): Handler {
  return async (req, res) => sendJson(res, 200, await tokenAnswer(parts.tokens, await grantOf(req, parts)));
}

const startBody = z.object({ locale: z.string().nullish() }).nullish();

/** `POST conversations`: opens the token's conversation. Once more is the same: no second welcome. */
export function startConversation(parts: DirectLineParts): Handler {
  return async (req, res) => {
    const grant = await grantOf(req, parts);
    const begun = startBody.safeParse(req.body);
    if (!begun.success) throw new AppError("BadRequest", "The body is not a start of a conversation.");
    await open(parts, grant, begun.data?.locale);
    sendJson(res, 201, await connection(parts, req, grant, 0));
  };
}

/** `GET conversations/:id`: a new way in after a reload or a lost connection. */
export function reconnect(parts: DirectLineParts): Handler {
  return async (req, res) => {
    const grant = await authorize(req, parts, req.params["id"]);
    const after = seqOf(addressOf(req).searchParams.get("watermark"));
    await known(parts, grant);
    sendJson(res, 200, await connection(parts, req, grant, after));
  };
}

/** Stores that the person is here; the welcome follows by itself. */
export async function open(parts: DirectLineParts, grant: Grant, locale: string | null | undefined): Promise<void> {
  await parts.conversations.receive(webParty(grant, { locale }), opened(grant.conversation, parts.now()));
}

/** Refuses a conversation that was never opened, or is deleted. */
export async function known(parts: Pick<DirectLineParts, "transcripts">, grant: Grant): Promise<void> {
  if (await parts.transcripts.exists(grant.conversation)) return;
  throw new AppError("NotFound", "There is no such conversation.", {
    remedy: "Start one with POST /v3/directline/conversations.",
  });
}

async function connection(parts: DirectLineParts, req: WebRequest, grant: Grant, after: number): Promise<object> {
  const pass = await parts.tokens.issue(grant, "stream");
  return {
    ...(await tokenAnswer(parts.tokens, grant)),
    streamUrl: streamAddress(req, parts, { conversation: grant.conversation, after, pass }),
  };
}
