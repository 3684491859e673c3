import type { AttachmentStore, StoredFile } from "../conversation/attachment-ports.ts";
import type { Database } from "./database/database.ts";
import type { Prepare } from "./database/statements.ts";

type Row = {
  id: string;
  conversation: string;
  line: string;
  name: string;
  type: string;
  size: number;
  at: number;
  content: Uint8Array;
};

/** `afterDeletion` removes what a deletion leaves in memory and in the files, `publish` announces a changed conversation. */
export function createAttachmentStore(options: {
  database: Database;
  prepare: Prepare;
  publish: (topic: string) => void;
  afterDeletion: () => Promise<void>;
}): AttachmentStore {
  const { database, prepare, publish, afterDeletion } = options;
  const queries = prepareQueries(prepare);
  return {
    async add(place, files) {
      const rows = files.map(({ id, name, type, size, content }): Row => ({ ...place, id, name, type, size, content }));
      await database.write({ files: rows.map((row) => ({ query: queries.insert(row) })) });
    },
    async find(conversation, id) {
      return (await database.read(queries.find({ conversation, id })))[0] ?? null;
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
        .columns(["id", "conversation", "line", "name", "type", "size", "at", "content"])
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
            ])
            .where("conversations.id", "=", $.conversation),
        )
        .onConflict((conflict) => conflict.column("id").doNothing()),
    ),
    find: prepare<{ conversation: string; id: string }>()((db, $) =>
      db
        .selectFrom("attachments")
        .select(["id", "name", "type", "size", "content"])
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
