import type { Response } from "node-fetch";

import type { ExpertsChannel } from "../../conversation/expert-ports.ts";
import { DeliveryError } from "../../common/delivery-error.ts";
import { lazyFetch } from "../../common/lazily.ts";
import type { BotAuthentication } from "./bot-authentication.ts";
import { ConnectorError, deliveryErrorOf } from "./refusals.ts";

type ConnectorCall = { serviceUrl: string; method: "GET" | "POST" | "PUT"; path: string; body?: unknown };

/** The experts' channel in Teams, by the Connector API. */
export function createExpertsChannel(options: { auth: BotAuthentication; timeoutMs?: number }): ExpertsChannel {
  const call = async (request: ConnectorCall): Promise<unknown> => {
    try {
      return await callConnector(request, options);
    } catch (thrown) {
      throw expertsErrorOf(thrown);
    }
  };
  const update: ExpertsChannel["update"] = async ({ serviceUrl, thread }, activity, card) => {
    const path = `${activitiesOf(thread)}/${encodeURIComponent(activity)}`;
    requireAcknowledged(await call({ serviceUrl, method: "PUT", path, body: { ...cardMessage(card), id: activity } }));
  };
  return {
    async begin({ serviceUrl, channel }, card) {
      const body = { isGroup: true, channelData: { channel: { id: channel } }, activity: cardMessage(card) };
      const made = await call({ serviceUrl, method: "POST", path: "v3/conversations", body });
      const { id, activityId } = (made ?? {}) as { id?: unknown; activityId?: unknown };
      // The page of a proxy, for example. Without the thread's id nothing could ever be written there.
      if (typeof id !== "string" || !id || typeof activityId !== "string" || !activityId) throw unreadable();
      return { thread: id, activity: activityId };
    },
    async say({ serviceUrl, thread }, text) {
      const body = { type: "message", text, textFormat: "plain" };
      requireAcknowledged(await call({ serviceUrl, method: "POST", path: activitiesOf(thread), body }));
    },
    update,
    async updateOwn(to, activity, card) {
      try {
        await update(to, activity, card);
        return true;
      } catch (thrown) {
        if (notOurs.has(statusOf((thrown as DeliveryError).cause))) return false;
        throw thrown;
      }
    },
    async check({ serviceUrl, channel }) {
      const path = `v3/conversations/${encodeURIComponent(channel)}/pagedmembers?pageSize=1`;
      await call({ serviceUrl, method: "GET", path });
    },
  };
}

function activitiesOf(conversation: string): string {
  return `v3/conversations/${encodeURIComponent(conversation)}/activities`;
}

function cardMessage(content: unknown): Record<string, unknown> {
  return { type: "message", attachments: [{ contentType: "application/vnd.microsoft.card.adaptive", content }] };
}

/** The parsed body of the response; its text if it is no JSON, undefined if it is empty. Sent once, without redirects. */
async function callConnector(
  { serviceUrl, method, path, body }: ConnectorCall,
  { auth, timeoutMs = 15_000 }: { auth: BotAuthentication; timeoutMs?: number },
): Promise<unknown> {
  const authorization = await auth.authorizationHeader();
  const response = await lazyFetch(`${serviceUrl}${serviceUrl.endsWith("/") ? "" : "/"}${path}`, {
    method,
    redirect: "manual",
    signal: AbortSignal.timeout(timeoutMs),
    headers: {
      accept: "*/*",
      ...(body === undefined ? {} : { "content-type": "application/json; charset=utf-8" }),
      ...(authorization === undefined ? {} : { authorization }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const content = await contentOf(response);
  if (response.ok) return content;
  throw new ConnectorError(response.status, { body: content, retryAfter: response.headers.get("retry-after") });
}

async function contentOf(response: Response): Promise<unknown> {
  const text = await response.text();
  try {
    return text.trim() === "" ? undefined : (JSON.parse(text) as unknown);
  } catch {
    return text;
  }
}

/** Teams acknowledges an activity with its id or with an empty body. Another body, such as a proxy's page, is neither. */
function requireAcknowledged(content: unknown): void {
  if (content === undefined) return;
  const { id } = (content ?? {}) as { id?: unknown };
  if (typeof id !== "string") throw unreadable();
}

function unreadable(): DeliveryError {
  return new DeliveryError("its answer could not be understood", { retry: true });
}

/** How Teams refuses to update a message: it belongs to another app or does not exist. */
const notOurs = new Set([400, 403, 404, 405]);

function statusOf(thrown: unknown): number {
  return (thrown as { statusCode?: number } | undefined)?.statusCode ?? 0;
}

/** 403 is retried, because an operator can add the app to the team in the meantime. */
function expertsErrorOf(thrown: unknown): DeliveryError {
  if (thrown instanceof DeliveryError) return thrown;
  const status = statusOf(thrown);
  if (status !== 403 && status !== 404) return deliveryErrorOf(thrown);
  const message =
    status === 403 ? "the app is not in the experts' team (403)" : "the experts' channel is not there (404)";
  return new DeliveryError(message, { retry: status === 403, nothingDone: true, cause: thrown });
}
