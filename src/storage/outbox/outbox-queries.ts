import { sql } from "kysely";

import type { EntryName } from "../../conversation/outbox-ports.ts";
import type { Dialect } from "../database/database.ts";
import { partyColumns } from "../database/rows.ts";
import type { Prepare } from "../database/statements.ts";

type Place = { conversation: string; position: number };

/** Every query of the outbox. */
export function prepareOutbox(prepare: Prepare, dialect: Dialect) {
  return { ...prepareLanes(prepare, dialect), ...prepareEntries(prepare), ...prepareGivenUp(prepare) };
}

function prepareLanes(prepare: Prepare, dialect: Dialect) {
  return {
    anyFree: prepare<{ now: number }>()((db, $) =>
      db.selectFrom("lanes").select("conversation").where("leased_until", "<", $.now).limit(1),
    ),
    take: prepare<{ limit: number; node: string; now: number; until: number }>()((db, $) =>
      db
        .updateTable("lanes")
        .set({ owner: $.node, leased_until: $.until })
        .where("conversation", "in", (eb) => {
          const free = eb
            .selectFrom("lanes")
            .select("conversation")
            .where("leased_until", "<", $.now)
            .orderBy("leased_until")
            .limit($.limit);
          // Two nodes that look at the same moment must not wait for each other, nor get the same lane.
          return dialect === "postgres" ? free.forUpdate().skipLocked() : free;
        })
        .returning("conversation"),
    ),
    lane: prepare<{ conversation: string; node: string }>()((db, $) =>
      db
        .selectFrom("lanes")
        .select("last_position")
        .where("conversation", "=", $.conversation)
        .where("owner", "=", $.node),
    ),
    /** Never shortens a lease: a delivery that was postponed holds its lane until after its next attempt. */
    renew: prepare<{ conversation: string; node: string; until: number }>()((db, $) =>
      db
        .updateTable("lanes")
        .set((eb) => ({
          leased_until: eb.case().when("leased_until", "<", $.until).then($.until).else(eb.ref("leased_until")).end(),
        }))
        .where("conversation", "=", $.conversation)
        .where("owner", "=", $.node),
    ),
    release: prepare<Place & { node: string }>()((db, $) =>
      db
        .deleteFrom("lanes")
        .where("conversation", "=", $.conversation)
        .where("owner", "=", $.node)
        .where("last_position", "=", $.position),
    ),
    giveUpAll: prepare<{ node: string }>()((db, $) =>
      db.updateTable("lanes").set({ owner: "", leased_until: 0 }).where("owner", "=", $.node),
    ),
  };
}

function prepareEntries(prepare: Prepare) {
  return {
    pending: prepare<Place & { limit: number }>()((db, $) =>
      db
        .selectFrom("outbox")
        .select(["conversation", "position", "destination", "body", "attempts", "created_at"])
        .where("conversation", "=", $.conversation)
        .where("position", ">", $.position)
        .orderBy("position")
        .limit($.limit),
    ),
    body: prepare<EntryName>()((db, $) =>
      db
        .selectFrom("outbox")
        .select("body")
        .where("conversation", "=", $.conversation)
        .where("position", "=", $.position)
        .where("created_at", "=", $.createdAt),
    ),
    party: prepare<{ conversation: string }>()((db, $) =>
      db
        .selectFrom("conversations")
        .select(partyColumns)
        .where("id", "=", (eb) =>
          // A lane of calls to another system belongs to the person whose case it is about.
          eb.fn.coalesce(
            eb.selectFrom("connector_links").select("connector_links.conversation").where("lane", "=", $.conversation),
            eb.val($.conversation),
          ),
        ),
    ),
    remove: prepare<EntryName>()((db, $) =>
      db
        .deleteFrom("outbox")
        .where("conversation", "=", $.conversation)
        .where("position", "=", $.position)
        .where("created_at", "=", $.createdAt),
    ),
    countAttempt: prepare<EntryName & { attempts: number; error: string }>()((db, $) =>
      db
        .updateTable("outbox")
        .set({ attempts: $.attempts, last_error: $.error })
        .where("conversation", "=", $.conversation)
        .where("position", "=", $.position)
        .where("created_at", "=", $.createdAt),
    ),
    backlog: prepare<Record<string, never>>()((db) =>
      db.selectFrom("outbox").select((eb) => [eb.fn.countAll().as("waiting"), eb.fn.min("created_at").as("oldest")]),
    ),
  };
}

function prepareGivenUp(prepare: Prepare) {
  return {
    giveUp: prepare<EntryName & { attempts: number; reason: string; now: number }>()((db, $) =>
      db
        .insertInto("undelivered")
        .columns(["conversation", "position", "destination", "body", "attempts", "reason", "failed_at"])
        .expression((eb) =>
          eb
            .selectFrom("outbox")
            .select([
              "conversation",
              "position",
              "destination",
              "body",
              sql<number>`cast(${$.attempts} as integer)`.as("attempts"),
              sql<string>`cast(${$.reason} as text)`.as("reason"),
              sql<number>`cast(${$.now} as bigint)`.as("failed_at"),
            ])
            .where("conversation", "=", $.conversation)
            .where("position", "=", $.position)
            .where("created_at", "=", $.createdAt),
        )
        .onConflict((conflict) => conflict.columns(["conversation", "position"]).doNothing()),
    ),
    undelivered: prepare<{ limit: number }>()((db, $) =>
      db.selectFrom("undelivered").selectAll().orderBy("failed_at", "desc").limit($.limit),
    ),
    countUndelivered: prepare<Record<string, never>>()((db) =>
      db.selectFrom("undelivered").select((eb) => eb.fn.countAll().as("count")),
    ),
  };
}
