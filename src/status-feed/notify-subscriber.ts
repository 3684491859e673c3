import type { Clock } from "../common/clock.ts";
import { AppError } from "../common/errors.ts";
import type { Conversations, InboundMessage, ConversationReference, TurnStore } from "../conversation/ports.ts";

/** A request to be notified when an incident is over. `since`: when it was made, in milliseconds since 1970. */
export type StatusSubscription = { conversation: string; since: number };

export type SubscriptionStore = {
  /** Oldest first, at most `limit`. */
  conversationsWatching(article: string, limit: number): Promise<readonly StatusSubscription[]>;
  /** Deletes the subscription, once the notification is accepted for the conversation. */
  forget(article: string, conversation: string): Promise<void>;
};

/**
 * Notifies one conversation that the incident is over, and waits for its turn. `gone`: it was notified already, or the
 * conversation is deleted.
 */
export type NotifySubscriber = (article: string, subscription: StatusSubscription) => Promise<"notified" | "gone">;

export type NotifySubscriberOptions = {
  subscriptions: SubscriptionStore;
  conversations: Pick<Conversations, "receive">;
  load: TurnStore["load"];
  clock: Clock;
};

/**
 * The subscription is deleted after the notification is accepted, so a crash in between repeats it. Its idempotency key
 * derives from the subscription and not from the end of the incident, which each node sees at a time of its own: whoever
 * notifies, it has one effect.
 */
export function createNotifySubscriber(options: NotifySubscriberOptions): NotifySubscriber {
  const { subscriptions, conversations, load, clock } = options;
  return async (article, subscription) => {
    const reference = await referenceOf(load, subscription.conversation);
    const turn =
      reference && (await conversations.receive(reference, notificationOf(article, subscription, clock.now())));
    await subscriptions.forget(article, subscription.conversation);
    await turn?.finished;
    return turn?.seen === "new" ? "notified" : "gone";
  };
}

/** Undefined if the conversation is deleted. */
async function referenceOf(load: TurnStore["load"], conversation: string): Promise<ConversationReference | undefined> {
  try {
    return (await load(conversation)).reference;
  } catch (error) {
    if (error instanceof AppError && error.code === "NotFound") return undefined;
    throw error;
  }
}

function notificationOf(article: string, { conversation, since }: StatusSubscription, at: number): InboundMessage {
  return {
    id: `status-over:${article}:${since}`,
    conversation,
    at,
    input: { kind: "happened", event: { type: "status.over" } },
  };
}
