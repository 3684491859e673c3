import type { TalkStore } from "../conversation/report-ports.ts";
import type { Database } from "./database/database.ts";
import type { Prepare } from "./database/statements.ts";

/** Conversations as leads find them to read them. */
export function createTalks({ database, prepare }: { database: Database; prepare: Prepare }): TalkStore {
  const queries = prepareQueries(prepare);
  return {
    async begun({ from, before, limit }) {
      const rows = await database.read(queries.begun({ from, before, limit }));
      return rows.map(({ created_at: begunAt, updated_at: lastAt, ...row }) => ({ ...row, begunAt, lastAt }));
    },
    async find(conversation) {
      const [found] = await database.read(queries.find({ conversation }));
      return found ? { isRedacted: found.entries > 0 } : null;
    },
  };
}

function prepareQueries(prepare: Prepare) {
  return {
    begun: prepare<{ from: number; before: number; limit: number }>()((db, $) =>
      db
        .selectFrom("conversations")
        .select(["id", "channel", "locale", "created_at", "updated_at"])
        .where("created_at", ">=", $.from)
        .where("created_at", "<", $.before)
        .orderBy("created_at", "desc")
        .orderBy("id", "desc")
        .limit($.limit),
    ),
    find: prepare<{ conversation: string }>()((db, $) =>
      db
        .selectFrom("conversations")
        .select((eb) =>
          eb
            .selectFrom("case_events")
            .innerJoin("cases", "cases.number", "case_events.number")
            .whereRef("cases.conversation", "=", "conversations.id")
            .where("case_events.type", "=", "redacted")
            .select((of) => of.fn.countAll<number>().as("entries"))
            .$asScalar()
            .$notNull()
            .as("entries"),
        )
        .where("id", "=", $.conversation),
    ),
  };
}
