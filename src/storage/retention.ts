import type { Database, Step } from "./database.ts";
import type { Prepare } from "./statements.ts";

/** Deletes what is older than it may be. Times in milliseconds since 1970. */
export type Retention = {
  /** `before`: for what was said; `casesBefore`: for cases by when they were closed. Returns how many conversations went. */
  sweep(limits: { before: number; casesBefore: number }): Promise<number>;
};

type Range = { after: string; last: string; before: number; casesBefore: number };

/** Conversations looked at in one write: few enough that nobody waits for it. */
const page = 200;

/** Sweeps in pages, from the first conversation to the last. A conversation with a case stays as long as the case. */
export function createRetention(options: { database: Database; prepare: Prepare; tidy: () => Promise<void> }): Retention {
  const { database, prepare, tidy } = options;
  const ids = prepare<{ after: string; limit: number }>()((db, $) =>
    db.selectFrom("conversations").select("id").where("id", ">", $.after).orderBy("id").limit($.limit),
  );
  const stepsOf = prepareSweep(prepare);
  return {
    async sweep(limits) {
      let swept = 0;
      let after = "";
      for (;;) {
        const found = await database.read(ids({ after, limit: page }));
        const last = found.at(-1)?.id;
        if (last === undefined) break;
        const { changes } = await database.write(stepsOf({ ...limits, after, last }));
        swept += changes.at(-1) ?? 0;
        after = last;
      }
      await tidy();
      return swept;
    },
  };
}

function prepareSweep(prepare: Prepare): (range: Range) => Step[] {
  const queries = [...prepareCases(prepare), ...prepareLinks(prepare), ...prepareRows(prepare), prepareOutcomes(prepare), prepareConversations(prepare)];
  return (range) => queries.map((query) => ({ query: query(range) }));
}

function prepareCases(prepare: Prepare) {
  const events = prepare<Range>()((db, $) =>
    db
      .deleteFrom("case_events")
      .where("number", "in", (eb) =>
        eb
          .selectFrom("cases")
          .select("number")
          .where("conversation", ">", $.after)
          .where("conversation", "<=", $.last)
          .where("status", "=", "closed")
          .where("closed_at", "<", $.casesBefore),
      ),
  );
  const cases = prepare<Range>()((db, $) =>
    db
      .deleteFrom("cases")
      .where("conversation", ">", $.after)
      .where("conversation", "<=", $.last)
      .where("status", "=", "closed")
      .where("closed_at", "<", $.casesBefore),
  );
  return [events, cases];
}

/** What other systems call a case goes with the case. */
function prepareLinks(prepare: Prepare) {
  const attempts = prepare<Range>()((db, $) =>
    db.deleteFrom("connector_attempts").where("lane", "in", (eb) =>
      eb
        .selectFrom("connector_links")
        .select("lane")
        .where("conversation", ">", $.after)
        .where("conversation", "<=", $.last)
        .where("number", "not in", (of) => of.selectFrom("cases").select("number").where("conversation", ">", $.after).where("conversation", "<=", $.last)),
    ),
  );
  const links = prepare<Range>()((db, $) =>
    db
      .deleteFrom("connector_links")
      .where("conversation", ">", $.after)
      .where("conversation", "<=", $.last)
      .where("number", "not in", (eb) => eb.selectFrom("cases").select("number").where("conversation", ">", $.after).where("conversation", "<=", $.last)),
  );
  return [attempts, links];
}

function prepareRows(prepare: Prepare) {
  const lines = prepare<Range>()((db, $) =>
    db
      .deleteFrom("transcript")
      .where("conversation", ">", $.after)
      .where("conversation", "<=", $.last)
      .where("at", "<", $.before)
      .where("conversation", "not in", (eb) =>
        eb.selectFrom("cases").select("conversation").where("conversation", ">", $.after).where("conversation", "<=", $.last),
      ),
  );
  const old = (
    [
      ["unclear", "at"],
      ["feedback", "at"],
      ["seen", "at"],
      ["undelivered", "failed_at"],
      ["status_watches", "since"],
    ] as const
  ).map(([table, at]) =>
    prepare<Range>()((db, $) =>
      db.deleteFrom(table).where("conversation", ">", $.after).where("conversation", "<=", $.last).where(db.dynamic.ref(at), "<", $.before),
    ),
  );
  return [lines, ...old];
}

/** How steps ended is kept for learning, without whose it was. */
function prepareOutcomes(prepare: Prepare) {
  return prepare<Range>()((db, $) =>
    db.updateTable("outcomes").set({ conversation: "" }).where("conversation", ">", $.after).where("conversation", "<=", $.last).where("at", "<", $.before),
  );
}

function prepareConversations(prepare: Prepare) {
  return prepare<Range>()((db, $) =>
    db
      .deleteFrom("conversations")
      .where("id", ">", $.after)
      .where("id", "<=", $.last)
      .where("updated_at", "<", $.before)
      .where("id", "not in", (eb) => eb.selectFrom("cases").select("conversation").where("conversation", ">", $.after).where("conversation", "<=", $.last))
      .where("id", "not in", (eb) => eb.selectFrom("inbox").select("conversation").where("conversation", ">", $.after).where("conversation", "<=", $.last))
      .where("id", "not in", (eb) => eb.selectFrom("outbox").select("conversation").where("conversation", ">", $.after).where("conversation", "<=", $.last)),
  );
}
