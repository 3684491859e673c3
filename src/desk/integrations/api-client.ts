import type { Response } from "node-fetch";
import type { z } from "zod";

import { isFetchError, lazyFetch } from "../../common/lazily.ts";
import { parseRetryAfter } from "../../common/retry-policy.ts";
import { DeliveryError } from "../../common/delivery-error.ts";

/**
 * One request of ours to another system; `path` follows its address. `gone`: statuses by which it says that there is no
 * such thing any more; they give null.
 */
export type ApiRequest = {
  method: "GET" | "POST" | "PUT";
  path: string;
  body?: unknown;
  gone?: readonly number[];
};

/**
 * Asks once and gives the answer's JSON, undefined where there is none. Throws a `DeliveryError` in our own words that
 * says whether asking again can help, and when.
 */
export type ApiClient = (request: ApiRequest) => Promise<unknown>;

/** How another system is reached. */
export type ApiClientOptions = {
  /** Without a slash at its end. */
  baseUrl: string;
  headers: Readonly<Record<string, string>>;
  now: () => number;
  timeoutMs?: number;
  /** The other side may answer with anything: that it does is all that is asked. */
  ignoreBody?: boolean;
};

const maxBytes = 4 * 1024 * 1024;
/** What the other side may say differently a moment later; a token may just be being renewed. */
const passing = new Set([401, 403, 408, 409, 425, 429]);

/** Calls over HTTP within limits of time and size; what tries again is the outbox. */
export function createApiClient(options: ApiClientOptions): ApiClient {
  const { baseUrl: address, headers, now, timeoutMs = 10_000, ignoreBody: answersFreely = false } = options;
  return async ({ method, path, body, gone = [] }) => {
    try {
      const response = await lazyFetch(address + path, {
        method,
        headers: {
          accept: "application/json",
          "user-agent": "music-support-assistant",
          ...headers,
          ...(body !== undefined && { "content-type": "application/json" }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
        // A redirect would carry our token to a stranger.
        redirect: "manual",
        size: maxBytes,
        signal: AbortSignal.timeout(timeoutMs),
      });
      if (gone.includes(response.status)) return null;
      return await answerOf(response, now(), answersFreely);
    } catch (thrown) {
      throw thrown instanceof DeliveryError ? thrown : faultOf(thrown);
    }
  };
}

async function answerOf(response: Response, now: number, freely: boolean): Promise<unknown> {
  const { status, ok } = response;
  const text = await response.text();
  if (!ok) {
    const retry = status >= 500 || passing.has(status);
    const afterMs = retry ? parseRetryAfter(response.headers.get("retry-after"), now) : undefined;
    throw new DeliveryError(`it answered ${status}`, { retry, ...(afterMs !== undefined && { afterMs }) });
  }
  // Where there is nothing to say, some servers say the name of the status.
  if (["", response.statusText].includes(text.trim()) || freely) return undefined;
  return JSON.parse(text) as unknown;
}

function faultOf(thrown: unknown): DeliveryError {
  const late = thrown instanceof Error && ["AbortError", "TimeoutError"].includes(thrown.name);
  if (late) return new DeliveryError("it did not answer in time", { retry: true, cause: thrown });
  if (thrown instanceof SyntaxError) return unreadableResponse();
  const code = isFetchError(thrown) && thrown.code ? ` (${thrown.code})` : "";
  return new DeliveryError(`it cannot be reached${code}`, { retry: true, cause: thrown });
}

/** The other side said yes, but not what to; what it made is looked for at the next attempt. */
function unreadableResponse(): DeliveryError {
  return new DeliveryError("its answer could not be understood", { retry: true });
}

/** Another system's answer in the shape that it documents; throws a `DeliveryError` for anything else. */
export function parseResponse<Shape>(schema: z.ZodType<Shape>, answer: unknown): Shape {
  const read = schema.safeParse(answer);
  if (!read.success) throw unreadableResponse();
  return read.data;
}
