import type { Selectable } from "kysely";

import type { Reply } from "../../dialogs/replies/reply.ts";
import type {
  ConversationReference,
  InboundMessage,
  NewLines,
  TranscriptLine,
  Transcripts,
} from "../conversation/ports.ts";
import { createFilesOfLines } from "./attachment-store.ts";
import type { ConversationCache } from "./turn-reads.ts";
import type { ChangeNotifier } from "./database/change-notifier.ts";
import type { Database, Step } from "./database/database.ts";
import { asStored, fromJson, type Json, type Prepare, toJson, toJsonOrNull } from "./database/statements.ts";
import type { Schema } from "./database/schema.ts";

/** The columns of a conversation that say who it is with and how to reach them, for selects. */
export const referenceColumns = [
  "id",
  "channel",
  "user_id",
  "user_name",
  "locale",
  "time_zone",
  "page",
  "address",
  "push",
] as const;

/** A `ConversationReference` as it is stored. */
export type ReferenceRow = Pick<Selectable<Schema["conversations"]>, (typeof referenceColumns)[number]>;

/** A line of the transcript as it is stored. */
export type LineRow = Selectable<Schema["transcript"]>;

/** The address is parsed but not checked: only the channel that stored it reads it. */
export function toReference(row: ReferenceRow): ConversationReference {
  return {
    conversation: row.id,
    channel: row.channel,
    user: row.user_id,
    userName: row.user_name,
    locale: row.locale,
    ...(row.time_zone !== null && { timeZone: row.time_zone }),
    ...(row.page !== null && { page: row.page }),
    address: fromJson(row.address),
    push: row.push === 1,
  };
}

/** The row that `toReference` turns back into the same reference. */
export function fromReference(reference: ConversationReference): ReferenceRow {
  return {
    id: reference.conversation,
    channel: reference.channel,
    user_id: reference.user,
    user_name: reference.userName,
    locale: reference.locale,
    time_zone: reference.timeZone ?? null,
    page: reference.page ?? null,
    address: toJson(reference.address),
    push: reference.push ? 1 : 0,
  };
}

/** A reply as it is stored: without its text where that equals the line's. */
type StoredReply = NonNullable<LineRow["reply"]> extends Json<infer Stored> ? Stored : never;

/**
 * The reply of a line, without its text where that is the line's own: it is the longest part of both. `toLine` puts it
 * back.
 */
function storedReply(reply: Reply | undefined, text: string): Json<StoredReply> | null {
  if (reply?.text !== text) return toJsonOrNull<StoredReply>(reply);
  const { text: _text, ...rest } = reply;
  return toJson<StoredReply>(rest);
}

/** What a line says, as it is stored: a row without its place. */
export type LineContent = Omit<LineRow, "conversation" | "seq" | "changed" | "channel_id">;

export function contentOf(line: Omit<TranscriptLine, "seq" | "conversation">): LineContent {
  const { from, id, text, reply, clientMetadata, author, at } = line;
  return {
    speaker: from,
    id,
    text,
    reply: storedReply(reply, text),
    echo: toJsonOrNull(clientMetadata),
    author: author ?? null,
    at,
  };
}

/**
 * The lines with these contents that follow line `after`, as `toLine` makes them of the rows that were just written.
 * Undefined where one may have files, which only the database knows.
 */
export function newLinesOf(
  conversation: string,
  after: number,
  contents: readonly LineContent[],
): NewLines | undefined {
  if (contents.some(mayHaveFiles)) return undefined;
  let lines: readonly TranscriptLine[] | undefined;
  const lineAt = (content: LineContent, index: number): TranscriptLine =>
    toLine({
      ...content,
      conversation: asStored(conversation),
      seq: after + 1 + index,
      id: asStored(content.id),
      text: asStored(content.text),
      author: content.author === null ? null : asStored(content.author),
      changed: null,
      channel_id: null,
    });
  return () => (lines ??= contents.map(lineAt));
}

/** A line without a reply or client metadata lacks the key, as the port has it. */
export function toLine(row: LineRow): TranscriptLine {
  return {
    conversation: row.conversation,
    seq: row.seq,
    from: row.speaker,
    id: row.id,
    text: row.text,
    ...(row.reply !== null && { reply: { text: row.text, ...fromJson(row.reply) } }),
    ...(row.echo !== null && { clientMetadata: fromJson(row.echo) }),
    ...(row.author !== null && { author: row.author }),
    ...(row.changed !== null && { changed: row.changed }),
    at: row.at,
  };
}

/** Lines as they are read, with their files. */
function createLineReading(options: {
  database: Database;
  prepare: Prepare;
}): (conversation: string, rows: readonly LineRow[]) => Promise<TranscriptLine[]> {
  const filesOfLines = createFilesOfLines(options);
  return async (conversation, rows) => {
    const read = rows.map(toLine);
    if (!rows.some(mayHaveFiles)) return read;
    const byLine = await filesOfLines(conversation);
    return read.map((line) => {
      const files = byLine.get(line.id);
      return files ? { ...line, files } : line;
    });
  };
}

/** Spares the reading of files where there can be none. */
function mayHaveFiles({ speaker, echo }: Pick<LineRow, "speaker" | "echo">): boolean {
  return speaker === "agent" || (echo?.includes('"attachments"') ?? false);
}

/** Reads what was said. */
export function createTranscripts(options: {
  database: Database;
  prepare: Prepare;
  changes: ChangeNotifier;
  cache: ConversationCache;
}): Transcripts {
  const { database, prepare, changes, cache } = options;
  const withFiles = createLineReading(options);
  const lines = prepare<{ conversation: string; after: number; limit: number }>()((db, $) =>
    db
      .selectFrom("transcript")
      .selectAll()
      .where("conversation", "=", $.conversation)
      .where("seq", ">", $.after)
      .orderBy("seq")
      .limit($.limit),
  );
  const linesBefore = prepare<{ conversation: string; before: number; limit: number }>()((db, $) =>
    db
      .selectFrom("transcript")
      .selectAll()
      .where("conversation", "=", $.conversation)
      .where("seq", "<", $.before)
      .orderBy("seq", "desc")
      .limit($.limit),
  );
  const known = prepare<{ conversation: string }>()((db, $) =>
    db.selectFrom("conversations").select("id").where("id", "=", $.conversation),
  );
  const latest = prepare<{ user: string; channel: string }>()((db, $) =>
    db
      .selectFrom("conversations")
      .select("id")
      .where("user_id", "=", $.user)
      .where("channel", "=", $.channel)
      .orderBy("updated_at", "desc")
      .limit(1),
  );
  return {
    async read(conversation, after, limit) {
      return withFiles(conversation, await database.read(lines({ conversation, after, limit })));
    },
    async readBefore(conversation, beforeSeq, limit) {
      const before = beforeSeq ?? Number.MAX_SAFE_INTEGER;
      return (
        await withFiles(conversation, await database.read(linesBefore({ conversation, before, limit })))
      ).toReversed();
    },
    async exists(conversation) {
      if (cache.exists(conversation)) return true;
      const found = (await database.read(known({ conversation }))).length > 0;
      if (found) cache.noteExisting(conversation);
      return found;
    },
    async latestOf(user, channel) {
      return (await database.read(latest({ user, channel })))[0]?.id ?? null;
    },
    subscribe: changes.subscribe,
  };
}

/** The steps that accept a message before its turn runs: `idempotencyKey` fails for an id that was accepted before. */
export type AcceptSteps = { idempotencyKey: Step; inbox: Step };

/** Makes the steps of `AcceptSteps`. They take the arrival number that the step on the conversation's row hands out. */
export function createAcceptSteps(
  prepare: Prepare,
): (accepted: { conversation: string; id: string; body: Json<InboundMessage>; now: number }) => AcceptSteps {
  const idempotencyKey = prepareIdempotencyKey(prepare);
  const inbox = prepare<{ conversation: string; id: string; body: Json<InboundMessage>; now: number }>()((db, $) =>
    db.insertInto("inbox").values((eb) => ({
      conversation: $.conversation,
      arrival: eb.selectFrom("conversations").select("last_arrival").where("conversations.id", "=", $.conversation),
      id: $.id,
      body: $.body,
      accepted_at: $.now,
    })),
  );
  return ({ conversation, id, body, now }) => ({
    idempotencyKey: { query: idempotencyKey({ conversation, id, now }), expect: 1 },
    inbox: { query: inbox({ conversation, id, body, now }) },
  });
}

/** Stores a message's id; changes no row where the id is stored already. */
export function prepareIdempotencyKey(prepare: Prepare) {
  return prepare<{ conversation: string; id: string; now: number }>()((db, $) =>
    db
      .insertInto("idempotency_keys")
      .values({ conversation: $.conversation, id: $.id, at: $.now })
      .onConflict((conflict) => conflict.columns(["conversation", "id"]).doNothing()),
  );
}

/** A text that was not understood: what had been asked, and the intents that came closest, best first. */
export type MissedText = {
  text: string;
  awaiting: string;
  alternatives: readonly { label: string; confidence: number }[];
  at: number;
};

/** The texts that were not understood, for the people who write articles and phrasings. */
export type MissedTexts = {
  /** The newest first, at most `limit`. */
  newest(limit: number): Promise<MissedText[]>;
};

/** Reads texts that were not understood, without whose they are. */
export function createMissedTexts({ database, prepare }: { database: Database; prepare: Prepare }): MissedTexts {
  const newest = prepare<{ limit: number }>()((db, $) =>
    db
      .selectFrom("unclear")
      .select(["text", "awaiting", "alternatives", "at"])
      .where("why", "=", "not-understood")
      .orderBy("at", "desc")
      .orderBy("text")
      .limit($.limit),
  );
  return {
    async newest(limit) {
      const rows = await database.read(newest({ limit }));
      return rows.map((row) => ({ ...row, alternatives: fromJson(row.alternatives) }));
    },
  };
}
