import { sendJson } from "../../http/response.ts";
import type { Handler } from "../../http/server.ts";
import { bearerOf } from "./bearer-token.ts";
import { freshGrant, tokenAnswer } from "./conversation-routes.ts";
import type { DirectLineParts } from "./directline-options.ts";

/** `POST /webchat/token`: the page's first call. A token that it still has takes its conversation up again. */
export function pageToken({ tokens, admission, azureTokens }: DirectLineParts): Handler {
  return async (req, res) => {
    admission.page(req, res);
    if (azureTokens) return sendJson(res, 200, await azureTokens(bearerOf(req)));
    const grant = (await tokens.resumable(bearerOf(req))) ?? freshGrant();
    sendJson(res, 200, { ...(await tokenAnswer(tokens, grant)), userId: grant.user });
  };
}
