/** A request that was refused; `facts` are what the service added, such as who has a case. */
export class Refused extends Error {
  readonly status: number;
  readonly facts: Readonly<Record<string, string | null>>;
  constructor(status: number, facts: Readonly<Record<string, string | null>>) {
    super(`refused with ${status}`);
    this.status = status;
    this.facts = facts;
  }
}

const tokenKey = "desk-token";
const retryMs = 15_000;
/** Characters, of at most three bytes each: browsers take 64 KiB in all. */
const mostKeptAlive = 20_000;
const uploadMs = 120_000;

/**
 * In another site's frame, such as a tab of Teams, browsers keep our cookie back: there the token goes along itself.
 */
const isFramed = window.top !== window.self;

/** What every request to the desk carries. */
export function ownHeaders(): Record<string, string> {
  const token = isFramed ? sessionStorage.getItem(tokenKey) : null;
  return { "x-desk": "1", ...(token !== null && { authorization: `Bearer ${token}` }) };
}

/** JSON there and back; throws `Refused`, or whatever the network throws. */
export async function call<Answer>(method: "GET" | "POST" | "DELETE", path: string, body?: unknown): Promise<Answer> {
  const sentBody = body === undefined ? undefined : JSON.stringify(body);
  const response = await fetch(`/api/desk${path}`, {
    method,
    cache: "no-store",
    // What is sent as the page closes still goes out; browsers allow that for small bodies.
    keepalive: method === "POST" && sentBody !== undefined && sentBody.length < mostKeptAlive,
    signal: AbortSignal.timeout(retryMs),
    headers: { ...ownHeaders(), ...(body !== undefined && { "content-type": "application/json" }) },
    ...(sentBody !== undefined && { body: sentBody }),
  });
  const answer = (await response.json()) as { error?: Record<string, string | null> };
  if (response.ok) return answer as Answer;
  throw new Refused(response.status, answer.error ?? {});
}

/** Sends a file; throws like `call`. */
export async function upload(path: string, file: Blob): Promise<void> {
  const response = await fetch(`/api/desk${path}`, {
    method: "POST",
    signal: AbortSignal.timeout(uploadMs),
    headers: { ...ownHeaders(), "content-type": "application/octet-stream" },
    body: file,
  });
  const answer = (await response.json()) as { error?: Record<string, string | null> };
  if (!response.ok) throw new Refused(response.status, answer.error ?? {});
}

/** A file of a case as an address that the page can show, also where browsers keep the cookie back. */
export async function readFile(url: string): Promise<string> {
  const response = await fetch(url, { headers: ownHeaders(), signal: AbortSignal.timeout(uploadMs) });
  if (!response.ok) throw new Refused(response.status, {});
  return URL.createObjectURL(await response.blob());
}

/** Signs in; throws `Refused`. */
export async function signIn(token: string): Promise<void> {
  await call("POST", "/session", { token });
  if (isFramed) sessionStorage.setItem(tokenKey, token);
}

/** Signs out, also where the service cannot be reached. Resolves with where to sign out at the provider; null: nowhere. */
export async function signOut(): Promise<string | null> {
  sessionStorage.removeItem(tokenKey);
  return (await call<SignedOut>("DELETE", "/session")).leaveTo;
}

/** Ends the sessions on all devices, this one too; the same. */
export async function signOutEverywhere(): Promise<string | null> {
  const { leaveTo } = await call<SignedOut>("POST", "/session/end-all");
  sessionStorage.removeItem(tokenKey);
  return leaveTo;
}

type SignedOut = { leaveTo: string | null };
