import type { AttachmentStore, StoredFile } from "../conversation/attachment-ports.ts";
import type { AttachmentContents, StoredContent } from "./attachment-contents.ts";
import type { Database } from "./database/database.ts";
import type { Prepare } from "./database/statements.ts";

type Row = StoredFile & StoredContent & { conversation: string; line: string; at: number };

/** `afterDeletion` removes what a deletion leaves in memory and in the files, `publish` announces a changed conversation. */
export function createAttachmentStore(options: {
  database: Database;
  prepare: Prepare;
  contents: AttachmentContents;
  publish: (topic: string) => void;
  afterDeletion: () => Promise<void>;
}): AttachmentStore {
  const { database, prepare, contents, publish, afterDeletion } = options;
  const queries = prepareQueries(prepare);
  return {
    async add(place, files) {
      const rows = await Promise.all(
        files.map(async ({ id, name, type, size, content }): Promise<Row> => {
          return { ...place, id, name, type, size, ...(await contents.put(content)) };
        }),
      );
      await database.write({ files: rows.map((row) => ({ query: queries.insert(row) })) });
    },
    async find(conversation, id) {
      const [row] = await database.read(queries.find({ conversation, id }));
      const content = row ? await contents.read(row) : null;
      return row && content ? { id: row.id, name: row.name, type: row.type, size: row.size, content } : null;
    },
    async remove(conversation, id) {
      const written = await database.write({ file: { query: queries.remove({ conversation, id }) } });
      const removed = written.stored && written.results.file.changed > 0;
      if (removed) {
        publish(conversation);
        await afterDeletion();
      }
      return removed;
    },
    async usage(conversation) {
      const [own, all] = await Promise.all([
        database.read(queries.count({ conversation })),
        database.read(queries.size({})),
      ]);
      return { files: Number(own[0]?.count ?? 0), bytesOfAll: Number(all[0]?.size ?? 0) };
    },
  };
}

function prepareQueries(prepare: Prepare) {
  return {
    /** Only into a conversation that is there: one that is erased meanwhile gets nothing any more. */
    insert: prepare<Row>()((db, $) =>
      db
        .insertInto("attachments")
        .columns(["id", "conversation", "line", "name", "type", "size", "at", "content", "object", "object_key"])
        .expression((eb) =>
          eb
            .selectFrom("conversations")
            .select([
              eb.val($.id).as("id"),
              "conversations.id as conversation",
              eb.val($.line).as("line"),
              eb.val($.name).as("name"),
              eb.val($.type).as("type"),
              eb.val($.size).as("size"),
              eb.val($.at).as("at"),
              eb.val($.content).as("content"),
              eb.val($.object).as("object"),
              eb.val($.object_key).as("object_key"),
            ])
            .where("conversations.id", "=", $.conversation),
        )
        .onConflict((conflict) => conflict.column("id").doNothing()),
    ),
    find: prepare<{ conversation: string; id: string }>()((db, $) =>
      db
        .selectFrom("attachments")
        .select(["id", "name", "type", "size", "content", "object", "object_key"])
        .where("id", "=", $.id)
        .where("conversation", "=", $.conversation),
    ),
    remove: prepare<{ conversation: string; id: string }>()((db, $) =>
      db.deleteFrom("attachments").where("id", "=", $.id).where("conversation", "=", $.conversation),
    ),
    count: prepare<{ conversation: string }>()((db, $) =>
      db
        .selectFrom("attachments")
        .select((eb) => eb.fn.countAll().as("count"))
        .where("conversation", "=", $.conversation),
    ),
    size: prepare<Record<string, never>>()((db) =>
      db.selectFrom("attachments").select((eb) => eb.fn.sum("size").as("size")),
    ),
  };
}

/** Reads which files came with which lines of a conversation. */
export function createFilesOfLines(options: {
  database: Database;
  prepare: Prepare;
}): (conversation: string) => Promise<ReadonlyMap<string, readonly StoredFile[]>> {
  const { database, prepare } = options;
  const files = prepare<{ conversation: string }>()((db, $) =>
    db
      .selectFrom("attachments")
      .select(["line", "id", "name", "type", "size"])
      .where("conversation", "=", $.conversation)
      .orderBy("at")
      .orderBy("id"),
  );
  return async (conversation) => {
    const byLine = new Map<string, StoredFile[]>();
    for (const { line, ...file } of await database.read(files({ conversation })))
      byLine.set(line, [...(byLine.get(line) ?? []), file]);
    return byLine;
  };
}
