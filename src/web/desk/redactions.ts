import type { Detail } from "./shapes.ts";

/** How often words were taken out of a case: with the number, what is held or drawn of it is out of date. */
export function redactions({ history }: Detail): number {
  return history.filter(({ what }) => what === "redacted").length;
}
