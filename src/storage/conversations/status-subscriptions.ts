import type { Database } from "../database/database.ts";
import type { Prepare } from "../database/statements.ts";

/** Who wants to hear the end of an incident. */
export type StatusWatches = {
  /**
   * Conversations that watch this article's incident, longest waiting first; at most `limit`. `since` in milliseconds
   * since 1970.
   */
  conversationsWatching(article: string, limit: number): Promise<readonly { conversation: string; since: number }[]>;
  /** Takes the wish away, once the news is accepted for the conversation. */
  forget(article: string, conversation: string): Promise<void>;
};

/** The wishes on any database. Forgetting one that is not there does nothing. */
export function createStatusWatches(options: { database: Database; prepare: Prepare }): StatusWatches {
  const { database, prepare } = options;
  const watching = prepare<{ article: string; limit: number }>()((db, $) =>
    db
      .selectFrom("status_watches")
      .select(["conversation", "since"])
      .where("article", "=", $.article)
      .orderBy("since")
      .limit($.limit),
  );
  const forget = prepare<{ article: string; conversation: string }>()((db, $) =>
    db.deleteFrom("status_watches").where("article", "=", $.article).where("conversation", "=", $.conversation),
  );
  return {
    async conversationsWatching(article, limit) {
      return database.read(watching({ article, limit }));
    },
    async forget(article, conversation) {
      await database.write([{ query: forget({ article, conversation }) }]);
    },
  };
}
