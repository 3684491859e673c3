import { once } from "node:events";
import type nock from "nock";

/**
 * Resolves when the page was asked and holds its answer back. Going away while it still gathers the answer would be an
 * error of the stand-in.
 */
export async function asked(page: nock.Scope): Promise<void> {
  await once(page, "request");
  await new Promise((resolve) => setImmediate(resolve));
}
