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

export type CallOptions = {
  method: string;
  token?: string | undefined;
  body?: unknown;
  /** How much of a form with files has been sent, from 0 to 1. */
  onProgress?: ((part: number) => void) | undefined;
};

/** After this the connection counts as lost. */
const timeoutMs = 15_000;
/** Files take longer. */
const uploadTimeoutMs = 120_000;

/** Sends and receives JSON. Throws `Refused`, or the error of `fetch`. */
export async function call(path: string, options: CallOptions): Promise<unknown> {
  const { method, token, body } = options;
  if (body instanceof FormData) return upload(path, body, options);
  const response = await fetch(path, {
    method,
    cache: "no-store",
    signal: AbortSignal.timeout(timeoutMs),
    headers: {
      ...(token && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && { "content-type": "application/json" }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return read(response);
}

async function read(response: Response): Promise<unknown> {
  if (response.ok) return response.json();
  const after = parseRetryAfter(response.headers.get("retry-after"), Date.now());
  throw new Refused(response.status, await errorCodeOf(response), after || undefined);
}

/** By `XMLHttpRequest`: `fetch` does not say how far it has come. */
function upload(path: string, form: FormData, { method, token, onProgress }: CallOptions): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open(method, path);
    request.timeout = uploadTimeoutMs;
    if (token) request.setRequestHeader("authorization", `Bearer ${token}`);
    request.upload.addEventListener("progress", ({ loaded, total }) => total > 0 && onProgress?.(loaded / total));
    request.addEventListener("load", () => {
      const after = request.getResponseHeader("retry-after");
      const headers = after === null ? {} : { "retry-after": after };
      resolve(read(new Response(request.responseText, { status: request.status, headers })));
    });
    for (const failure of ["error", "timeout", "abort"])
      request.addEventListener(failure, () => reject(new TypeError(`upload: ${failure}`)));
    request.send(form);
  });
}

/** A file as a `data:` address. Throws like `call`. */
export async function readFile(path: string, token: string): Promise<string> {
  const headers = { authorization: `Bearer ${token}` };
  const response = await fetch(path, { headers, signal: AbortSignal.timeout(uploadTimeoutMs) });
  if (!response.ok) throw new Refused(response.status, await errorCodeOf(response), undefined);
  const reader = new FileReader();
  const whole = new Promise<string>((resolve, reject) => {
    reader.addEventListener("load", () => resolve(reader.result as string));
    reader.addEventListener("error", () => reject(reader.error ?? new Error("unreadable")));
  });
  reader.readAsDataURL(await response.blob());
  return whole;
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
