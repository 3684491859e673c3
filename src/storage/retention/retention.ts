import type { Database, Step } from "../database/database.ts";
import type { Prepare } from "../database/statements.ts";

/** Deletes what is older than it may be. Times in milliseconds since 1970. */
export type Retention = {
  /**
   * `before`: for what was said; `casesBefore`: for cases by when they were closed. Returns how many conversations
   * went.
   */
  sweep(limits: { before: number; casesBefore: number }): Promise<number>;
};

/** A place in the order in which conversations began. */
type Place = { at: number; id: string };
/** The conversations after one place and up to another, and what is old. */
type Range = { afterAt: number; afterId: string; lastAt: number; lastId: string; before: number; casesBefore: number };

/** Conversations looked at in one write: few enough that nobody waits for it. */
const page = 200;

/**
 * Sweeps in pages, from the conversation that began first to the last that can have anything old: a look at each one
 * that is stored would read all of the database, four times a day. A conversation with a case stays as long as the
 * case.
 */
export function createRetention(options: {
  database: Database;
  prepare: Prepare;
  tidy: () => Promise<void>;
}): Retention {
  const { database, prepare, tidy } = options;
  const places = preparePlaces(prepare);
  const stepsOf = prepareSweep(prepare);
  // Calls to other systems stand under the name of their lane, and belong to no conversation by it.
  const givenUp = prepare<{ before: number }>()((db, $) =>
    db.deleteFrom("undelivered").where("failed_at", "<", $.before),
  );
  return {
    async sweep(limits) {
      const until = Math.max(limits.before, limits.casesBefore);
      let swept = 0;
      let after: Place = { at: Number.MIN_SAFE_INTEGER, id: "" };
      for (;;) {
        const found = await database.read(places({ afterAt: after.at, afterId: after.id, until, limit: page }));
        const last = found.at(-1);
        if (last === undefined) break;
        const { changes } = await database.write(
          stepsOf({ ...limits, afterAt: after.at, afterId: after.id, lastAt: last.at, lastId: last.id }),
        );
        swept += changes.at(-1) ?? 0;
        after = last;
      }
      await database.write([{ query: givenUp({ before: limits.before }) }]);
      await tidy();
      return swept;
    },
  };
}

function preparePlaces(prepare: Prepare) {
  return prepare<{ afterAt: number; afterId: string; until: number; limit: number }>()((db, $) =>
    db
      .selectFrom("conversations")
      .select(["created_at as at", "id"])
      .where((eb) => eb(eb.refTuple("created_at", "id"), ">", eb.tuple($.afterAt, $.afterId)))
      .where("created_at", "<", $.until)
      .orderBy("created_at")
      .orderBy("id")
      .limit($.limit),
  );
}

function prepareSweep(prepare: Prepare): (range: Range) => Step[] {
  const queries = [
    ...prepareCases(prepare),
    ...prepareRows(prepare),
    prepareOutcomes(prepare),
    prepareConversations(prepare),
  ];
  return (range) => queries.map((query) => ({ query: query(range) }));
}

type Queries = Parameters<Parameters<ReturnType<Prepare>>[0]>[0];

function idsIn(db: Queries, $: Range) {
  return db
    .selectFrom("conversations")
    .select("id")
    .where((eb) => eb(eb.refTuple("created_at", "id"), ">", eb.tuple($.afterAt, $.afterId)))
    .where((eb) => eb(eb.refTuple("created_at", "id"), "<=", eb.tuple($.lastAt, $.lastId)));
}

/** What other systems call a case goes with it, and that they were asked to open it. */
function prepareCases(prepare: Prepare) {
  const over = (db: Queries, $: Range) =>
    db
      .selectFrom("cases")
      .select("number")
      .where("conversation", "in", idsIn(db, $))
      .where("status", "=", "closed")
      .where("closed_at", "<", $.casesBefore);
  const attempts = prepare<Range>()((db, $) =>
    db
      .deleteFrom("connector_attempts")
      .where("lane", "in", db.selectFrom("connector_links").select("lane").where("number", "in", over(db, $))),
  );
  const rows = (["case_events", "connector_links", "cases"] as const).map((table) =>
    prepare<Range>()((db, $) => db.deleteFrom(table).where("number", "in", over(db, $))),
  );
  return [attempts, ...rows];
}

function prepareRows(prepare: Prepare) {
  const lines = prepare<Range>()((db, $) =>
    db
      .deleteFrom("transcript")
      .where("conversation", "in", idsIn(db, $))
      .where("at", "<", $.before)
      .where("conversation", "not in", (eb) =>
        eb.selectFrom("cases").select("conversation").where("conversation", "in", idsIn(db, $)),
      ),
  );
  const old = (
    [
      ["unclear", "at"],
      ["feedback", "at"],
      ["seen", "at"],
      ["status_watches", "since"],
    ] as const
  ).map(([table, at]) =>
    prepare<Range>()((db, $) =>
      db.deleteFrom(table).where("conversation", "in", idsIn(db, $)).where(db.dynamic.ref(at), "<", $.before),
    ),
  );
  return [lines, ...old];
}

/** How steps ended is kept for learning, without whose it was. */
function prepareOutcomes(prepare: Prepare) {
  return prepare<Range>()((db, $) =>
    db
      .updateTable("outcomes")
      .set({ conversation: "" })
      .where("conversation", "in", idsIn(db, $))
      .where("at", "<", $.before),
  );
}

/** With a case it stays, and while anything waits in it. */
function prepareConversations(prepare: Prepare) {
  return prepare<Range>()((db, $) =>
    db
      .deleteFrom("conversations")
      .where("id", "in", idsIn(db, $))
      .where("updated_at", "<", $.before)
      .where("id", "not in", (eb) =>
        eb.selectFrom("cases").select("conversation").where("conversation", "in", idsIn(db, $)),
      )
      .where("id", "not in", (eb) =>
        eb.selectFrom("inbox").select("conversation").where("conversation", "in", idsIn(db, $)),
      )
      .where("id", "not in", (eb) =>
        eb.selectFrom("outbox").select("conversation").where("conversation", "in", idsIn(db, $)),
      ),
  );
}
