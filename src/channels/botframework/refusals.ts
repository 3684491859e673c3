import { DeliveryError } from "../../common/delivery-error.ts";
import { parseRetryAfter } from "../../common/retry-policy.ts";

/** A response without success. Its body may quote what people wrote. */
export class ConnectorError extends Error {
  readonly statusCode: number;
  readonly body: unknown;
  readonly retryAfter: string | null;
  constructor(statusCode: number, response: { body: unknown; retryAfter: string | null }) {
    super(`the channel answered ${statusCode}`);
    this.name = "ConnectorError";
    this.statusCode = statusCode;
    this.body = response.body;
    this.retryAfter = response.retryAfter;
  }
}

/** Statuses below 500 that a channel, or a proxy in between, gives for everybody and for a while. 401: our token or secret. */
const passingStatuses = new Set([401, 408, 412, 425, 429]);

/** What was sent is wrong, and will be. */
const wrongStatuses = new Set([400, 411, 413, 414, 415, 422]);

/** The refusals that name a block, or that the app is gone: nothing we do ends them. */
const finalReasons = new Set([
  "MessageWritesBlocked",
  "BotNotInConversationRoster",
  "BotDisabledByAdmin",
  "ConversationBlockedByUser",
  "BotUserMismatch",
  "ForbiddenOperationException",
]);

/** Others that may be shown. Anything else in a response may hold people's words. */
const otherReasons = new Set(["ConversationNotFound", "ServiceError", "Unknown"]);

/** Errors of a connection that was never established, so the request was not processed. */
const notConnected = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN"]);

/** A conversation that is not there: reported to pass, so it is tried a few times more, some seconds in all. */
const maxNotFound = 4;

/** A longer wait in a mistaken header must not silence a conversation for good. */
const maxRetryAfterMs = 86_400_000;

/** The message has our own words only: the channel's response may quote what was sent. */
export function deliveryErrorOf(thrown: unknown): DeliveryError {
  if (thrown instanceof DeliveryError) return thrown;
  const { statusCode: status, code } = thrown as Partial<ConnectorError> & { code?: string };
  if (typeof status === "number") return refusalOf(status, thrown as ConnectorError);
  const reason = typeof code === "string" && /^[A-Z][A-Z_]{2,40}$/.test(code) ? code : "no answer";
  return new DeliveryError(`the channel cannot be reached (${reason})`, {
    retry: true,
    nothingDone: notConnected.has(reason),
    cause: thrown,
  });
}

/**
 * Whether a refusal is final. A person who blocked the bot stays unreached, and so does one whose app was removed; a
 * secret that expired, a permission or a tenant's setting is put right by somebody, so a refusal without a known reason
 * is tried on.
 */
function refusalOf(status: number, refusal: ConnectorError): DeliveryError {
  const reason = reasonOf(refusal);
  const isFinal = wrongStatuses.has(status) || (status < 500 && reason !== null && finalReasons.has(reason));
  const passes = status >= 500 || passingStatuses.has(status) || status < 400;
  const afterMs = isFinal ? undefined : parseRetryAfter(refusal.retryAfter ?? null, Date.now());
  return new DeliveryError(`the channel answered ${status}${reason === null ? "" : ` (${reason})`}`, {
    retry: !isFinal,
    nothingDone: status < 500 || status === 503,
    concerns: passes ? "remote" : "conversation",
    ...(passes || status === 403 ? {} : { maxInARow: maxNotFound }),
    ...(afterMs === undefined ? {} : { afterMs: Math.min(afterMs, maxRetryAfterMs) }),
    cause: refusal,
  });
}

function reasonOf(refusal: ConnectorError): string | null {
  const { code, body } = refusal as { code?: unknown; body?: { error?: { code?: unknown } } };
  const known = [code, body?.error?.code].find(
    (word) => typeof word === "string" && (finalReasons.has(word) || otherReasons.has(word)),
  );
  return typeof known === "string" ? known : null;
}
