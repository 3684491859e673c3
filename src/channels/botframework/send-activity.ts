import { DeliveryError } from "../../common/delivery-error.ts";
import { parseRetryAfter } from "../../common/retry-policy.ts";
import type { Address } from "../activities/conversation-reference.ts";
import type { MessageToSend } from "../rendering/activity-renderer.ts";
import type { BotAdapter } from "./adapter.ts";
import { createCallChannel } from "./post-activity.ts";

/**
 * Sends one activity, once; `inPlaceOf` names the one whose place it takes. Throws a `DeliveryError` that says whether
 * trying again can help.
 */
export type Send = (
  address: Address,
  activity: MessageToSend | { type: "typing" },
  inPlaceOf?: string,
) => Promise<void>;

/** Makes `Send` on connections that are kept open, signed in as the adapter does. */
export function createSend(options: { adapter: BotAdapter; timeoutMs?: number }): Send {
  const { adapter, timeoutMs = 15_000 } = options;
  const call = createCallChannel();
  return async (address, activity, inPlaceOf) => {
    if (!address.serviceUrl) throw new DeliveryError("the conversation has no address to send to", { retry: false });
    const body = { ...activity, ...headOf(address) };
    try {
      const authorization = await adapter.authorizationFor(address.serviceUrl);
      const at = activitiesOf(address);
      if (inPlaceOf === undefined) await call({ url: at, method: "POST", authorization, body, timeoutMs });
      else
        await call({
          url: `${at}/${encodeURIComponent(inPlaceOf)}`,
          method: "PUT",
          authorization,
          body: { ...body, id: inPlaceOf },
          timeoutMs,
        });
    } catch (thrown) {
      throw deliveryFault(thrown);
    }
  };
}

function activitiesOf({ serviceUrl, conversation }: Address): string {
  return `${serviceUrl}${serviceUrl.endsWith("/") ? "" : "/"}v3/conversations/${encodeURIComponent(conversation.id)}/activities`;
}

function headOf(address: Address): Record<string, unknown> {
  const { channelId, serviceUrl, conversation, bot, user, locale } = address;
  return { channelId, serviceUrl, conversation, ...(bot ? { from: bot } : {}), recipient: user, locale };
}

/** What the other side may say differently a moment later. 401 is one: our own token may just have run out. */
const passing = new Set([401, 408, 412, 425, 429]);

/** Where no connection came about, nothing was heard on the other side. */
const neverSent = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN"]);

/** Our own words alone: a channel's answer may quote what was sent. */
export function deliveryFault(thrown: unknown): DeliveryError {
  const { statusCode: status, code } = thrown as { statusCode?: number; code?: string };
  if (typeof status !== "number") {
    const why = typeof code === "string" ? code : "no answer";
    return new DeliveryError(`the channel cannot be reached (${why})`, {
      retry: true,
      nothingDone: neverSent.has(why),
      cause: thrown,
    });
  }
  const retry = status >= 500 || passing.has(status);
  const afterMs = retry ? retryAfter(thrown) : undefined;
  const nothingDone = status < 500 || status === 503;
  const message = `the channel answered ${status}${knownReason(thrown)}`;
  return new DeliveryError(message, {
    retry,
    nothingDone,
    ...(afterMs === undefined ? {} : { afterMs }),
    cause: thrown,
  });
}

/** What Teams calls the refusals that are final; anything else it says may hold words of people. */
const knownReasons = new Set([
  "MessageWritesBlocked",
  "BotNotInConversationRoster",
  "BotDisabledByAdmin",
  "ConversationNotFound",
  "ConversationBlockedByUser",
  "BotUserMismatch",
  "ForbiddenOperationException",
]);

function knownReason(thrown: unknown): string {
  const { code, body } = thrown as { code?: unknown; body?: { error?: { code?: unknown } } };
  const reason = [code, body?.error?.code].find((word) => typeof word === "string" && knownReasons.has(word));
  return typeof reason === "string" ? ` (${reason})` : "";
}

function retryAfter(thrown: unknown): number | undefined {
  const headers = (thrown as { response?: { headers?: { get(name: string): string | undefined } } }).response?.headers;
  const ms = parseRetryAfter(headers?.get("retry-after"), Date.now());
  // A day at most: a wrong header must not block a conversation for ever.
  return ms === undefined ? undefined : Math.min(ms, 86_400_000);
}
