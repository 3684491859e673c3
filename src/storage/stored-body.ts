import type { TurnRecord } from "../conversation/ports.ts";
import { toLine } from "./conversations.ts";
import type { Database } from "./database/database.ts";
import { fromJson, type Json, toJson } from "./database/json.ts";
import type { Prepare } from "./database/statements.ts";

/**
 * An outbox entry that shows a line of its turn stores a reference to the line instead of a copy: a reply is the largest
 * thing that a turn writes, and it is in the transcript already. What is redacted there is so redacted in what still
 * waits.
 */
type LineReference = { lineOf: string };

/** The body of an entry as it is stored, JSON. `lines`: those that are stored with it. */
export function storedBody(body: unknown, lines: TurnRecord["lines"]): Json<unknown> {
  const shown = lines.find((line) => shownLineOf(body) === line.id);
  return toJson<unknown>(shown ? ({ lineOf: shown.id } satisfies LineReference) : body);
}

/** The inverse of `storedBody`. Where the line was deleted meanwhile, the body shows nothing. */
export function createRestoreBody({
  database,
  prepare,
}: {
  database: Database;
  prepare: Prepare;
}): (conversation: string, stored: Json<unknown>) => Promise<unknown> {
  const find = prepare<{ conversation: string; id: string }>()((db, $) =>
    db
      .selectFrom("transcript")
      .selectAll()
      .where("conversation", "=", $.conversation)
      .where("id", "=", $.id)
      .where("speaker", "!=", "user")
      .limit(1),
  );
  return async (conversation, stored) => {
    const body = fromJson(stored);
    if (!isLineReference(body)) return body;
    const [row] = await database.read(find({ conversation, id: body.lineOf }));
    if (!row) return body;
    const { id, text, reply, author, at } = toLine(row);
    return { line: { id, text, ...(reply && { reply }), ...(author !== undefined && { author }), at } };
  };
}

/** The id of the line that a stored body shows; null: it shows none. */
export function lineIdOf(body: unknown): string | null {
  return isLineReference(body) ? body.lineOf : shownLineOf(body);
}

function isLineReference(body: unknown): body is LineReference {
  return typeof body === "object" && body !== null && "lineOf" in body && typeof body.lineOf === "string";
}

function shownLineOf(body: unknown): string | null {
  if (typeof body !== "object" || body === null || !("line" in body)) return null;
  const { line } = body;
  return typeof line === "object" && line !== null && "id" in line && typeof line.id === "string" ? line.id : null;
}
