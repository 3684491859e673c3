import type { TurnRecord } from "../../conversation/ports.ts";
import type { Database } from "../database/database.ts";
import { toJson, toLine } from "../database/rows.ts";
import type { Prepare } from "../database/statements.ts";

/**
 * An entry of the outbox that shows a line of its turn names the line instead of holding it: a reply is the largest
 * thing that a turn writes, and it is in the transcript already. What is taken out of the transcript is so taken out of
 * what still waits.
 */
type LineNamed = { lineOf: string };

/** The body of an entry as it is stored, JSON. `lines`: those that are stored with it. */
export function storedBody(body: unknown, lines: TurnRecord["lines"]): string {
  const id = (body as { line?: { id?: unknown } } | null)?.line?.id;
  const shown = lines.find((line) => line.id === id);
  return toJson(shown ? ({ lineOf: shown.id } satisfies LineNamed) : body);
}

/** Makes the way back: from what is stored to the body. A line that is gone by now leaves a body that shows nothing. */
export function createRestoreBody({
  database,
  prepare,
}: {
  database: Database;
  prepare: Prepare;
}): (conversation: string, stored: string) => Promise<unknown> {
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
    const body = JSON.parse(stored) as unknown;
    if (!isNamed(body)) return body;
    const [row] = await database.read(find({ conversation, id: body.lineOf }));
    if (!row) return body;
    const { id, text, reply, author } = toLine(row);
    return { line: { id, text, ...(reply && { reply }), ...(author !== undefined && { author }) } };
  };
}

function isNamed(body: unknown): body is LineNamed {
  return typeof body === "object" && body !== null && "lineOf" in body;
}
