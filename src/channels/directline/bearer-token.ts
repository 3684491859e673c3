import type { IncomingMessage } from "node:http";

import { AppError } from "../../common/errors.ts";
import type { DirectLineParts } from "./directline-options.ts";
import { refuseForeignHolder } from "./same-origin.ts";
import type { Grant, TokenUse } from "./tokens.ts";

type Door = Pick<DirectLineParts, "tokens" | "publicUrl">;

/** The token of an `Authorization: Bearer` header. */
export function bearerOf(req: IncomingMessage): string | undefined {
  return /^Bearer +([\w.~+/=-]+) *$/i.exec(req.headers.authorization ?? "")?.[1];
}

/** What this request's token opens, if it comes from where the token was made for. */
export async function grantOf(
  req: IncomingMessage,
  { tokens, publicUrl }: Door,
  shown: { token?: string | undefined; uses?: readonly TokenUse[] } = {},
): Promise<Grant> {
  const grant = await tokens.check(shown.token ?? bearerOf(req), shown.uses);
  refuseForeignHolder(req, grant.origins ?? [], publicUrl);
  return grant;
}

/** Lets in whoever holds a token of this conversation. */
export async function authorize(req: IncomingMessage, door: Door, conversation: string | undefined): Promise<Grant> {
  return sameConversation(await grantOf(req, door), conversation);
}

/** Refuses a good token that belongs to another conversation. */
export function sameConversation(grant: Grant, conversation: string | undefined): Grant {
  if (grant.conversation === conversation) return grant;
  throw new AppError("Forbidden", "This token belongs to another conversation.");
}
