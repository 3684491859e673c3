import { z } from "zod";

import { spokenEvent, type DialogEvent, type SpokenEvent } from "../../../dialogs/events.ts";
import type { Pressed } from "./meaning.ts";

const press = z.object({ event: spokenEvent, asked: z.number().int().nonnegative() });

/** Events that only make sense as the answer to the question they were offered with. */
const answersOnly: ReadonlySet<SpokenEvent["type"]> = new Set([
  "step.done",
  "yes",
  "no",
  "go-on",
  "decline",
  "back",
  "repeat",
  "wait",
]);

/** Whether this payload is of use only as the answer to its own question, and so only to the person who was asked. */
export function isAnswerOnly(payload: unknown): boolean {
  const checked = press.safeParse(payload);
  return checked.success && answersOnly.has(checked.data.event.type);
}

/** What is heard from a card however old it is: a person is reachable from everywhere. */
const everHeard: ReadonlySet<SpokenEvent["type"]> = new Set(["human", "feedback"]);

/** The event of a button, or why it has none; null where the payload is not one of our buttons. */
export function readPress(input: Pressed, asked: number): DialogEvent | null {
  const checked = press.safeParse(input.press);
  if (!checked.success) return null;
  const { event, asked: askedThen } = checked.data;
  return isOld(input, event, askedThen === asked) ? { type: "unclear", readings: [], why: "old-button" } : event;
}

/**
 * A card that is updated in place has had its say once its question is answered; somebody else's never answers ours.
 */
function isOld({ card }: Pressed, event: SpokenEvent, asksNow: boolean): boolean {
  if (card?.foreign) return answersOnly.has(event.type);
  return !asksNow && (card ? !everHeard.has(event.type) : answersOnly.has(event.type));
}
