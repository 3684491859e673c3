import type { Selectable } from "kysely";

import type { AttachmentContents, StoredContent } from "./attachment-contents.ts";
import { casesTopic } from "./database/change-notifier.ts";
import type { Database } from "./database/database.ts";
import { fromJson, type Prepare } from "./database/statements.ts";
import type { Schema } from "./database/schema.ts";
import { createErasure } from "./erasure.ts";
import { createRedactionUndo } from "./redaction-undo.ts";
import { createRedaction, type RedactedPart } from "./redaction.ts";

/** What a person may demand of the data stored about them. */
export type Privacy = {
  /** Everything that is stored of this user, as plain data. */
  exportOf(user: string): Promise<{ user: string; conversations: readonly unknown[] }>;
  /** Deletes everything that is stored of this user; returns how many conversations there were. */
  erase(user: string): Promise<number>;
  /** Replaces `words` by `instead` in a conversation and its cases; returns in how many places. */
  /** With `undo` they can be put back under its id until they are forgotten. */
  redact(conversation: string, words: string, instead: string, undo?: { id: string; at: number }): Promise<number>;
  /** Puts the newest redaction of the conversation back, if it has this id and was not made before `since`. */
  undoRedaction(place: { id: string; conversation: string; since: number }): Promise<boolean>;
  /** Forgets for good what was taken out before this time. */
  forgetRedacted(before: number): Promise<void>;
  /** In how many places the words stand, by what holds them. */
  countWords(conversation: string, words: string): Promise<Readonly<Record<RedactedPart, number>>>;
};

/**
 * `publish` announces changes of a conversation or the cases; `afterDeletion` removes what a deletion leaves in memory
 * and in the files.
 */
export type PrivacyOptions = {
  database: Database;
  prepare: Prepare;
  publish: (topic: string) => void;
  afterDeletion: () => Promise<void>;
  contents: Pick<AttachmentContents, "read">;
};

/** Export, erasure and redaction. */
export function createPrivacy({ database, prepare, publish, afterDeletion, contents }: PrivacyOptions): Privacy {
  const erasure = createErasure(prepare);
  const queries = { ...prepareExport(prepare), attachments: prepareFiles(prepare) };
  const redaction = createRedaction({ database, prepare });
  const undo = createRedactionUndo({ database, prepare });
  return {
    async exportOf(user) {
      const conversations = await database.read(queries.conversations({ user }));
      return {
        user,
        conversations: await Promise.all(
          conversations.map((row) => exportConversation({ database, queries, contents }, row)),
        ),
      };
    },
    async erase(user) {
      const ids = (await database.read(queries.conversations({ user }))).map(({ id }) => id);
      await database.write({ erasure: erasure({ user, channel: "", except: "" }) });
      for (const topic of [...ids, casesTopic]) publish(topic);
      await afterDeletion();
      return ids.length;
    },
    async redact(conversation, words, instead, kept) {
      if (words === "") return 0;
      const { steps, counts, rows } = await redaction({ conversation, words, instead });
      const keeping = kept && undo.keep({ ...kept, conversation }, rows);
      if (steps.length > 0) await database.write({ redaction: steps, undo: keeping });
      publish(conversation);
      await afterDeletion();
      return sumOf(counts);
    },
    async undoRedaction(place) {
      const undone = await undo.undo(place);
      if (undone) publish(place.conversation);
      return undone;
    },
    async forgetRedacted(before) {
      if (await undo.forget(before)) await afterDeletion();
    },
    async countWords(conversation, words) {
      return (await redaction({ conversation, words, instead: "" })).counts;
    },
  };
}

function sumOf(counts: Readonly<Record<RedactedPart, number>>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

type ConversationRow = Pick<Selectable<Schema["conversations"]>, "id" | "saved" | "address">;

async function exportConversation(
  {
    database,
    queries,
    contents,
  }: Pick<PrivacyOptions, "database" | "contents"> & {
    queries: ReturnType<typeof prepareExport> & { attachments: ReturnType<typeof prepareFiles> };
  },
  row: ConversationRow,
): Promise<unknown> {
  const of = { conversation: row.id };
  const [transcript, attachments, cases, caseEvents, unclear, feedback, outcomes, subscriptions, waiting] =
    await Promise.all([
      database.read(queries.transcript(of)),
      database.read(queries.attachments(of)),
      database.read(queries.cases(of)),
      database.read(queries.caseEvents(of)),
      database.read(queries.unclear(of)),
      database.read(queries.feedback(of)),
      database.read(queries.outcomes(of)),
      database.read(queries.subscriptions(of)),
      database.read(queries.waiting(of)),
    ]);
  return {
    ...row,
    saved: row.saved === null ? null : fromJson(row.saved),
    address: fromJson(row.address),
    transcript,
    attachments: await Promise.all(attachments.map((file) => exportFile(file, contents))),
    cases,
    caseEvents,
    unclear,
    feedback,
    outcomes,
    watches: subscriptions,
    waiting,
  };
}

/** `content`: base64; null where the bucket has lost it. */
async function exportFile(
  { object, object_key, content: inRow, ...file }: StoredContent & Record<string, unknown>,
  contents: PrivacyOptions["contents"],
): Promise<unknown> {
  const content = await contents.read({ object, object_key, content: inRow });
  return { ...file, content: content && Buffer.from(content).toString("base64") };
}

type Of = { conversation: string };

function prepareFiles(prepare: Prepare) {
  return prepare<Of>()((db, $) =>
    db
      .selectFrom("attachments")
      .select(["line", "name", "type", "size", "at", "content", "object", "object_key"])
      .where("conversation", "=", $.conversation)
      .orderBy("at"),
  );
}

/** Reads everything that is stored of one person. */
function prepareExport(prepare: Prepare) {
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
          "page",
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
    /** Agents' notes are about the person, so they belong to the export too. */
    caseEvents: prepare<Of>()((db, $) =>
      db
        .selectFrom("case_events")
        .select(["number", "at", "type as what", "text"])
        .where("number", "in", (eb) =>
          eb.selectFrom("cases").select("number").where("conversation", "=", $.conversation),
        )
        .orderBy("seq"),
    ),
    unclear: prepare<Of>()((db, $) =>
      db.selectFrom("unclear").select(["text", "at", "why"]).where("conversation", "=", $.conversation),
    ),
    feedback: prepare<Of>()((db, $) =>
      db.selectFrom("feedback").select(["good", "about", "comment", "at"]).where("conversation", "=", $.conversation),
    ),
    outcomes: prepare<Of>()((db, $) =>
      db
        .selectFrom("outcomes")
        .select(["article", "step", "device", "result", "at", "unsure"])
        .where("conversation", "=", $.conversation),
    ),
    subscriptions: prepare<Of>()((db, $) =>
      db.selectFrom("status_subscriptions").select(["article", "since"]).where("conversation", "=", $.conversation),
    ),
    waiting: prepare<Of>()((db, $) =>
      db.selectFrom("inbox").select(["body", "accepted_at"]).where("conversation", "=", $.conversation),
    ),
  };
}
