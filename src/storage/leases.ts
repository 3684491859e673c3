import { type ExpressionBuilder, sql } from "kysely";

import { AppError } from "../common/errors.ts";
import type { Database, Dialect } from "./database/database.ts";
import type { Prepare } from "./database/statements.ts";
import type { Schema } from "./database/schema.ts";

/** How long queues of the outbox belong to their node, in milliseconds of a clock that all nodes of a database share. */
export type Leases = {
  /** Milliseconds until a lease that is not renewed expires. */
  readonly ms: number;
  now(): number;
  /** When a lease ends that begins now, or `later` milliseconds from now. */
  end(later?: number): number;
  /** Reads the shared clock again. Throws `StoreUnavailable`; then the last known offset stays. */
  syncClock(): Promise<void>;
};

/**
 * Leases by PostgreSQL's own clock, or on an embedded database by the time since the process began; between two reads of
 * it plus the process's monotonic clock, which is immune to clock changes. A node's own clock would not do: set back
 * after it ran ahead, it would leave leases that end in an hour, and a dead node's entries would wait that long.
 * `given`: a clock to use instead.
 */
export async function openLeases(options: {
  database: Database;
  prepare: Prepare;
  ms: number;
  given?: (() => number) | undefined;
}): Promise<Leases> {
  const { database, ms, given } = options;
  const readOffset = database.dialect === "postgres" && !given ? createClockOffset(options) : null;
  let offset = performance.timeOrigin;
  const now = given ?? (() => Math.round(performance.now() + offset));
  const leases: Leases = {
    ms,
    now,
    end: (later = 0) => now() + later + ms,
    async syncClock() {
      if (!readOffset) return;
      const { measured, within } = await readOffset();
      // What is known stays while nothing speaks against it: a slow answer must not move the time to and fro.
      if (Math.abs(offset - measured) > within) offset = measured;
    },
  };
  await leases.syncClock();
  return leases;
}

/** How far the database's clock is ahead of this process's monotonic one, to within half a round trip, in milliseconds. */
type ClockOffset = { measured: number; within: number };

function createClockOffset({
  database,
  prepare,
}: {
  database: Database;
  prepare: Prepare;
}): () => Promise<ClockOffset> {
  const clock = prepare<Record<string, never>>()((db) =>
    db.selectNoFrom(sql<number>`(extract(epoch from clock_timestamp()) * 1000)::bigint`.as("now")),
  );
  return async () => {
    const asked = performance.now();
    const [row] = await database.read(clock({}));
    if (!row) throw new AppError("Internal", "PostgreSQL returned no time.");
    const answered = performance.now();
    return { measured: row.now - (asked + answered) / 2, within: (answered - asked) / 2 };
  };
}

/** The owner of a free lease: a node that commits an entry of its queue, or polls for free leases, takes it. */
export const parkedOwner = "";
/** No node's name: until its lease ends nobody takes this queue, because the remote asked for the wait. */
export const heldOwner = "wait as long as asked";

/** An entry of a queue; the ports call the queue `conversation`, whichever it is. */
export type Place = { conversation: string; position: number };

type LeaseColumns = ExpressionBuilder<Schema & { excluded: Schema["outbox_leases"] }, "outbox_leases" | "excluded">;

/** What an upsert of a lease sets so that it takes the lease over, unless it is that of this owner. */
export function unlessOwner(eb: LeaseColumns, owner: string) {
  const keeps = eb("outbox_leases.owner", "=", owner);
  return {
    owner: eb.case().when(keeps).then(eb.ref("outbox_leases.owner")).else(eb.ref("excluded.owner")).end(),
    leased_until: eb
      .case()
      .when(keeps)
      .then(eb.ref("outbox_leases.leased_until"))
      .else(eb.ref("excluded.leased_until"))
      .end(),
  };
}

/** What an upsert of a lease sets so that it takes over only what is parked; with `held` also what waits as asked. */
export function ifParked(eb: LeaseColumns, { held = false } = {}) {
  const parked = eb("outbox_leases.owner", "in", held ? [parkedOwner, heldOwner] : [parkedOwner]);
  return {
    owner: eb.case().when(parked).then(eb.ref("excluded.owner")).else(eb.ref("outbox_leases.owner")).end(),
    leased_until: eb
      .case()
      .when(parked)
      .then(eb.ref("excluded.leased_until"))
      .else(eb.ref("outbox_leases.leased_until"))
      .end(),
  };
}

/** The queries on the leases of queues. */
export function prepareLeases(prepare: Prepare, dialect: Dialect) {
  return {
    ...prepareParking(prepare),
    anyFree: prepare<{ now: number }>()((db, $) =>
      db.selectFrom("outbox_leases").select("queue").where("leased_until", "<", $.now).limit(1),
    ),
    take: prepare<{ limit: number; node: string; now: number; until: number }>()((db, $) =>
      db
        .updateTable("outbox_leases")
        .set({ owner: $.node, leased_until: $.until })
        .where("queue", "in", (eb) => {
          const free = eb
            .selectFrom("outbox_leases")
            .select("queue")
            .where("leased_until", "<", $.now)
            .orderBy("leased_until")
            .limit($.limit);
          // Two nodes that poll at the same moment must neither wait for each other nor take the same queue.
          return dialect === "postgres" ? free.forUpdate().skipLocked() : free;
        })
        .returning("queue as conversation"),
    ),
    lease: prepare<{ conversation: string; node: string }>()((db, $) =>
      db
        .selectFrom("outbox_leases")
        .select("last_position")
        .where("queue", "=", $.conversation)
        .where("owner", "=", $.node),
    ),
    /** Never shortens a lease: a postponed delivery keeps its queue until after its next attempt. */
    renew: prepare<{ conversation: string; node: string; until: number }>()((db, $) =>
      db
        .updateTable("outbox_leases")
        .set((eb) => ({
          leased_until: eb.case().when("leased_until", "<", $.until).then($.until).else(eb.ref("leased_until")).end(),
        }))
        .where("queue", "=", $.conversation)
        .where("owner", "=", $.node),
    ),
    release: prepare<Place & { node: string }>()((db, $) =>
      db
        .deleteFrom("outbox_leases")
        .where("queue", "=", $.conversation)
        .where("owner", "=", $.node)
        .where("last_position", "=", $.position),
    ),
    releaseAll: prepare<{ node: string; until: number }>()((db, $) =>
      db.updateTable("outbox_leases").set({ owner: parkedOwner, leased_until: $.until }).where("owner", "=", $.node),
    ),
  };
}

/** Queues that wait for a remote without a node: free once `leased_until` has passed. */
function prepareParking(prepare: Prepare) {
  return {
    park: prepare<{ conversation: string; node: string; owner: string; until: number }>()((db, $) =>
      db
        .updateTable("outbox_leases")
        .set({ owner: $.owner, leased_until: $.until })
        .where("queue", "=", $.conversation)
        .where("owner", "=", $.node),
    ),
    takeParked: prepare<{ conversation: string; node: string; until: number }>()((db, $) =>
      db
        .updateTable("outbox_leases")
        .set({ owner: $.node, leased_until: $.until })
        .where("queue", "=", $.conversation)
        .where("owner", "=", parkedOwner),
    ),
    oldestFree: prepare<{ now: number }>()((db, $) =>
      db
        .selectFrom("outbox_leases")
        .select((eb) => eb.fn.min("leased_until").as("since"))
        .where("leased_until", "<", $.now),
    ),
  };
}

/** Ends waits in parked queues. */
export function prepareWaking(prepare: Prepare) {
  return {
    wakeAll: prepare<{ now: number; until: number }>()((db, $) =>
      db
        .updateTable("outbox_leases")
        .set({ leased_until: $.until })
        .where("owner", "=", parkedOwner)
        .where("leased_until", ">=", $.now),
    ),
    wake: prepare<{ now: number; until: number; channel: string }>()((db, $) =>
      db
        .updateTable("outbox_leases")
        .set({ leased_until: $.until })
        .where("owner", "=", parkedOwner)
        .where("leased_until", ">=", $.now)
        .where((eb) =>
          eb.exists(
            eb
              .selectFrom("conversations")
              .select("conversations.id")
              .whereRef("conversations.id", "=", "outbox_leases.queue")
              .where("conversations.channel", "=", $.channel),
          ),
        ),
    ),
  };
}
