import type { Database } from "./database/database.ts";
import type { Prepare } from "./database/statements.ts";

/** Conversations that are to be notified when an incident ends. */
export type StatusSubscriptions = {
  /**
   * Conversations that subscribed to this article's incident, longest waiting first; at most `limit`. `since` in milliseconds
   * since 1970.
   */
  conversationsWatching(article: string, limit: number): Promise<readonly { conversation: string; since: number }[]>;
  /** Removes the subscription, once the notification is accepted for the conversation; a missing one is no error. */
  forget(article: string, conversation: string): Promise<void>;
};

export function createStatusSubscriptions(options: { database: Database; prepare: Prepare }): StatusSubscriptions {
  const { database, prepare } = options;
  const watching = prepare<{ article: string; limit: number }>()((db, $) =>
    db
      .selectFrom("status_subscriptions")
      .select(["conversation", "since"])
      .where("article", "=", $.article)
      .orderBy("since")
      .limit($.limit),
  );
  const remove = prepare<{ article: string; conversation: string }>()((db, $) =>
    db.deleteFrom("status_subscriptions").where("article", "=", $.article).where("conversation", "=", $.conversation),
  );
  return {
    async conversationsWatching(article, limit) {
      return database.read(watching({ article, limit }));
    },
    async forget(article, conversation) {
      await database.write({ subscription: { query: remove({ article, conversation }) } });
    },
  };
}
