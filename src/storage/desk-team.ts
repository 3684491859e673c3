import type { CannedReplyStore, MentionStore } from "../conversation/desk-team-ports.ts";
import type { Database } from "./database/database.ts";
import { casesTopic } from "./database/change-notifier.ts";
import type { Prepare } from "./database/statements.ts";

type Parts = { database: Database; prepare: Prepare };

/** The ready replies of leads, one row each. */
export function createCannedReplyStore({ database, prepare }: Parts): CannedReplyStore {
  const all = prepare<Record<string, never>>()((db) => db.selectFrom("canned_replies").selectAll().orderBy("at"));
  const save = prepare<{ id: string; title: string | null; text: string | null; actor: string; at: number }>()(
    (db, $) =>
      db
        .insertInto("canned_replies")
        .values({ id: $.id, title: $.title, text: $.text, actor: $.actor, at: $.at })
        .onConflict((conflict) =>
          conflict.column("id").doUpdateSet((eb) => ({
            title: eb.ref("excluded.title"),
            text: eb.ref("excluded.text"),
            actor: eb.ref("excluded.actor"),
          })),
        ),
  );
  return {
    async list() {
      const rows = await database.read(all({}));
      return rows.map(({ id, title, text }) => ({
        id,
        content: title === null || text === null ? null : { title, text },
      }));
    },
    async save({ id, content, by, at }) {
      const row = { id, title: content?.title ?? null, text: content?.text ?? null, actor: by, at };
      await database.write({ reply: { query: save(row) } });
    },
  };
}

/** A mention holds no words: they are read from the note, where redaction reaches them. */
export function createMentionStore({
  database,
  prepare,
  publish,
}: Parts & { publish: (topic: string) => void }): MentionStore {
  const insert = prepare<{ entry: string; number: string; login: string }>()((db, $) =>
    db
      .insertInto("mentions")
      .values({ entry: $.entry, number: $.number, login: $.login, seen_at: null })
      .onConflict((conflict) => conflict.columns(["entry", "login"]).doNothing()),
  );
  const unseen = prepare<{ login: string }>()((db, $) =>
    db
      .selectFrom("mentions")
      .innerJoin("case_events", "case_events.id", "mentions.entry")
      .where("mentions.login", "=", $.login)
      .where("mentions.seen_at", "is", null)
      .select(["mentions.entry", "mentions.number", "case_events.actor as by", "case_events.text", "case_events.at"])
      .orderBy("case_events.seq"),
  );
  const see = prepare<{ login: string; number: string; at: number }>()((db, $) =>
    db
      .updateTable("mentions")
      .set({ seen_at: $.at })
      .where("login", "=", $.login)
      .where("number", "=", $.number)
      .where("seen_at", "is", null),
  );
  return {
    async add({ entry, number, logins }) {
      if (logins.length === 0) return;
      await database.write({ mentions: logins.map((login) => ({ query: insert({ entry, number, login }) })) });
      publish(casesTopic);
    },
    unseen: (login) => database.read(unseen({ login })),
    async see(login, number, at) {
      await database.write({ seen: { query: see({ login, number, at }) } });
      publish(casesTopic);
    },
  };
}
