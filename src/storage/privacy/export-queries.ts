import type { Prepare } from "../database/statements.ts";

type Of = { conversation: string };

/** Reads everything that is stored of one person. */
export function prepareExport(prepare: Prepare) {
  return {
    conversations: prepare<{ user: string }>()((db, $) =>
      db
        .selectFrom("conversations")
        .select([
          "id",
          "channel",
          "user_id",
          "user_name",
          "locale",
          "time_zone",
          "address",
          "saved",
          "created_at",
          "updated_at",
        ])
        .where("user_id", "=", $.user)
        .orderBy("created_at"),
    ),
    transcript: prepare<Of>()((db, $) =>
      db
        .selectFrom("transcript")
        .select(["seq", "speaker", "text", "at"])
        .where("conversation", "=", $.conversation)
        .orderBy("seq"),
    ),
    cases: prepare<Of>()((db, $) => db.selectFrom("cases").selectAll().where("conversation", "=", $.conversation)),
    /** Notes are of the agents about the person: theirs to see as well. */
    caseEvents: prepare<Of>()((db, $) =>
      db
        .selectFrom("case_events")
        .select(["number", "at", "what", "text"])
        .where("number", "in", (eb) =>
          eb.selectFrom("cases").select("number").where("conversation", "=", $.conversation),
        )
        .orderBy("seq"),
    ),
    unclear: prepare<Of>()((db, $) =>
      db.selectFrom("unclear").select(["text", "at"]).where("conversation", "=", $.conversation),
    ),
    feedback: prepare<Of>()((db, $) =>
      db.selectFrom("feedback").select(["good", "about", "at"]).where("conversation", "=", $.conversation),
    ),
    outcomes: prepare<Of>()((db, $) =>
      db
        .selectFrom("outcomes")
        .select(["article", "step", "device", "result", "at"])
        .where("conversation", "=", $.conversation),
    ),
    watches: prepare<Of>()((db, $) =>
      db.selectFrom("status_watches").select(["article", "since"]).where("conversation", "=", $.conversation),
    ),
    waiting: prepare<Of>()((db, $) =>
      db.selectFrom("inbox").select(["body", "accepted_at"]).where("conversation", "=", $.conversation),
    ),
  };
}
