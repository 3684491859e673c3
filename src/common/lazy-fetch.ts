import type nodeFetch from "node-fetch";
import type { FetchError } from "node-fetch";

/** node-fetch, imported at the first call: nothing is fetched before the service listens, so the start need not wait. */
export const lazyFetch: typeof nodeFetch = async (...parameters) => (await import("node-fetch")).default(...parameters);

/** By name, because a check by class would need node-fetch loaded. */
export function isFetchError(error: unknown): error is FetchError {
  return error instanceof Error && error.name === "FetchError";
}
