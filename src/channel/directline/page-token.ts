import { sendJson } from "../answer.ts";
import type { Handler } from "../server.ts";
import { bearerOf } from "./bearer.ts";
import { freshGrant, tokenAnswer } from "./conversations.ts";
import type { DirectLineParts } from "./parts.ts";

/** `POST /webchat/token`: the page's first call. A token that it still has takes its conversation up again. */
export function pageToken({ tokens, admission, azureTokens }: DirectLineParts): Handler {
  return async (req, res) => {
    admission.page(req, res);
    if (azureTokens) return sendJson(res, 200, await azureTokens(bearerOf(req)));
    const grant = (await tokens.resumable(bearerOf(req))) ?? freshGrant();
    sendJson(res, 200, { ...(await tokenAnswer(tokens, grant)), userId: grant.user });
  };
}
