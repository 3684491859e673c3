import { parseRetryAfter } from "../../common/retry-policy.ts";

/** An error response. `retryAfterMs`: from its `Retry-After` header. */
export class Refused extends Error {
  readonly status: number;
  /** The error code of the service; undefined if the response came from a proxy. */
  readonly code: string | undefined;
  readonly retryAfterMs: number | undefined;
  constructor(status: number, code: string | undefined, retryAfterMs: number | undefined) {
    super(`refused with ${status}`);
    this.status = status;
    this.code = code;
    this.retryAfterMs = retryAfterMs;
  }
}

export type CallOptions = { method: string; token?: string | undefined; body?: unknown };

/** After this the connection counts as lost. */
const timeoutMs = 15_000;
/** Files take longer. */
const uploadTimeoutMs = 120_000;

/** Sends and receives JSON. Throws `Refused`, or the error of `fetch`. */
export async function call(path: string, { method, token, body }: CallOptions): Promise<unknown> {
  const isForm = body instanceof FormData;
  const response = await fetch(path, {
    method,
    cache: "no-store",
    signal: AbortSignal.timeout(isForm ? uploadTimeoutMs : timeoutMs),
    headers: {
      ...(token && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && !isForm && { "content-type": "application/json" }),
    },
    ...(body !== undefined && { body: isForm ? body : JSON.stringify(body) }),
  });
  if (response.ok) return response.json();
  const after = parseRetryAfter(response.headers.get("retry-after"), Date.now());
  throw new Refused(response.status, await errorCodeOf(response), after || undefined);
}

/** A file as a `data:` address. Throws like `call`. */
export async function readFile(path: string, token: string): Promise<string> {
  const headers = { authorization: `Bearer ${token}` };
  const response = await fetch(path, { headers, signal: AbortSignal.timeout(uploadTimeoutMs) });
  if (!response.ok) throw new Refused(response.status, await errorCodeOf(response), undefined);
  const reader = new FileReader();
  const read = new Promise<string>((resolve, reject) => {
    reader.addEventListener("load", () => resolve(reader.result as string));
    reader.addEventListener("error", () => reject(reader.error ?? new Error("unreadable")));
  });
  reader.readAsDataURL(await response.blob());
  return read;
}

async function errorCodeOf(response: Response): Promise<string | undefined> {
  const body = (await response.json().catch(() => undefined)) as { error?: { code?: string } } | undefined;
  return body?.error?.code;
}

/** Rate limited. */
export function isBusy(cause: unknown): boolean {
  return cause instanceof Refused && cause.status === 429;
}

export function retryAfterOf(cause: unknown): number | undefined {
  return cause instanceof Refused ? cause.retryAfterMs : undefined;
}
