import { deskEn as words } from "../../../dialogs/wording/desk-en.ts";
import type { Agent } from "./shapes.ts";

/** How an agent stands, with the time at which they mean to be back. */
export function presenceOf({ state, awayUntil }: Pick<Agent, "state" | "awayUntil">): string {
  return awayUntil === undefined ? words.presence[state] : words.awayUntil(timeOfDay(awayUntil));
}

function timeOfDay(at: string): string {
  return new Date(at).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
}
