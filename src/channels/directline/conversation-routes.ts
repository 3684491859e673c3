import { randomUUID } from "node:crypto";
import { z } from "zod";

import { AppError } from "../../common/errors.ts";
import { acceptedFileTypes } from "../../common/file-type.ts";
import { sendJson, urlOf, type WebRequest } from "../../http/response.ts";
import type { Handler } from "../../http/server.ts";
import { parseWatermark } from "./activity-set.ts";
import { authenticate, authorize, bearerTokenOf, requireOpened } from "./authorization.ts";
import type { DirectLineContext } from "./directline-context.ts";
import { isIdentified, verifyIdentity } from "./identity-tokens.ts";
import { conversationOpened, webConversationReference } from "./inbound-activity.ts";
import { newestLines } from "./newest-lines.ts";
import { streamUrlOf } from "./stream.ts";
import type { TokenClaims, Tokens } from "./tokens.ts";

/** `POST /webchat/token`: the page's first request. A token that it still holds resumes its conversation. */
export function issuePageToken(context: DirectLineContext): Handler {
  const { tokens, limits, azureTokens } = context;
  return async (req, res) => {
    limits.checkPage(req, res);
    if (azureTokens) return sendJson(res, 200, await azureTokens(bearerTokenOf(req)));
    const claims = (await tokens.resumable(bearerTokenOf(req))) ?? newClaims();
    sendJson(res, 200, await pageResponse(context, claims));
  };
}

/**
 * `POST /webchat/start-over`: the page leaves its conversation for a new one of the same person, who so can still have
 * both deleted. A case that is open in the old one ends, and the desk learns of it.
 */
export function startOver(context: DirectLineContext): Handler {
  const { tokens, limits, transcripts, conversations, now } = context;
  return async (req, res) => {
    limits.checkPage(req, res);
    const left = await tokens.resumable(bearerTokenOf(req));
    if (left && (await transcripts.exists(left.conversation))) {
      const input = { kind: "happened" as const, event: { type: "person.left" as const } };
      const incoming = { id: "left", conversation: left.conversation, at: now(), input };
      await (
        await conversations.receive(webConversationReference(left), incoming)
      ).finished;
    }
    const claims = { ...newClaims(), ...(left && { ...left, conversation: newClaims().conversation }) };
    sendJson(res, 200, await pageResponse(context, claims));
  };
}

const identityRequest = z.object({ token: z.string().min(1).max(4_000) });

/**
 * `POST /webchat/identify`: the widget's page, with the token in which the embedding site says who the person is. They
 * get the conversation that they had last, on whichever device, or go on in that of this browser.
 */
export function identifyPerson(context: DirectLineContext): Handler {
  const { tokens, limits, transcripts, embedding, now } = context;
  return async (req, res) => {
    limits.checkPage(req, res);
    if (embedding.widgetSecret === null)
      throw new AppError("NotFound", "Nobody can be identified here.", { remedy: "Set WIDGET_SECRET." });
    const parsed = identityRequest.safeParse(req.body);
    if (!parsed.success) throw new AppError("BadRequest", 'The body is not {"token"}.');
    const identity = await verifyIdentity(parsed.data.token, embedding.widgetSecret, now());
    const current = await tokens.resumable(bearerTokenOf(req));
    // The conversation of somebody else, who used this browser before, is not handed on.
    const own = current && (current.user === identity.user || !isIdentified(current.user)) ? current : null;
    const conversation =
      (own?.user === identity.user ? own.conversation : await transcripts.latestOf(identity.user, "webchat")) ??
      own?.conversation ??
      newClaims().conversation;
    const claims = { conversation, ...identity };
    sendJson(res, 200, await pageResponse(context, claims));
  };
}

const tokenRequest = z
  .object({
    user: z.object({ id: z.string().nullish() }).nullish(),
    trustedOrigins: z.array(z.string().max(300)).max(20).nullish(),
  })
  .nullish();

/**
 * `POST tokens/generate`: a token for a new conversation. A server that sends the secret may name the user, and those of
 * the allowed origins whose pages the token is for; by default it is for all of them.
 */
export function generateToken({ tokens, limits, embedding }: DirectLineContext): Handler {
  return async (req, res) => {
    limits.checkClient(req, res);
    const parsed = tokenRequest.safeParse(req.body);
    if (!parsed.success)
      throw new AppError("BadRequest", "The body is not a token request.", {
        remedy: 'Send {"user": {"id"}, "trustedOrigins": []}, or nothing.',
      });
    const claims = newClaims();
    if (!embedding.hasSecret) return sendJson(res, 200, await tokenResponse(tokens, claims));
    const { user, trustedOrigins } = parsed.data ?? {};
    if (trustedOrigins?.some((origin) => !embedding.origins.includes(origin)))
      throw new AppError("BadRequest", "A trusted origin is not one of WEBCHAT_ALLOWED_ORIGINS.");
    const named = /^dl_[\w-]{1,100}$/.test(user?.id ?? "") ? { user: user?.id ?? claims.user } : {};
    const origins = trustedOrigins ?? embedding.origins;
    return sendJson(res, 200, await tokenResponse(tokens, { ...claims, ...named, origins }));
  };
}

/** `POST tokens/refresh`: a new token for the same conversation and user. */
export function refreshToken(context: DirectLineContext): Handler {
  return async (req, res) => sendJson(res, 200, await tokenResponse(context.tokens, await authenticate(req, context)));
}

const startRequest = z.object({ locale: z.string().nullish(), newest: z.int().min(1).max(200).nullish() }).nullish();

/**
 * `POST conversations`: opens the token's conversation. Idempotent: there is only one welcome. Our own page asks for the
 * `newest` lines alone: the stream begins there, and `earlier` says where the ones before are.
 */
export function startConversation(context: DirectLineContext): Handler {
  return async (req, res) => {
    const claims = await authenticate(req, context);
    const parsed = startRequest.safeParse(req.body);
    if (!parsed.success) throw new AppError("BadRequest", "The body does not start a conversation.");
    await openConversation(context, claims, parsed.data?.locale);
    const newest = parsed.data?.newest;
    if (!newest) return sendJson(res, 201, await connectionResponse(context, req, claims, 0));
    const { lines, earlier } = await newestLines(context.transcripts, claims.conversation, 0, newest);
    const after = Math.max(0, (lines[0]?.seq ?? 1) - 1);
    sendJson(res, 201, { ...(await connectionResponse(context, req, claims, after)), earlier });
  };
}

/** `GET conversations/:id`: a new stream address after a reload or a lost connection. */
export function reconnect(context: DirectLineContext): Handler {
  return async (req, res) => {
    const claims = await authorize(req, context, req.params["id"]);
    const after = parseWatermark(urlOf(req).searchParams.get("watermark"));
    await requireOpened(context, claims);
    sendJson(res, 200, await connectionResponse(context, req, claims, after));
  };
}

/** Stores that the conversation was opened; its turn sends the welcome. */
export async function openConversation(
  context: DirectLineContext,
  claims: TokenClaims,
  locale: string | null | undefined,
): Promise<void> {
  const opened = conversationOpened(claims.conversation, context.now());
  await context.conversations.receive(webConversationReference(claims, { locale }), opened);
}

/** Both ids are made here: an id that a client asks for could be in use by another person. */
function newClaims(): TokenClaims {
  return { conversation: `web-${randomUUID()}`, user: `dl_${randomUUID()}` };
}

/** The response of the public Direct Line service to a token request. */
async function tokenResponse(
  tokens: Tokens,
  claims: TokenClaims,
): Promise<{ conversationId: string; token: string; expires_in: number }> {
  return { conversationId: claims.conversation, token: await tokens.issue(claims), expires_in: tokens.expiresIn };
}

/** For our own page, which also learns what files it may send. */
async function pageResponse({ tokens, attachments }: DirectLineContext, claims: TokenClaims): Promise<object> {
  const files = attachments && { maxBytes: attachments.maxBytes, types: acceptedFileTypes };
  return { ...(await tokenResponse(tokens, claims)), userId: claims.user, ...(files && { files }) };
}

async function connectionResponse(
  context: DirectLineContext,
  req: WebRequest,
  claims: TokenClaims,
  after: number,
): Promise<object> {
  const token = await context.tokens.issue(claims, "stream");
  return {
    ...(await tokenResponse(context.tokens, claims)),
    streamUrl: streamUrlOf(req, context, { conversation: claims.conversation, after, token }),
  };
}
