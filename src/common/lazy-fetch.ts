import type nodeFetch from "node-fetch";
import type { FetchError } from "node-fetch";

/**
 * node-fetch, loaded at the first call: nothing is fetched before the doors are open, and no start should wait for it.
 */
export const lazyFetch: typeof nodeFetch = async (...asked) => (await import("node-fetch")).default(...asked);

/** True for node-fetch's own errors, which need it loaded to be asked for by class. */
export function isFetchError(error: unknown): error is FetchError {
  return error instanceof Error && error.name === "FetchError";
}
