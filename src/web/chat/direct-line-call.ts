import { parseRetryAfter } from "../../common/retry-policy.ts";

/** A request that was answered with a refusal. `retryAfterMs` is set where the service said when to come again. */
export class Refused extends Error {
  readonly status: number;
  /** The service's own word for it; undefined when something on the way answered. */
  readonly code: string | undefined;
  readonly retryAfterMs: number | undefined;
  constructor(status: number, code: string | undefined, retryAfterMs: number | undefined) {
    super(`refused with ${status}`);
    this.status = status;
    this.code = code;
    this.retryAfterMs = retryAfterMs;
  }
}

/** One request to our own service. */
export type CallOptions = { method: string; token?: string | undefined; body?: unknown };

/** Longer than this, and the line is taken for dead. */
const patienceMs = 15_000;

/** JSON there and back; throws `Refused`, or whatever the network throws. */
export async function call(path: string, { method, token, body }: CallOptions): Promise<unknown> {
  const response = await fetch(path, {
    method,
    cache: "no-store",
    signal: AbortSignal.timeout(patienceMs),
    headers: {
      ...(token && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && { "content-type": "application/json" }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  if (response.ok) return response.json();
  const after = parseRetryAfter(response.headers.get("retry-after"), Date.now());
  throw new Refused(response.status, await codeIn(response), after || undefined);
}

async function codeIn(response: Response): Promise<string | undefined> {
  const body = (await response.json().catch(() => undefined)) as { error?: { code?: string } } | undefined;
  return body?.error?.code;
}

/** The service has too much to do, or we asked too often. */
export function isBusy(cause: unknown): boolean {
  return cause instanceof Refused && cause.status === 429;
}

/** When the service said when to come again. */
export function retryMs(cause: unknown): number | undefined {
  return cause instanceof Refused ? cause.retryAfterMs : undefined;
}
