import { type ConnectorCalls, type ConnectorLinks, destinationOf } from "../conversation/case-calls.ts";
import type { External, OpeningAttempts } from "../conversation/case-calls.ts";
import type { ConnectorCall } from "../conversation/case-ports.ts";
import type { OnEntriesCommitted } from "../conversation/outbox-ports.ts";
import type { Database, Step } from "./database/database.ts";
import { fromJson, type Json, type Prepare, toJson } from "./database/statements.ts";
import type { Leases } from "./leases.ts";

/**
 * The outbox's queue of a case's calls to one connector. No conversation has such an id: channels' ids hold no control
 * characters.
 */
export function callQueue({ connector, number }: { connector: string; number: string }): string {
  return `\u0001case ${connector} ${number}`;
}

/** A call as it is stored in an outbox entry. */
type CallBody = Pick<ConnectorCall, "number" | "call">;

/**
 * Makes the steps that put calls to other systems into the outbox; they come after the conversation's row and before
 * the desk's counter.
 */
export function createCallSteps(options: {
  prepare: Prepare;
  node: string;
  leases: Leases;
}): (conversation: string, calls: readonly ConnectorCall[], at: number) => Step[] {
  const { node, leases } = options;
  const steps = prepareCallSteps(options.prepare);
  return (conversation, calls, at) =>
    calls.flatMap(({ connector, number, call }) => {
      const queue = callQueue({ connector, number });
      return [
        { query: steps.link({ queue, connector, number, conversation }) },
        { query: steps.lease({ queue, node, until: leases.end() }) },
        {
          query: steps.entry({
            queue,
            destination: destinationOf(connector),
            body: toJson<CallBody>({ number, call }),
            at,
          }),
        },
      ];
    });
}

function prepareCallSteps(prepare: Prepare) {
  return {
    link: prepare<{ queue: string; connector: string; number: string; conversation: string }>()((db, $) =>
      db
        .insertInto("connector_links")
        .values({
          queue: $.queue,
          connector: $.connector,
          number: $.number,
          conversation: $.conversation,
          last_position: 1,
          external_id: null,
          external: null,
        })
        .onConflict((conflict) =>
          conflict
            .column("queue")
            .doUpdateSet((eb) => ({ last_position: eb("connector_links.last_position", "+", 1) })),
        ),
    ),
    lease: prepare<{ queue: string; node: string; until: number }>()((db, $) =>
      db
        .insertInto("outbox_leases")
        .values((eb) => ({
          queue: $.queue,
          owner: $.node,
          leased_until: $.until,
          last_position: eb
            .selectFrom("connector_links")
            .select("connector_links.last_position")
            .where("connector_links.queue", "=", $.queue),
        }))
        .onConflict((conflict) =>
          conflict.column("queue").doUpdateSet((eb) => ({ last_position: eb.ref("excluded.last_position") })),
        ),
    ),
    entry: prepare<{ queue: string; destination: string; body: Json<CallBody>; at: number }>()((db, $) =>
      db.insertInto("outbox").values((eb) => ({
        queue: $.queue,
        position: eb
          .selectFrom("connector_links")
          .select("connector_links.last_position")
          .where("connector_links.queue", "=", $.queue),
        destination: $.destination,
        body: $.body,
        attempts: 0,
        last_error: null,
        failing_since: null,
        first_tried_at: null,
        created_at: $.at,
      })),
    ),
  };
}

/** What became of calls to other systems, and how to try dead letters again. `node`: this node's name. */
export function createConnectorCalls(options: {
  database: Database;
  prepare: Prepare;
  now: () => number;
  node: string;
  leases: Leases;
  onEntries: OnEntriesCommitted;
}): ConnectorCalls {
  const { database, now, onEntries } = options;
  const queries = prepareCallQueries(options.prepare);
  const callSteps = createCallSteps(options);
  return {
    async givenUp(connector, number) {
      const rows = await database.read(queries.deadLetters({ queue: callQueue({ connector, number }) }));
      return rows.map(({ position, body }) => ({ position, call: fromJson(body).call }));
    },
    async arrived(connector, number, position) {
      const queue = callQueue({ connector, number });
      await database.write({ deadLetter: { query: queries.removeDeadLetter({ queue, position }) } });
    },
    casesWithGivenUp: (connector) => database.read(queries.casesWithDeadLetters({ connector })),
    async tryAgain(connector, { number, conversation }) {
      const at = now();
      const call = { connector, number, call: { kind: "again" as const, id: `again-${at}` } };
      await database.write({ calls: callSteps(conversation, [call], at) });
      onEntries(callQueue(call), null);
    },
    async syncStatus(connector, number) {
      const queue = callQueue({ connector, number });
      const [[link], waiting, deadLetters] = await Promise.all([
        database.read(queries.opened({ queue })),
        database.read(queries.retrying({ queue })),
        database.read(queries.deadLetters({ queue })),
      ]);
      const count = (rows: readonly { body: Json<CallBody> }[]): number =>
        rows.filter(({ body }) => fromJson(body).call.kind !== "again").length;
      return { known: link !== undefined, waiting: count(waiting), givenUp: count(deadLetters) };
    },
  };
}

function prepareCallQueries(prepare: Prepare) {
  return {
    deadLetters: prepare<{ queue: string }>()((db, $) =>
      db
        .selectFrom("dead_letters")
        .select("position")
        .select((eb) => eb.ref("body").$castTo<Json<CallBody>>().as("body"))
        .where("queue", "=", $.queue)
        .orderBy("position"),
    ),
    retrying: prepare<{ queue: string }>()((db, $) =>
      db
        .selectFrom("outbox")
        .select((eb) => eb.ref("body").$castTo<Json<CallBody>>().as("body"))
        .where("queue", "=", $.queue)
        .where("attempts", ">", 0),
    ),
    removeDeadLetter: prepare<{ queue: string; position: number }>()((db, $) =>
      db.deleteFrom("dead_letters").where("queue", "=", $.queue).where("position", "=", $.position),
    ),
    opened: prepare<{ queue: string }>()((db, $) =>
      db
        .selectFrom("connector_links")
        .select("queue")
        .where("queue", "=", $.queue)
        .where("external_id", "is not", null),
    ),
    casesWithDeadLetters: prepare<{ connector: string }>()((db, $) =>
      db
        .selectFrom("connector_links")
        .select(["number", "conversation"])
        .where("connector", "=", $.connector)
        .where("queue", "in", (eb) => eb.selectFrom("dead_letters").select("dead_letters.queue")),
    ),
  };
}

/** What other systems call our cases. A case's row exists from its first call on. */
export function createConnectorLinks(options: { database: Database; prepare: Prepare }): ConnectorLinks {
  const { database } = options;
  const queries = prepareLinks(options.prepare);
  return {
    async find(connector, number) {
      const [row] = await database.read(queries.find({ queue: callQueue({ connector, number }) }));
      return row ? { id: row.external_id ?? "", more: moreOf(row.external) } : null;
    },
    async remember(connector, number, { id, more }) {
      const queue = callQueue({ connector, number });
      await database.write({ link: { query: queries.remember({ queue, id, more: toJson(more) }) } });
    },
    async caseOf(connector, id) {
      const [row] = await database.read(queries.caseOf({ connector, id }));
      return (row ?? (await database.read(queries.caseOfAttempt({ connector, id })))[0])?.number ?? null;
    },
  };
}

function moreOf(external: Json<External["more"]> | null): External["more"] {
  return external === null ? {} : fromJson(external);
}

function prepareLinks(prepare: Prepare) {
  return {
    find: prepare<{ queue: string }>()((db, $) =>
      db
        .selectFrom("connector_links")
        .select(["external_id", "external"])
        .where("queue", "=", $.queue)
        .where("external_id", "is not", null),
    ),
    remember: prepare<{ queue: string; id: string; more: Json<External["more"]> }>()((db, $) =>
      db.updateTable("connector_links").set({ external_id: $.id, external: $.more }).where("queue", "=", $.queue),
    ),
    caseOf: prepare<{ connector: string; id: string }>()((db, $) =>
      db
        .selectFrom("connector_links")
        .select("number")
        .where("connector", "=", $.connector)
        .where("external_id", "=", $.id)
        .limit(1),
    ),
    caseOfAttempt: prepare<{ connector: string; id: string }>()((db, $) =>
      db
        .selectFrom("connector_attempts")
        .innerJoin("connector_links", "connector_links.queue", "connector_attempts.queue")
        .select("connector_links.number")
        .where("connector_links.connector", "=", $.connector)
        .where("connector_attempts.external_id", "=", $.id)
        .limit(1),
    ),
  };
}

/** Attempts to open a case that began, until it is known what they opened. */
export function createOpeningAttempts(options: { database: Database; prepare: Prepare }): OpeningAttempts {
  const { database } = options;
  const queries = prepareAttempts(options.prepare);
  return {
    async begin(connector, number, at) {
      const queue = callQueue({ connector, number });
      const before = await database.read(queries.ofCase({ queue }));
      await database.write({ attempt: { query: queries.begin({ queue, at }) } });
      return before.length;
    },
    async end(connector, number, at) {
      await database.write({ attempt: { query: queries.end({ queue: callQueue({ connector, number }), at }) } });
    },
    unknown: (connector) => database.read(queries.unknown({ connector })),
    async found(connector, number, at, { id, more }) {
      const queue = callQueue({ connector, number });
      await database.write({ attempt: { query: queries.found({ queue, at, id, more: toJson(more) }) } });
    },
    async others(connector, number) {
      const rows = await database.read(queries.ofCase({ queue: callQueue({ connector, number }) }));
      return rows.flatMap(({ external_id: id, external }) => (id === null ? [] : [{ id, more: moreOf(external) }]));
    },
  };
}

function prepareAttempts(prepare: Prepare) {
  return {
    begin: prepare<{ queue: string; at: number }>()((db, $) =>
      db
        .insertInto("connector_attempts")
        .values({ queue: $.queue, at: $.at, external_id: null, external: null })
        .onConflict((conflict) => conflict.columns(["queue", "at"]).doNothing()),
    ),
    end: prepare<{ queue: string; at: number }>()((db, $) =>
      db.deleteFrom("connector_attempts").where("queue", "=", $.queue).where("at", "=", $.at),
    ),
    ofCase: prepare<{ queue: string }>()((db, $) =>
      db
        .selectFrom("connector_attempts")
        .select(["external_id", "external"])
        .where("queue", "=", $.queue)
        .orderBy("at"),
    ),
    unknown: prepare<{ connector: string }>()((db, $) =>
      db
        .selectFrom("connector_attempts")
        .innerJoin("connector_links", "connector_links.queue", "connector_attempts.queue")
        .select(["connector_links.number", "connector_attempts.at"])
        .where("connector_links.connector", "=", $.connector)
        .where("connector_attempts.external_id", "is", null)
        .orderBy("connector_attempts.at"),
    ),
    found: prepare<{ queue: string; at: number; id: string; more: Json<External["more"]> }>()((db, $) =>
      db
        .updateTable("connector_attempts")
        .set({ external_id: $.id, external: $.more })
        .where("queue", "=", $.queue)
        .where("at", "=", $.at),
    ),
  };
}
