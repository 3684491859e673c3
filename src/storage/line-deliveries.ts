import { sql } from "kysely";

import type { LineDeliveries, Undelivered } from "../conversation/line-ports.ts";
import type { OnEntriesCommitted } from "../conversation/outbox-ports.ts";
import type { Database, Step } from "./database/database.ts";
import { fromJson, type Json, type Prepare } from "./database/statements.ts";
import { ifParked, type Leases } from "./leases.ts";
import { lineIdOf } from "./turn-batch.ts";

/** What the deliveries of lines are read and written with. `node`: this node's name, under which it holds leases. */
export type LineDeliveriesOptions = {
  database: Database;
  prepare: Prepare;
  now: () => number;
  node: string;
  leases: Leases;
  onEntries: OnEntriesCommitted;
};

/** Optimistic: attempts while the channel keeps refusing, or others try the same lines again. */
const maxAttempts = 4;

/** A line's delivery is where its entry is: in the outbox, among the dead letters, or nowhere once it has arrived. */
export function createLineDeliveries(options: LineDeliveriesOptions): LineDeliveries {
  const { database, onEntries } = options;
  const queries = prepareQueries(options.prepare);
  const requeue = createRequeueSteps(options);
  /** Where the entries of lines are. What waits is read first: it only ever becomes a dead letter, in one step. */
  const entriesOf = async (conversation: string) => {
    const waiting = await database.read(queries.waiting({ conversation }));
    const failed = await database.read(queries.failed({ conversation }));
    return { waiting: waiting.flatMap(withLine), failed: failed.flatMap(withLine) };
  };
  return {
    async undelivered(conversation) {
      const { waiting, failed } = await entriesOf(conversation);
      return new Map<string, Undelivered>([
        ...failed.map(({ line, reason }) => [line, { delivery: "failed", reason }] as const),
        ...waiting.map(({ line, last_error: reason }) => [line, { delivery: "waiting", reason }] as const),
      ]);
    },
    async retry(conversation) {
      for (let attempt = 0; attempt < maxAttempts; attempt += 1) {
        const { waiting, failed } = await entriesOf(conversation);
        const count = failed.length + waiting.filter(({ attempts }) => attempts > 0).length;
        if (count === 0) return 0;
        const positions = failed.map(({ position }) => position);
        const written = await database.write(requeue(conversation, positions));
        if (!written.stored) continue;
        onEntries(conversation, null);
        return count;
      }
      return 0;
    },
  };
}

/** The entry with the id of the line that it shows; nothing where it shows none. */
function withLine<Row extends { body: Json<unknown> }>(row: Row): (Row & { line: string })[] {
  const line = lineIdOf(fromJson(row.body));
  return line === null ? [] : [{ ...row, line }];
}

function createRequeueSteps({ prepare, now, node, leases }: LineDeliveriesOptions) {
  const steps = prepareRequeue(prepare);
  return (conversation: string, positions: readonly number[]) => {
    const at = now();
    return {
      conversation: { query: steps.advance({ conversation, entries: positions.length }), expect: 1 },
      lease: { query: steps.lease({ conversation, node, until: leases.end() }) },
      entries: positions.map((position, index): Step => {
        const back = positions.length - 1 - index;
        return { query: steps.entry({ conversation, position, back, at }), expect: 1 };
      }),
      deadLetters: positions.map((position): Step => ({
        query: steps.remove({ conversation, position }),
        expect: 1,
      })),
    };
  };
}

function prepareQueries(prepare: Prepare) {
  return {
    waiting: prepare<{ conversation: string }>()((db, $) =>
      db.selectFrom("outbox").select(["body", "attempts", "last_error"]).where("queue", "=", $.conversation),
    ),
    failed: prepare<{ conversation: string }>()((db, $) =>
      db
        .selectFrom("dead_letters")
        .select(["position", "body", "reason"])
        .where("queue", "=", $.conversation)
        .where("destination", "in", ["channel", "mail"])
        .orderBy("position"),
    ),
  };
}

type Place = { conversation: string; position: number };

/** The steps that put dead letters back into the outbox, as its newest entries. */
function prepareRequeue(prepare: Prepare) {
  return {
    /** Like an accepted message, so that a turn under way that counted on these numbers is decided again. */
    advance: prepare<{ conversation: string; entries: number }>()((db, $) =>
      db
        .updateTable("conversations")
        .set((eb) => ({
          last_position: eb("last_position", "+", $.entries),
          last_arrival: eb("last_arrival", "+", 1),
        }))
        .where("id", "=", $.conversation),
    ),
    lease: prepare<{ conversation: string; node: string; until: number }>()((db, $) =>
      db
        .insertInto("outbox_leases")
        .values((eb) => ({
          queue: $.conversation,
          owner: $.node,
          leased_until: $.until,
          last_position: eb
            .selectFrom("conversations")
            .select("last_position")
            .where("conversations.id", "=", $.conversation),
        }))
        .onConflict((conflict) =>
          conflict.column("queue").doUpdateSet((eb) => ({
            ...ifParked(eb, { held: true }),
            last_position: eb.ref("excluded.last_position"),
          })),
        ),
    ),
    entry: prepare<Place & { back: number; at: number }>()((db, $) =>
      db
        .insertInto("outbox")
        .columns(["queue", "position", "destination", "body", "attempts", "last_error", "created_at"])
        .expression((eb) =>
          eb
            .selectFrom("dead_letters")
            .innerJoin("conversations", "conversations.id", "dead_letters.queue")
            .select((of) => [
              "dead_letters.queue",
              of("conversations.last_position", "-", $.back).as("position"),
              "dead_letters.destination",
              "dead_letters.body",
              sql<number>`cast(0 as integer)`.as("attempts"),
              "dead_letters.reason",
              sql<number>`cast(${$.at} as bigint)`.as("created_at"),
            ])
            .where("dead_letters.queue", "=", $.conversation)
            .where("dead_letters.position", "=", $.position),
        ),
    ),
    remove: prepare<Place>()((db, $) =>
      db.deleteFrom("dead_letters").where("queue", "=", $.conversation).where("position", "=", $.position),
    ),
  };
}
