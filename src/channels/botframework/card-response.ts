import type { Logger } from "pino";

import type { Clock } from "../../common/clock.ts";
import type { Conversations, InboundMessage } from "../../conversation/ports.ts";
import { isAnswerOnly } from "../../understanding/interpretation/prompt-answers.ts";
import { answeredCard } from "../rendering/cards.ts";

/** A button of a card that was pressed in Teams, and the turn of that press. */
export type CardPress = {
  conversations: Conversations;
  clock: Clock;
  log: Logger;
  incoming: InboundMessage;
  turn: Promise<void>;
};

/** Teams retries after about ten seconds, and people press again much sooner. */
const maxWaitMs = 2_000;

/**
 * The response to the invoke of a card: the answered card, or the button's label if the question is still open. It is
 * read from the stored conversation, so a repeated press gets the same response at any time. Teams requires a body: on
 * an empty one it retries and shows an error.
 */
export async function cardResponse({
  conversations,
  clock,
  log,
  incoming,
  turn,
}: CardPress): Promise<Record<string, unknown>> {
  const { input, conversation } = incoming;
  if (input.kind !== "pressed") return messageResponse("");
  const asked = (input.press as { asked?: unknown }).asked;
  const foreign = input.card?.foreign === true;
  // The welcome in a group is for all members: its buttons start a conversation for the one who presses them.
  if (foreign && !isAnswerOnly(input.press)) return messageResponse(input.text);
  if (typeof asked !== "number" || !(await endsInTime(turn, clock))) return messageResponse(input.text);
  try {
    const answered = await conversations.answeredCard(conversation, { asked, line: input.card?.line ?? null, foreign });
    if (!answered) return messageResponse(input.text);
    const { contentType, content } = answeredCard(answered);
    return { statusCode: 200, type: contentType, value: content };
  } catch (err) {
    // The press is stored and gets its reply. The card keeps its buttons, which have no further effect.
    log.warn({ err, conversation }, "answered card could not be read, it keeps its buttons");
    return messageResponse(input.text);
  }
}

function messageResponse(value: string): Record<string, unknown> {
  return { statusCode: 200, type: "application/vnd.microsoft.activity.message", value };
}

/** A turn that takes longer goes on without the response waiting for it: the press is stored already. */
async function endsInTime(turn: Promise<void>, clock: Clock): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const stop = clock.after(maxWaitMs, () => resolve(false));
  void turn.then(() => resolve(true));
  return promise.finally(stop);
}
