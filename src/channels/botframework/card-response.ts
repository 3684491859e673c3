import type { Logger } from "pino";

import type { Clock } from "../../common/clock.ts";
import type { Conversations, InboundMessage } from "../../conversation/ports.ts";
import { isAnswerOnly } from "../../understanding/interpretation/pressed-buttons.ts";
import { settledCard } from "../rendering/cards.ts";

/** A button of a card that was pressed in Teams, and the turn it set off. */
export type CardPress = {
  conversations: Conversations;
  clock: Clock;
  log: Logger;
  incoming: InboundMessage;
  turn: Promise<void>;
};

/** Teams calls again after some ten seconds, and people press again much sooner. */
const retryMs = 2_000;

/**
 * What an invoke of a card is answered with: the card as it is from now on, or, where its question still stands, the
 * button's own words. It is read from what is stored, so that a press which comes again, however late, gets the same
 * answer. A body is required: on an empty one Teams tries again and tells the person that something went wrong.
 */
export async function cardAnswer({
  conversations,
  clock,
  log,
  incoming,
  turn,
}: CardPress): Promise<Record<string, unknown>> {
  const { input, conversation } = incoming;
  if (input.kind !== "pressed") return words("");
  const asked = (input.press as { asked?: unknown }).asked;
  const foreign = input.card?.foreign === true;
  // A welcome in a group is for everybody: its buttons begin a conversation for whoever presses them.
  if (foreign && !isAnswerOnly(input.press)) return words(input.text);
  if (typeof asked !== "number" || !(await isOver(turn, clock))) return words(input.text);
  try {
    const settled = await conversations.settled(conversation, { asked, line: input.card?.line ?? null, foreign });
    if (!settled) return words(input.text);
    const { contentType, content } = settledCard(settled);
    return { statusCode: 200, type: contentType, value: content };
  } catch (err) {
    // The press is stored and its reply comes: only the card keeps its buttons, and pressing those has no effect.
    log.warn({ err, conversation }, "a pressed card could not be brought up to date");
    return words(input.text);
  }
}

function words(value: string): Record<string, unknown> {
  return { statusCode: 200, type: "application/vnd.microsoft.activity.message", value };
}

/** The press is stored already: a turn that takes long goes on without being waited for. */
async function isOver(turn: Promise<void>, clock: Clock): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const stop = clock.after(retryMs, () => resolve(false));
  void turn.then(() => resolve(true));
  return promise.finally(stop);
}
