import type { ConversationState } from "../../../dialogs/stored-state.ts";
import type { InboundMessage, ConversationReference, TurnStore } from "../../conversation/ports.ts";
import { AppError } from "../../common/errors.ts";
import type { Database } from "../database/database.ts";
import type { ConversationCache } from "../conversations/conversation-cache.ts";
import { partyColumns, toLoaded } from "../database/rows.ts";
import type { Prepare } from "../database/statements.ts";

/** The store of the turn: the writes are handed in, the reads are here. */
export function createTurnStore(options: {
  database: Database;
  prepare: Prepare;
  accept: TurnStore["accept"];
  commit: TurnStore["commit"];
  acceptAndCommit: TurnStore["acceptAndCommit"];
  latest: ConversationCache;
}): TurnStore {
  const { database, accept, commit, acceptAndCommit, latest } = options;
  const queries = prepareReads(options.prepare);
  return {
    accept(party, incoming, echo) {
      latest.forget(party.conversation);
      return accept(party, incoming, echo);
    },
    commit,
    acceptAndCommit,
    async loadForFastPath(party) {
      const recent = latest.of(party.conversation);
      if (recent) return { ...recent, party: inZone(party, recent.party.time_zone), kept: true };
      const [row] = await database.read(queries.meet({ conversation: party.conversation }));
      if (!row) return { party, saved: null, version: 0, arrivals: null, positions: 0 };
      if (row.waiting !== null) return null;
      const saved = row.saved === null ? null : (JSON.parse(row.saved) as ConversationState);
      return {
        party: inZone(party, row.time_zone),
        saved,
        version: row.version,
        arrivals: row.last_arrival,
        positions: row.last_position,
      };
    },
    async nextWaiting(conversation) {
      const [row] = await database.read(queries.nextWaiting({ conversation }));
      return row ? (JSON.parse(row.body) as InboundMessage) : null;
    },
    async conversationsWaiting(limit, acceptedBefore = Number.MAX_SAFE_INTEGER) {
      const rows = await database.read(queries.waiting({ limit, acceptedBefore }));
      return rows.map((row) => row.conversation);
    },
    async load(conversation) {
      const [row] = await database.read(queries.load({ conversation }));
      if (!row) throw new AppError("NotFound", "There is no such conversation.");
      return toLoaded(row);
    },
    async casesWaiting() {
      const [row] = await database.read(queries.casesWaiting({}));
      return Number(row?.waiting ?? 0);
    },
  };
}

/** A message that names no time zone leaves the one that is known. */
function inZone(party: ConversationReference, timeZone: string | null): ConversationReference {
  return party.timeZone === undefined && timeZone !== null ? { ...party, timeZone } : party;
}

function prepareReads(prepare: Prepare) {
  return {
    nextWaiting: prepare<{ conversation: string }>()((db, $) =>
      db.selectFrom("inbox").select("body").where("conversation", "=", $.conversation).orderBy("arrival").limit(1),
    ),
    waiting: prepare<{ limit: number; acceptedBefore: number }>()((db, $) =>
      db
        .selectFrom("inbox")
        .select("conversation")
        .where("accepted_at", "<", $.acceptedBefore)
        .groupBy("conversation")
        .orderBy((eb) => eb.fn.min("accepted_at"))
        .limit($.limit),
    ),
    load: prepare<{ conversation: string }>()((db, $) =>
      db
        .selectFrom("conversations")
        .select([...partyColumns, "saved", "version"])
        .where("id", "=", $.conversation),
    ),
    meet: prepare<{ conversation: string }>()((db, $) =>
      db
        .selectFrom("conversations")
        .select((eb) => [
          "saved",
          "version",
          "time_zone",
          "last_arrival",
          "last_position",
          eb
            .selectFrom("inbox")
            .select("inbox.id")
            .whereRef("inbox.conversation", "=", "conversations.id")
            .limit(1)
            .as("waiting"),
        ])
        .where("id", "=", $.conversation),
    ),
    casesWaiting: prepare<Record<string, never>>()((db) =>
      db
        .selectFrom("cases")
        .select((eb) => eb.fn.countAll().as("waiting"))
        .where("status", "=", "waiting"),
    ),
  };
}
