import { z } from "zod";

import { spokenEvent, type DialogEvent, type SpokenEvent } from "../../dialogs/events.ts";
import type { Pressed } from "./meaning.ts";

const press = z.object({ event: spokenEvent, asked: z.number().int().nonnegative() });

/** Events that only make sense as the answer to the question they were offered with. */
const answersOnly: ReadonlySet<SpokenEvent["type"]> = new Set(["step.done", "yes", "no", "go-on", "decline", "back", "repeat", "wait"]);

/** The event of a button, or why it has none; null where the payload is not one of our buttons. */
export function readPress(input: Pressed, asked: number): DialogEvent | null {
  const checked = press.safeParse(input.press);
  if (!checked.success) return null;
  const { event, asked: askedThen } = checked.data;
  if (askedThen !== asked && answersOnly.has(event.type)) return { type: "unclear", readings: [], why: "old-button" };
  return event;
}
