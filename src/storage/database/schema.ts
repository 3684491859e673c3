import type { CaseReason } from "../../../dialogs/effects.ts";
import type { LiveStatus, StepResult } from "../../../dialogs/events.ts";
import type { Device } from "../../../knowledge/article.ts";
import type { AgentRow, CaseEventType, CaseStatus, EndReason } from "../../conversation/case-ports.ts";

/**
 * The tables as they are after every migration. Types are the portable ones: text, bigint for milliseconds and
 * counters, integer 0/1 for flags, JSON as text. Kysely writes every query from these, for both databases.
 */
export type Schema = {
  conversations: ConversationTable;
  seen: SeenTable;
  inbox: InboxTable;
  transcript: TranscriptTable;
  outbox: OutboxTable;
  lanes: LaneTable;
  undelivered: UndeliveredTable;
  outcomes: OutcomeTable;
  cases: CaseTable;
  unclear: UnclearTable;
  feedback: FeedbackTable;
  status_watches: StatusWatchTable;
  probe: ProbeTable;
  signing_keys: SigningKeyTable;
  case_events: CaseEventTable;
  desk_counter: DeskCounterTable;
  agents: AgentTable;
  rate_counts: RateCountTable;
  connector_links: ConnectorLinkTable;
  connector_attempts: ConnectorAttemptTable;
};

type SigningKeyTable = { id: string; secret: string; created_at: number };

/** How often something was asked for in one slot of time; `key` tells no address. */
type RateCountTable = { key: string; slot: number; count: number };

type ConversationTable = {
  id: string;
  channel: string;
  user_id: string;
  user_name: string;
  locale: string;
  /** Null where the channel does not tell. */
  time_zone: string | null;
  /** JSON. */
  address: string;
  push: number;
  /** JSON of dialogs' `SavedConversation`; null before the first turn. */
  saved: string | null;
  /** Grows by one with each stored turn. */
  version: number;
  /**
   * The counters hand out numbers under this row's lock: the transcript's `seq`, the inbox's `arrival`, the outbox's
   * `position`.
   */
  last_seq: number;
  last_arrival: number;
  last_position: number;
  created_at: number;
  updated_at: number;
};

/** Every message id ever accepted: what makes a second one a duplicate. */
type SeenTable = { conversation: string; id: string; at: number };

/** Accepted messages whose turn is still to come, and no others: it stays small. `body` is an `Incoming`, JSON. */
type InboxTable = { conversation: string; arrival: number; id: string; body: string; accepted_at: number };

type TranscriptTable = {
  conversation: string;
  seq: number;
  speaker: "user" | "assistant" | "agent";
  id: string;
  text: string;
  /** JSON or null. */
  reply: string | null;
  /** JSON or null. */
  echo: string | null;
  /** The agent's name on an agent's line. */
  author: string | null;
  at: number;
};

/** Entries still to be delivered, and no others. `body` is JSON. */
type OutboxTable = {
  conversation: string;
  position: number;
  destination: string;
  body: string;
  /** Deliveries that were tried and failed. */
  attempts: number;
  last_error: string | null;
  created_at: number;
};

/**
 * A lane is a conversation with entries in the outbox. It belongs to one node, `owner`, until `leased_until`; its
 * entries go out in the order of `position`. `last_position` is the newest entry's: the owner may give the lane up only
 * while it has delivered that one.
 */
type LaneTable = { conversation: string; owner: string; leased_until: number; last_position: number };

/** Entries given up for good. */
type UndeliveredTable = {
  conversation: string;
  position: number;
  destination: string;
  body: string;
  attempts: number;
  reason: string;
  failed_at: number;
};

type OutcomeTable = {
  conversation: string;
  article: string;
  step: string;
  device: Device | null;
  result: StepResult;
  seconds: number;
  live_status: LiveStatus["kind"];
  at: number;
};

type CaseTable = {
  number: string;
  conversation: string;
  status: CaseStatus;
  reason: CaseReason;
  subject: string;
  article: string | null;
  device: Device | null;
  /** JSON of `Tried[]`. */
  tried: string;
  /** JSON of `LiveStatus` when the case was opened. */
  live_status: string;
  opened_at: number;
  waiting_since: number;
  assignee: string | null;
  closed_at: number | null;
  /** Why it is closed; null while open. */
  ended: EndReason | null;
  resolution: string | null;
  language: string | null;
  contact: string | null;
  rating: number | null;
  rating_word: string | null;
  reopened: number;
  reminded_at: number | null;
  /** The desk's number of its latest change. */
  changed: number;
};

/** What was done with cases, and by whom. `seq` is the desk's number of the change. */
type CaseEventTable = {
  id: string;
  number: string;
  seq: number;
  at: number;
  who: string;
  what: CaseEventType;
  text: string;
};
/**
 * One row. Its lock is the last that any batch takes, and puts changes of cases one after the other: numbers are seen
 * in order.
 */
type DeskCounterTable = { id: number; seq: number };
type AgentTable = { name: string; chosen: AgentRow["chosen"]; seen_at: number; signed_out_at: number };

/**
 * A case's lane to another system: `lane` is its name in the outbox, `last_position` its newest entry. `external_id` is
 * what that system calls the case, `external` JSON of what else is known of it there; null until it was told.
 */
type ConnectorLinkTable = {
  lane: string;
  connector: string;
  number: string;
  conversation: string;
  last_position: number;
  external_id: string | null;
  external: string | null;
};

/**
 * Attempts to open a case in a system where what was opened cannot be looked for. A row without `external_id` is under
 * way, or its answer was
 * lost; one with it is a second opening that was found later: another name of the case there. `lane` as in
 * `connector_links`.
 */
type ConnectorAttemptTable = { lane: string; at: number; external_id: string | null; external: string | null };

type UnclearTable = { conversation: string; text: string; awaiting: string; alternatives: string; at: number };
type FeedbackTable = { conversation: string; good: number; about: string; at: number };
type StatusWatchTable = { article: string; conversation: string; since: number };
/** One row that the health check writes to, to learn whether writing works again after it failed. */
type ProbeTable = { id: number; filling: string };
