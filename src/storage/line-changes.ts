import type { CaseCall, ConnectorCall } from "../conversation/case-ports.ts";
import type { LineChange, LineChanges } from "../conversation/line-ports.ts";
import { toLine } from "./conversations.ts";
import type { Database, Step } from "./database/database.ts";
import { fromJson, type Json, type Prepare, toJson } from "./database/statements.ts";

/** Replies among which the newest answer is looked for. */
const newestReplies = 20;

/**
 * Of a line that was deleted nothing stays but that it was there. What waits for other systems, or was given up, follows: it
 * goes there with the new words, or not at all.
 */
export function createLineChanges(options: {
  database: Database;
  prepare: Prepare;
  publish: (topic: string) => void;
}): LineChanges {
  const { database, publish } = options;
  const queries = prepareQueries(options.prepare);
  const followInCalls = createFollowInCalls(options);
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
        calls: await followInCalls(conversation, { id, before: line.text }, change),
        // Kept for the authors of articles: words that are not the person's any more.
        unclear: { query: queries.forgetUnclear(of) },
      });
      if (written.stored) publish(conversation);
      return written.stored;
    },
    async feedbackOn(conversation, channelId) {
      const [row] = await database.read(queries.byChannelId({ conversation, channelId }));
      const about = row && toLine(row).reply?.feedback?.about;
      if (about !== undefined) return { about };
      if (row) return null;
      const rows = await database.read(queries.newestReplies({ conversation, limit: newestReplies }));
      const newest = rows.find((one) => toLine(one).reply?.feedback !== undefined);
      return newest?.channel_id === null ? "newest" : null;
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
    newestReplies: prepare<{ conversation: string; limit: number }>()((db, $) =>
      db
        .selectFrom("transcript")
        .selectAll()
        .where("conversation", "=", $.conversation)
        .where("speaker", "=", "assistant")
        .orderBy("seq", "desc")
        .limit($.limit),
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

type CallBody = Pick<ConnectorCall, "number" | "call">;
type CallRow = { key: string; position: number; body: Json<CallBody> };
type WordCall = Extract<CaseCall, { kind: "user-message" }>;

/** Makes the steps by which calls that pass this line on follow its change. */
function createFollowInCalls({
  database,
  prepare,
}: {
  database: Database;
  prepare: Prepare;
}): (conversation: string, line: { id: string; before: string }, change: LineChange) => Promise<Step[]> {
  const tables = (["outbox", "dead_letters"] as const).map((table) => prepareCalls(prepare, table));
  return async (conversation, { id, before }, change) => {
    const steps = tables.map(async ({ read, write, remove }) => {
      const rows = await database.read(read({ conversation }));
      return rows.flatMap(({ key, position, body }): Step[] => {
        const { number, call } = fromJson(body);
        if (call.kind !== "user-message" || call.id !== id) return [];
        if (change.how === "deleted") return [{ query: remove({ key, position }) }];
        const changed = { number, call: { ...call, text: withNewWords(call, before, change.text) } };
        return [{ query: write({ key, position, body: toJson<CallBody>(changed) }) }];
      });
    });
    return (await Promise.all(steps)).flat();
  };
}

/** What stands after the words, such as the names of files, stays. */
function withNewWords({ text }: WordCall, before: string, now: string): string {
  return text.startsWith(before) ? `${now}${text.slice(before.length)}` : now;
}

function prepareCalls(prepare: Prepare, table: "outbox" | "dead_letters") {
  return {
    read: prepare<{ conversation: string }>()((db, $) =>
      db
        .selectFrom(table)
        .select(["queue as key", "position"])
        .select((eb) => eb.ref("body").$castTo<Json<CallBody>>().as("body"))
        .where("queue", "in", (eb) =>
          eb
            .selectFrom("connector_links")
            .select("connector_links.queue")
            .where("connector_links.conversation", "=", $.conversation),
        ),
    ),
    write: prepare<CallRow>()((db, $) =>
      db.updateTable(table).set({ body: $.body }).where("queue", "=", $.key).where("position", "=", $.position),
    ),
    remove: prepare<{ key: string; position: number }>()((db, $) =>
      db.deleteFrom(table).where("queue", "=", $.key).where("position", "=", $.position),
    ),
  };
}
