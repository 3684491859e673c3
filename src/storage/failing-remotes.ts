import { type ExpressionBuilder, sql } from "kysely";

import type { OutboxStore } from "../conversation/outbox-ports.ts";
import type { Database, Dialect } from "./database/database.ts";
import type { Schema } from "./database/schema.ts";
import type { Prepare } from "./database/statements.ts";
import { type Leases, prepareWaking } from "./leases.ts";
import { failedSeveralTimes } from "./unseen-replies.ts";

/**
 * Which channels and other systems take nothing, read from what waits for them: so all nodes see the same, it survives
 * a restart, and what is erased leaves nothing.
 */
export function createFailingRemotes(options: {
  database: Database;
  prepare: Prepare;
  now: () => number;
  leases: Leases;
}): Pick<OutboxStore, "failing" | "retrying" | "tookSomething" | "wakeAll"> {
  const { database, now, leases } = options;
  const queries = prepareQueries(options.prepare, database.dialect);
  return {
    async failing() {
      const rows = await database.read(queries.failing({ until: now() - failingAfterMs }));
      return rows.map(({ remote, since, reason }) => ({ remote, since: since ?? 0, reason: reason ?? "" }));
    },
    async retrying() {
      const rows = await database.read(queries.retrying({}));
      return rows.map(({ waiting, reason, ...row }) => ({ ...row, waiting: Number(waiting), reason: reason ?? "" }));
    },
    async tookSomething(remote) {
      const free = { now: leases.now(), until: leases.now() - 1 };
      await database.write({
        failures: { query: queries.forgetFailures({ remote }) },
        leases: { query: queries.wake({ ...free, channel: remote }) },
      });
    },
    async wakeAll() {
      const free = { now: leases.now(), until: leases.now() - 1 };
      await database.write({ leases: { query: queries.wakeAll(free) } });
    },
  };
}

/** A remote that takes nothing for less long than this has not failed yet: one error is normal, and the next attempt comes soon. */
const failingAfterMs = 10_000;

/** The person's channel, or the other system that an entry goes to. Needs the conversation joined. */
function remoteOf(eb: ExpressionBuilder<Schema, "outbox" | "conversations">) {
  return eb
    .case()
    .when("outbox.destination", "=", "channel")
    .then(eb.ref("conversations.channel"))
    .else(eb.ref("outbox.destination"))
    .end();
}

function prepareQueries(prepare: Prepare, dialect: Dialect) {
  return {
    ...prepareWaking(prepare),
    failing: prepare<{ until: number }>()((db, $) =>
      db
        .selectFrom("outbox")
        .leftJoin("conversations", "conversations.id", "outbox.queue")
        .select((eb) => [
          sql<string>`${remoteOf(eb as never)}`.as("remote"),
          eb.fn.min("outbox.failing_since").as("since"),
          eb.fn.max("outbox.last_error").as("reason"),
        ])
        .where("outbox.failing_since", "is not", null)
        .groupBy("remote")
        .having((eb) => eb(eb.fn.min("outbox.failing_since"), "<=", $.until))
        .orderBy("since"),
    ),
    retrying: prepare<Record<string, never>>()((db) =>
      db
        .selectFrom("outbox")
        .leftJoin("conversations", "conversations.id", "outbox.queue")
        .select((eb) => [
          sql<string>`${remoteOf(eb as never)}`.as("remote"),
          eb.fn.countAll().as("waiting"),
          eb.fn.min("outbox.created_at").as("since"),
          eb.fn.max("outbox.last_error").as("reason"),
        ])
        .where("outbox.attempts", ">=", failedSeveralTimes)
        .groupBy("remote")
        .orderBy("since"),
    ),
    forgetFailures: prepare<{ remote: string }>()((db, $) =>
      db
        .updateTable("outbox")
        .set({ failing_since: null })
        .where(({ eb, refTuple }) => {
          const failing = db
            .selectFrom("outbox as failing")
            .leftJoin("conversations", "conversations.id", "failing.queue")
            .select(["failing.queue", "failing.position"])
            .where("failing.failing_since", "is not", null)
            .where((of) =>
              of.or([
                of("failing.destination", "=", $.remote),
                of.and([of("failing.destination", "=", "channel"), of("conversations.channel", "=", $.remote)]),
              ]),
            );
          // What is being written fails just now; nodes that wait for each other's rows would be in each other's way.
          const free = dialect === "postgres" ? failing.forUpdate("failing").skipLocked() : failing;
          return eb(refTuple("outbox.queue", "outbox.position"), "in", free.$asTuple("queue", "position"));
        }),
    ),
  };
}
