import type { Detail } from "./shapes.ts";

const changing = new Set(["redacted", "restored", "edited", "deleted"]);

/**
 * How often words of a case were taken out, or changed by the guest: with the number, what is held or drawn of it is out
 * of date.
 */
export function redactions({ history }: Detail): number {
  return history.filter(({ what }) => changing.has(what)).length;
}
