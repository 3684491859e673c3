import type { Generated } from "kysely";

import type { AuditAction } from "../../conversation/audit-ports.ts";
import type { CaseReason, TriedStep } from "../../../dialogs/effects.ts";
import type { LiveStatus, StepResult } from "../../../dialogs/events.ts";
import type { Reply } from "../../../dialogs/replies/reply.ts";
import type { ConversationState } from "../../../dialogs/stored-state.ts";
import type { Device } from "../../../knowledge/article.ts";
import type { External } from "../../conversation/case-calls.ts";
import type { AgentRole } from "../../config/agent-settings.ts";
import type { AgentRow, CaseEventType, CaseStatus, EndReason } from "../../conversation/case-ports.ts";
import type { InboundMessage, TranscriptLine, TurnRecord } from "../../conversation/ports.ts";
import type { ReportFact } from "../../conversation/report-facts.ts";
import type { ReviewReason, ReviewState } from "../../conversation/report-ports.ts";
import type { RedactedRow } from "../redaction-undo.ts";
import type { Json } from "./statements.ts";

/**
 * The tables as they are after every migration, in portable types: text, bigint for milliseconds and counters, integer
 * 0/1 for flags, JSON as text. Kysely compiles every query from these, for both databases. Times are milliseconds since
 * 1970. What each table holds of persons is in `personal-data.ts`.
 */
export type Schema = {
  conversations: ConversationTable;
  idempotency_keys: IdempotencyKeyTable;
  inbox: InboxTable;
  transcript: TranscriptTable;
  attachments: AttachmentTable;
  attachment_objects: AttachmentObjectTable;
  outbox: OutboxTable;
  outbox_leases: OutboxLeaseTable;
  dead_letters: DeadLetterTable;
  outcomes: OutcomeTable;
  cases: CaseTable;
  unclear: UnclearTable;
  feedback: FeedbackTable;
  status_subscriptions: StatusSubscriptionTable;
  probe: ProbeTable;
  signing_keys: SigningKeyTable;
  case_events: CaseEventTable;
  desk_counter: DeskCounterTable;
  agents: AgentTable;
  desk_sessions: DeskSessionTable;
  redaction_undo: RedactionUndoTable;
  audit_log: AuditTable;
  rate_counts: RateCountTable;
  connector_links: ConnectorLinkTable;
  connector_attempts: ConnectorAttemptTable;
  report_log: ReportLogTable;
  report_sums: ReportSumTable;
  article_orders: ArticleOrderTable;
  presence_intervals: IntervalTable & { agent: string };
  incident_intervals: IntervalTable & { article: string };
  canned_replies: CannedReplyTable;
  mentions: MentionTable;
};

type SigningKeyTable = { id: string; secret: string; created_at: number };

/** How often something was requested in one time slot; `key` reveals no address. */
type RateCountTable = { key: string; slot: number; count: number };

type ConversationTable = {
  id: string;
  channel: string;
  user_id: string;
  user_name: string;
  locale: string;
  /** Null where the channel does not tell it. */
  time_zone: string | null;
  /** The page that the person wrote from last, as origin and path; null where the channel does not tell it. */
  page: string | null;
  /** What the channel needs to reach the conversation. */
  address: Json<unknown>;
  push: number;
  /** Null before the first turn. */
  saved: Json<ConversationState> | null;
  /** Grows by one with each stored turn: the optimistic lock. */
  version: number;
  /**
   * These counters hand out numbers under this row's lock: the transcript's `seq`, the inbox's `arrival`, the outbox's
   * `position`.
   */
  last_seq: number;
  last_arrival: number;
  last_position: number;
  created_at: number;
  updated_at: number;
  /** Up to which line the person has what agents said: their page got it, or an e-mail was sent. Kept where mail is set up. */
  read_seq: Generated<number>;
};

/** Every message id ever accepted, which makes a second message of the same id a duplicate. */
type IdempotencyKeyTable = { conversation: string; id: string; at: number };

/** Accepted messages whose turn is still to come, and no others: it stays small. */
type InboxTable = {
  conversation: string;
  arrival: number;
  id: string;
  body: Json<InboundMessage>;
  accepted_at: number;
};

type TranscriptTable = {
  conversation: string;
  seq: number;
  speaker: TranscriptLine["from"];
  id: string;
  text: string;
  /** Without its text where that equals the line's. */
  reply: Json<Omit<Reply, "text"> & { text?: string }> | null;
  echo: Json<unknown> | null;
  /** The agent's name on an agent's line. */
  author: string | null;
  at: number;
  /** What the person did to their message afterwards; the text is as it is now. */
  changed: "edited" | "deleted" | null;
  /** What the channel calls a message of ours; kept where thumbs may come for it. */
  channel_id: string | null;
};

/**
 * Files that came with lines. `line`: the id of the line; `type`: the media type by content. `object`: the name in the bucket
 * that keeps the content, `object_key`: what it is encrypted with; both null: the content is here.
 */
type AttachmentTable = {
  id: string;
  conversation: string;
  line: string;
  name: string;
  type: string;
  size: number;
  at: number;
  content: Uint8Array;
  object: string | null;
  object_key: Uint8Array | null;
};
/** Every object that may be in the bucket: noted before it is put there, and until it is known to be gone. */
type AttachmentObjectTable = { name: string; at: number };

/**
 * Entries still to be delivered, and no others. `queue` is the id of the conversation they are for, or the key of the
 * calls about one case to one connector (`callQueue`).
 */
type OutboxTable = {
  queue: string;
  position: number;
  destination: string;
  body: Json<unknown>;
  /** Deliveries that were tried and failed. */
  attempts: number;
  last_error: string | null;
  /** When it first failed because the other end takes nothing, since that took anything; null: it did not. */
  failing_since: number | null;
  /** When it was tried first, if that failed; from then on the time counts after which it is given up. */
  first_tried_at: number | null;
  created_at: number;
};

/**
 * The lease of a queue with entries in the outbox. The queue belongs to one node, `owner`, until `leased_until`; its
 * entries go out in the order of `position`. `last_position` is that of the newest entry: the owner may release the
 * lease only once it has delivered that one.
 */
type OutboxLeaseTable = { queue: string; owner: string; leased_until: number; last_position: number };

/** Entries whose delivery failed for good. */
type DeadLetterTable = {
  queue: string;
  position: number;
  destination: string;
  body: Json<unknown>;
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
  /** 1: from before a cure needed a certain claim. Nothing is learned from it. */
  unsure: Generated<number>;
};

type CaseTable = {
  number: string;
  conversation: string;
  status: CaseStatus;
  reason: CaseReason;
  subject: string;
  article: string | null;
  device: Device | null;
  tried: Json<readonly TriedStep[]>;
  /** As it was when the case was opened. */
  live_status: Json<LiveStatus>;
  opened_at: number;
  waiting_since: number;
  assignee: string | null;
  closed_at: number | null;
  /** Null while open. */
  end_reason: EndReason | null;
  resolution: string | null;
  language: string | null;
  contact: string | null;
  rating: number | null;
  rating_word: string | null;
  reopen_count: number;
  reminded_at: number | null;
  /** The desk's number of its latest change. */
  change_seq: number;
};

/** What was done with cases, and by whom. `seq` is the desk's number of the change. */
type CaseEventTable = {
  id: string;
  number: string;
  seq: number;
  at: number;
  actor: string;
  type: CaseEventType;
  text: string;
};
/**
 * One row. Every batch takes its lock last, which serialises changes of cases: their numbers become visible in order.
 */
type DeskCounterTable = { id: number; seq: number };
/**
 * `id` is a hash of the session's cookie, `credential` one of the agent's token; `id_token`: the provider's, to sign out there.
 */
type DeskSessionTable = {
  id: string;
  login: string;
  credential: string;
  created_at: number;
  seen_at: number;
  id_token: string | null;
};
/** What was taken out of a conversation in the last minutes, under the id of its entry in the case's history. */
type RedactionUndoTable = { id: string; conversation: string; at: number; rows: Json<readonly RedactedRow[]> };
/** What agents did; `seq` orders it. `subject` is a case's number at most: nobody's words and nobody's name. */
type AuditTable = {
  seq: number;
  at: number;
  actor: string;
  action: AuditAction;
  subject: string;
  address: string;
  detail: string;
};
/**
 * `name` is the login. The last three are those of an agent who signed in at a provider: what people see, `agent` or `lead`,
 * and who it is at the provider.
 */
type AgentTable = {
  name: string;
  chosen: AgentRow["chosen"];
  seen_at: number;
  signed_out_at: number;
  /** When an agent who is away means to be back; null: they did not say. */
  away_until: number | null;
  shown_name: string | null;
  role: AgentRole | null;
  subject: string | null;
};

/**
 * The calls about a case to one connector: `queue` is their key in the outbox, `last_position` the newest entry there.
 * `external_id` is what the other system calls the case, `external` what else is known of it there; null until the case
 * was opened there.
 */
type ConnectorLinkTable = {
  queue: string;
  connector: string;
  number: string;
  conversation: string;
  last_position: number;
  external_id: string | null;
  external: Json<External["more"]> | null;
};

/**
 * Attempts to open a case in a system that cannot be searched for it. A row without `external_id` is still running, or
 * its answer was lost; one with it is a second opening that was found later: another name of the case there. `queue` as
 * in `connector_links`.
 */
type ConnectorAttemptTable = {
  queue: string;
  at: number;
  external_id: string | null;
  external: Json<External["more"]> | null;
};

/** What turns and changes at the desk counted in the last half hour; older rows are added up and removed. */
type ReportLogTable = { at: number; id: string; facts: Json<readonly ReportFact[]> };
/** Sums of these facts, of each day and once more of each week from its Monday on; kept for good. */
type ReportSumTable = Omit<ReportFact, "due"> & { span: "day" | "week" | "four-weeks" };

type UnclearTable = {
  conversation: string;
  text: string;
  awaiting: string;
  alternatives: Json<NonNullable<TurnRecord["unclear"]>["alternatives"]>;
  at: number;
  why: ReviewReason;
  /** What it was taken for; null where it was not understood. */
  label: string | null;
  /** Null until a lead did something with it. */
  reviewed: ReviewState | null;
};
/** Each approved order of an article's steps, by date; the newest is in force. Null steps: the author's order. */
type ArticleOrderTable = { article: string; at: number; actor: string; steps: Json<readonly string[]> | null };
/** When an agent (a login) was online, and when the status feed of an article reported an incident. May overlap. */
type IntervalTable = { since: number; until: number };
/** Ready replies as leads left them; without title and text: one of the repository's that was taken away. */
type CannedReplyTable = { id: string; title: string | null; text: string | null; actor: string; at: number };
/** An agent whom a note names: `entry` is its row in `case_events`. Null until the agent has seen it. */
type MentionTable = { entry: string; login: string; number: string; seen_at: number | null };
/** `comment`: what the person wrote with the thumb. */
type FeedbackTable = { conversation: string; good: number; about: string; comment: string | null; at: number };
type StatusSubscriptionTable = { article: string; conversation: string; since: number };
/** One row that the health check writes to, to learn whether writing works again after it failed. */
type ProbeTable = { id: number; filling: string };
