import type { Database, Step } from "../database/database.ts";
import { redactedJson, type Redaction } from "./redaction-steps.ts";
import type { Prepare } from "../database/statements.ts";

type Row = { conversation: string; position: number; body: string };

/**
 * Makes the steps that take words out of messages that still wait: to the person, to other systems, and for their own
 * turn. Bodies are read here, because words in SQL cannot be told from the names of fields.
 */
export function createPendingWords({
  database,
  prepare,
}: {
  database: Database;
  prepare: Prepare;
}): (redaction: Redaction) => Promise<Step[]> {
  const places = [
    prepareInbox(prepare),
    ...(["outbox", "undelivered"] as const).map((table) => prepareSent(prepare, table)),
  ];
  return async (redaction) => {
    const steps = places.map(async ({ read, write }) => {
      const rows = await database.read(read(redaction));
      return rows.flatMap(({ body, ...at }): Step[] => {
        const after = redactedJson(body, redaction);
        return after === null || after === body ? [] : [{ query: write({ ...at, body: after }) }];
      });
    });
    return (await Promise.all(steps)).flat();
  };
}

function prepareInbox(prepare: Prepare) {
  return {
    read: prepare<{ conversation: string }>()((db, $) =>
      db
        .selectFrom("inbox")
        .select(["conversation", "arrival as position", "body"])
        .where("conversation", "=", $.conversation),
    ),
    write: prepare<Row>()((db, $) =>
      db
        .updateTable("inbox")
        .set({ body: $.body })
        .where("conversation", "=", $.conversation)
        .where("arrival", "=", $.position),
    ),
  };
}

/**
 * The conversation's own lane, and those of its cases to other systems; `undelivered` holds what was given up and may
 * be tried again.
 */
function prepareSent(prepare: Prepare, table: "outbox" | "undelivered") {
  return {
    read: prepare<{ conversation: string }>()((db, $) =>
      db
        .selectFrom(table)
        .select(["conversation", "position", "body"])
        .where((eb) =>
          eb.or([
            eb("conversation", "=", $.conversation),
            eb(
              "conversation",
              "in",
              db
                .selectFrom("connector_links")
                .select("lane")
                .where("connector_links.conversation", "=", $.conversation),
            ),
          ]),
        ),
    ),
    write: prepare<Row>()((db, $) =>
      db
        .updateTable(table)
        .set({ body: $.body })
        .where("conversation", "=", $.conversation)
        .where("position", "=", $.position),
    ),
  };
}
