import type { CaseReason, Tried } from "../../dialogs/effects.ts";
import type { LiveStatus } from "../../dialogs/events.ts";
import type { Device } from "../../knowledge/article.ts";
import type { Database } from "./database.ts";
import type { Prepare } from "./statements.ts";
import { casesTopic, type Wakes } from "./wakes.ts";

/** A request for a person, as the desk reads it. Times are milliseconds since 1970. */
export type StoredCase = {
  number: string;
  conversation: string;
  channel: string;
  status: CaseStatus;
  reason: CaseReason;
  subject: string;
  article: string | null;
  device: Device | null;
  tried: readonly Tried[];
  liveStatus: LiveStatus;
  openedAt: number;
  waitingSince: number;
  assignee: string | null;
  closedAt: number | null;
  ended: "withdrawn" | "resolved" | null;
  resolution: string | null;
};
export type CaseStatus = "waiting" | "active" | "closed";

/** The desk's view of the cases. Turns change them, through `TurnStore.commit`. */
export type Cases = {
  /** Cases with this status, longest waiting first; at most `limit`. */
  list(status: CaseStatus, limit: number): Promise<readonly StoredCase[]>;
  get(number: string): Promise<StoredCase | null>;
  /** Calls `wake` whenever cases may have changed, on whichever node; returns the way to stop. */
  subscribe(wake: () => void): () => void;
};

/** The cases on any database; `wakes` must be the one that commits wake. */
export function createCases(options: { database: Database; prepare: Prepare; wakes: Wakes }): Cases {
  const { database, wakes } = options;
  const queries = prepareQueries(options.prepare);
  return {
    async list(status, limit) {
      return (await database.read(queries.list({ status, limit }))).map(toCase);
    },
    async get(number) {
      const [row] = await database.read(queries.get({ number }));
      return row ? toCase(row) : null;
    },
    subscribe: (wake) => wakes.subscribe(casesTopic, wake),
  };
}

function prepareQueries(prepare: Prepare) {
  return {
    list: prepare<{ status: CaseStatus; limit: number }>()((db, $) =>
      db
        .selectFrom("cases")
        .innerJoin("conversations", "conversations.id", "cases.conversation")
        .selectAll("cases")
        .select("conversations.channel")
        .where("cases.status", "=", $.status)
        .orderBy("cases.waiting_since")
        .limit($.limit),
    ),
    get: prepare<{ number: string }>()((db, $) =>
      db
        .selectFrom("cases")
        .innerJoin("conversations", "conversations.id", "cases.conversation")
        .selectAll("cases")
        .select("conversations.channel")
        .where("cases.number", "=", $.number),
    ),
  };
}

type CaseRow = ReturnType<ReturnType<typeof prepareQueries>["get"]>["prepared"] extends { row?: infer Row } ? NonNullable<Row> : never;

function toCase(row: CaseRow): StoredCase {
  return {
    number: row.number,
    conversation: row.conversation,
    channel: row.channel,
    status: row.status,
    reason: row.reason,
    subject: row.subject,
    article: row.article,
    device: row.device,
    tried: JSON.parse(row.tried) as Tried[],
    liveStatus: JSON.parse(row.live_status) as LiveStatus,
    openedAt: row.opened_at,
    waitingSince: row.waiting_since,
    assignee: row.assignee,
    closedAt: row.closed_at,
    ended: row.ended,
    resolution: row.resolution,
  };
}
