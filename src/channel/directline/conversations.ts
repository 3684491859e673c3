import { randomUUID } from "node:crypto";
import { z } from "zod";

import { Fault } from "../../errors.ts";
import { addressOf, sendJson, type WebRequest } from "../answer.ts";
import type { Handler } from "../server.ts";
import { authorize, bearerOf } from "./bearer.ts";
import type { DirectLineParts } from "./parts.ts";
import { opened, webParty } from "./party.ts";
import { streamAddress } from "./stream-address.ts";
import type { Grant, Tokens } from "./tokens.ts";
import { seqOf } from "./watermark.ts";

/** A conversation and a user that nobody had before. Whatever id a stranger asks for, another one could hold already. */
export function freshGrant(): Grant {
  return { conversation: `web-${randomUUID()}`, user: `dl_${randomUUID()}` };
}

/** The public service's shape of a token answer. */
export async function tokenAnswer(tokens: Tokens, grant: Grant): Promise<{ conversationId: string; token: string; expires_in: number }> {
  return { conversationId: grant.conversation, token: await tokens.issue(grant), expires_in: tokens.expiresIn };
}

/** `POST tokens/generate`: a token of a conversation yet to be opened. */
export function generateToken({ tokens, admitClient }: DirectLineParts): Handler {
  return async (req, res) => {
    admitClient(req, res);
    sendJson(res, 200, await tokenAnswer(tokens, freshGrant()));
  };
}

/** `POST tokens/refresh`: the same conversation and user for another while. */
export function refreshToken({ tokens }: DirectLineParts): Handler {
  return async (req, res) => sendJson(res, 200, await tokenAnswer(tokens, await tokens.check(bearerOf(req))));
}

const startBody = z.object({ locale: z.string().nullish() }).nullish();

/** `POST conversations`: opens the token's conversation. Once more is the same: no second welcome. */
export function startConversation(parts: DirectLineParts): Handler {
  return async (req, res) => {
    const grant = await parts.tokens.check(bearerOf(req));
    const wish = startBody.safeParse(req.body);
    if (!wish.success) throw new Fault("BadRequest", "The body is not a start of a conversation.");
    await open(parts, grant, wish.data?.locale);
    sendJson(res, 201, await connection(parts, req, grant, 0));
  };
}

/** `GET conversations/:id`: a new way in after a reload or a lost connection. */
export function reconnect(parts: DirectLineParts): Handler {
  return async (req, res) => {
    const grant = await authorize(req, parts.tokens, req.params["id"]);
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
  throw new Fault("NotFound", "There is no such conversation.", { remedy: "Start one with POST /v3/directline/conversations." });
}

async function connection(parts: DirectLineParts, req: WebRequest, grant: Grant, after: number): Promise<object> {
  const pass = await parts.tokens.issue(grant, "stream");
  return { ...(await tokenAnswer(parts.tokens, grant)), streamUrl: streamAddress(req, parts.publicUrl, { conversation: grant.conversation, after, pass }) };
}
