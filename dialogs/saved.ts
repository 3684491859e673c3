import { z } from "zod";

import { devices } from "../knowledge/article.ts";
import { spokenEvent, stepResults } from "./events.ts";

/**
 * A conversation as it is stored between two messages: our own versioned record, never a raw snapshot of the machine,
 * because a snapshot ties every stored conversation to the names of today's states.
 */
const tried = z.object({ step: z.string(), result: z.enum(stepResults), at: z.number() });
const choice = z.object({
  label: z.string(),
  press: z.object({ event: spokenEvent, asked: z.number() }),
  means: z.enum(["yes", "no"]).optional(),
});

export const savedConversation = z.object({
  v: z.literal(1),
  /** Where the conversation stands: a name of `places` in `machine.ts`. */
  place: z.string(),
  article: z.string().nullable(),
  device: z.enum(devices).nullable(),
  step: z.string().nullable(),
  stepShownAt: z.number(),
  tried: z.array(tried),
  misses: z.number(),
  frustration: z.number(),
  turn: z.number(),
  asked: z.number(),
  /** What was offered last; typed numbers, labels, yes and no choose among these. */
  offered: z.array(choice),
  /** The open case's number, or null. */
  case: z.string().nullable(),
  /** A person was offered outside the usual place: yes and no answer that. */
  personOffered: z.boolean(),
  lastTurnAt: z.number(),
});
export type SavedConversation = z.infer<typeof savedConversation>;
