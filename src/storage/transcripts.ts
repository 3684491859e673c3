import type { Transcripts } from "../turn/ports.ts";
import type { Database } from "./database.ts";
import { toLine } from "./rows.ts";
import type { Prepare } from "./statements.ts";
import type { Wakes } from "./wakes.ts";

/** Reads what was said. */
export function createTranscripts(options: { database: Database; prepare: Prepare; wakes: Wakes }): Transcripts {
  const { database, prepare, wakes } = options;
  const lines = prepare<{ conversation: string; after: number; limit: number }>()((db, $) =>
    db.selectFrom("transcript").selectAll().where("conversation", "=", $.conversation).where("seq", ">", $.after).orderBy("seq").limit($.limit),
  );
  const known = prepare<{ conversation: string }>()((db, $) => db.selectFrom("conversations").select("id").where("id", "=", $.conversation));
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
