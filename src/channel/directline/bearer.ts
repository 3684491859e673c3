import type { IncomingMessage } from "node:http";

import { Fault } from "../../errors.ts";
import type { Grant, Tokens } from "./tokens.ts";

/** The token of an `Authorization: Bearer` header. */
export function bearerOf(req: IncomingMessage): string | undefined {
  return /^Bearer +([\w.~+/=-]+) *$/i.exec(req.headers.authorization ?? "")?.[1];
}

/** Lets in whoever holds a token of this conversation. */
export async function authorize(req: IncomingMessage, tokens: Tokens, conversation: string | undefined): Promise<Grant> {
  return sameConversation(await tokens.check(bearerOf(req)), conversation);
}

/** Refuses a good token that belongs to another conversation. */
export function sameConversation(grant: Grant, conversation: string | undefined): Grant {
  if (grant.conversation === conversation) return grant;
  throw new Fault("Forbidden", "This token belongs to another conversation.");
}
