import type nodeFetch from "node-fetch";
import type { FetchError } from "node-fetch";

/** A function that calls `make` the first time it is called, and returns what that made ever after. */
export function lazily<Made>(make: () => Made): () => Made {
  let made: { value: Made } | undefined;
  return () => (made ??= { value: make() }).value;
}

/** node-fetch, imported at the first call: nothing is fetched before the service listens, so the start need not wait. */
export const lazyFetch: typeof nodeFetch = async (...parameters) => (await import("node-fetch")).default(...parameters);

/** By name, because a check by class would need node-fetch loaded. */
export function isFetchError(error: unknown): error is FetchError {
  return error instanceof Error && error.name === "FetchError";
}
