import type { LineChanges } from "../conversation/line-ports.ts";
import { toLine } from "./conversations.ts";
import type { Database } from "./database/database.ts";
import type { Prepare } from "./database/statements.ts";

/** Of a line that was deleted nothing stays but that it was there. */
export function createLineChanges(options: {
  database: Database;
  prepare: Prepare;
  publish: (topic: string) => void;
}): LineChanges {
  const { database, publish } = options;
  const queries = prepareQueries(options.prepare);
  return {
    async follow(conversation, id, change) {
      const [line] = await database.read(queries.ofPerson({ conversation, id }));
      const text = change.how === "deleted" ? "" : change.text;
      if (!line || (line.text === text && line.changed === change.how)) return false;
      const of = { conversation, text: line.text };
      const query =
        change.how === "deleted"
          ? queries.clear({ conversation, id, changed: change.how })
          : queries.change({ conversation, id, text, changed: change.how });
      const written = await database.write({
        line: { query },
        // Kept for the authors of articles: words that are not the person's any more.
        unclear: { query: queries.forgetUnclear(of) },
      });
      if (written.stored) publish(conversation);
      return written.stored;
    },
    async feedbackOn(conversation, channelId) {
      const [row] = await database.read(queries.byChannelId({ conversation, channelId }));
      return row ? (toLine(row).reply?.feedback?.about ?? null) : null;
    },
  };
}

function prepareQueries(prepare: Prepare) {
  return {
    ofPerson: prepare<{ conversation: string; id: string }>()((db, $) =>
      db
        .selectFrom("transcript")
        .select(["text", "changed"])
        .where("conversation", "=", $.conversation)
        .where("id", "=", $.id)
        .where("speaker", "=", "user")
        .limit(1),
    ),
    change: prepare<{ conversation: string; id: string; text: string; changed: "edited" | null }>()((db, $) =>
      db
        .updateTable("transcript")
        .set({ text: $.text, changed: $.changed })
        .where("conversation", "=", $.conversation)
        .where("id", "=", $.id)
        .where("speaker", "=", "user"),
    ),
    clear: prepare<{ conversation: string; id: string; changed: "deleted" }>()((db, $) =>
      db
        .updateTable("transcript")
        .set({ text: "", echo: null, changed: $.changed })
        .where("conversation", "=", $.conversation)
        .where("id", "=", $.id)
        .where("speaker", "=", "user"),
    ),
    forgetUnclear: prepare<{ conversation: string; text: string }>()((db, $) =>
      db.deleteFrom("unclear").where("conversation", "=", $.conversation).where("text", "=", $.text),
    ),
    byChannelId: prepare<{ conversation: string; channelId: string }>()((db, $) =>
      db
        .selectFrom("transcript")
        .selectAll()
        .where("conversation", "=", $.conversation)
        .where("channel_id", "=", $.channelId)
        .limit(1),
    ),
  };
}
