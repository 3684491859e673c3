import type { Transcripts } from "../../conversation/ports.ts";
import type { Database } from "../database/database.ts";
import { toLine } from "../database/rows.ts";
import type { Prepare } from "../database/statements.ts";
import type { ChangeNotifier } from "../database/change-notifier.ts";

/** Reads what was said. */
export function createTranscripts(options: {
  database: Database;
  prepare: Prepare;
  wakes: ChangeNotifier;
}): Transcripts {
  const { database, prepare, wakes } = options;
  const lines = prepare<{ conversation: string; after: number; limit: number }>()((db, $) =>
    db
      .selectFrom("transcript")
      .selectAll()
      .where("conversation", "=", $.conversation)
      .where("seq", ">", $.after)
      .orderBy("seq")
      .limit($.limit),
  );
  const known = prepare<{ conversation: string }>()((db, $) =>
    db.selectFrom("conversations").select("id").where("id", "=", $.conversation),
  );
  return {
    async read(conversation, after, limit) {
      return (await database.read(lines({ conversation, after, limit }))).map(toLine);
    },
    async exists(conversation) {
      return (await database.read(known({ conversation }))).length > 0;
    },
    subscribe: wakes.subscribe,
  };
}
