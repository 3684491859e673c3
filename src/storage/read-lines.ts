import type { ReadLines } from "../conversation/line-ports.ts";
import { toLine } from "./conversations.ts";
import type { Database } from "./database/database.ts";
import type { Prepare } from "./database/statements.ts";

/** Lines of agents that go into one e-mail at most; the rest follows in the next. */
const maxLines = 50;

/** What agents said and the person has not seen yet. */
export function createReadLines({ database, prepare }: { database: Database; prepare: Prepare }): ReadLines {
  const unread = prepare<{ conversation: string; limit: number }>()((db, $) =>
    db
      .selectFrom("transcript")
      .selectAll("transcript")
      .innerJoin("conversations", "conversations.id", "transcript.conversation")
      .where("transcript.conversation", "=", $.conversation)
      .where("speaker", "=", "agent")
      .whereRef("seq", ">", "conversations.read_seq")
      .orderBy("seq")
      .limit($.limit),
  );
  const mark = prepare<{ conversation: string; seq: number }>()((db, $) =>
    db
      .updateTable("conversations")
      .set({ read_seq: $.seq })
      .where("id", "=", $.conversation)
      .where("read_seq", "<", $.seq),
  );
  return {
    async unread(conversation) {
      return (await database.read(unread({ conversation, limit: maxLines }))).map(toLine);
    },
    async markRead(conversation, seq) {
      await database.write({ mark: { query: mark({ conversation, seq }) } });
    },
  };
}
