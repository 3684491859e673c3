import type { Schema } from "./schema.ts";

/**
 * What a table holds of persons, by which erasure, own erasure, export and retention work. `delete`: its rows go with
 * the person; `anonymise`: they stay, and only whose they are is blanked; `none`: nothing leads to anybody.
 */
export type PersonalData<Column extends string = string> =
  | { personalData: "none"; because: string }
  | {
      personalData: "delete" | "anonymise";
      /** The columns by which a row belongs to somebody. */
      belongsTo: readonly Owner<Column>[];
      /**
       * What the person's own request, answered in the same batch, leaves of the conversation it was made in. Missing:
       * nothing.
       */
      ownErasure?: OwnErasure<Column>;
      /** Whether the export holds its rows; else the reason why not. */
      exported: true | { not: string };
      retention: RetentionRule<Column>;
    };

/** A column and what it names: a conversation, a case, or a queue of calls about a case (`connector_links`). */
export type Owner<Column extends string = string> = {
  column: Column;
  names: "conversation" | "case" | "call-queue";
};

/**
 * `keep`: all of it. `before-turn`: what the turn that answers has just added stays, which is as many rows as its
 * record has `added`, counted by the conversation's `counter`.
 */
export type OwnErasure<Column extends string = string> =
  | { keep: string }
  | {
      beforeTurn: Column;
      counter: "last_seq" | "last_position";
      added: "lines" | "entries";
    };

/**
 * When a row is too old: by its own time in a column; with its case, once that was closed long enough ago; never,
 * because it is gone once it was processed; or by a rule of its own in `retention.ts`.
 */
export type RetentionRule<Column extends string = string> =
  | { age: Column }
  | "with-case"
  | "until-processed"
  | "own-rule";

type Tables = { readonly [Table in keyof Schema]: PersonalData<keyof Schema[Table] & string> };

/** Every table. Within one erasure they are cleared in this order: what is found through another table comes first. */
export const personalData: Tables = {
  connector_attempts: {
    personalData: "delete",
    belongsTo: [{ column: "queue", names: "call-queue" }],
    exported: { not: "ids of other systems, without content" },
    retention: "with-case",
  },
  mentions: {
    personalData: "delete",
    belongsTo: [{ column: "number", names: "case" }],
    exported: { not: "which agent a note names; the note itself is exported" },
    retention: "with-case",
  },
  case_events: {
    personalData: "delete",
    belongsTo: [{ column: "number", names: "case" }],
    exported: true,
    retention: "with-case",
  },
  outbox: {
    personalData: "delete",
    belongsTo: [
      { column: "queue", names: "conversation" },
      { column: "queue", names: "call-queue" },
    ],
    ownErasure: { beforeTurn: "position", counter: "last_position", added: "entries" },
    exported: { not: "copies of lines of the transcript, on their way" },
    retention: "until-processed",
  },
  outbox_leases: {
    personalData: "delete",
    belongsTo: [
      { column: "queue", names: "conversation" },
      { column: "queue", names: "call-queue" },
    ],
    ownErasure: { keep: "the answer is still to be delivered" },
    exported: { not: "technical: which node delivers" },
    retention: "until-processed",
  },
  dead_letters: {
    personalData: "delete",
    belongsTo: [
      { column: "queue", names: "conversation" },
      { column: "queue", names: "call-queue" },
    ],
    exported: { not: "copies of lines of the transcript that could not be delivered" },
    retention: "own-rule",
  },
  connector_links: {
    personalData: "delete",
    belongsTo: [{ column: "conversation", names: "conversation" }],
    exported: { not: "ids of other systems, without content" },
    retention: "with-case",
  },
  cases: {
    personalData: "delete",
    belongsTo: [{ column: "conversation", names: "conversation" }],
    exported: true,
    retention: "with-case",
  },
  transcript: {
    personalData: "delete",
    belongsTo: [{ column: "conversation", names: "conversation" }],
    ownErasure: { beforeTurn: "seq", counter: "last_seq", added: "lines" },
    exported: true,
    retention: "own-rule",
  },
  attachments: {
    personalData: "delete",
    belongsTo: [{ column: "conversation", names: "conversation" }],
    exported: true,
    retention: "own-rule",
  },
  redaction_undo: {
    personalData: "delete",
    belongsTo: [{ column: "conversation", names: "conversation" }],
    exported: { not: "words that an agent took out, and that are gone within minutes" },
    retention: { age: "at" },
  },
  inbox: {
    personalData: "delete",
    belongsTo: [{ column: "conversation", names: "conversation" }],
    ownErasure: { keep: "messages accepted meanwhile are still to be answered" },
    exported: true,
    retention: "until-processed",
  },
  idempotency_keys: {
    personalData: "delete",
    belongsTo: [{ column: "conversation", names: "conversation" }],
    ownErasure: { keep: "a message that is sent again must not be answered twice" },
    exported: { not: "ids of messages, without content" },
    retention: { age: "at" },
  },
  unclear: {
    personalData: "delete",
    belongsTo: [{ column: "conversation", names: "conversation" }],
    exported: true,
    retention: { age: "at" },
  },
  feedback: {
    personalData: "delete",
    belongsTo: [{ column: "conversation", names: "conversation" }],
    exported: true,
    retention: { age: "at" },
  },
  status_subscriptions: {
    personalData: "delete",
    belongsTo: [{ column: "conversation", names: "conversation" }],
    exported: true,
    retention: { age: "since" },
  },
  outcomes: {
    personalData: "anonymise",
    belongsTo: [{ column: "conversation", names: "conversation" }],
    exported: true,
    retention: { age: "at" },
  },
  conversations: {
    personalData: "delete",
    belongsTo: [{ column: "id", names: "conversation" }],
    ownErasure: { keep: "it goes on; the name and the page in it are blanked" },
    exported: true,
    retention: "own-rule",
  },
  report_log: { personalData: "none", because: "what was counted, by day; added up and removed within the hour" },
  article_orders: { personalData: "none", because: "the desk's staff, not people who ask for help" },
  canned_replies: { personalData: "none", because: "texts of the desk's staff, for everybody" },
  attachment_objects: { personalData: "none", because: "chance names of encrypted files, without whose they are" },
  presence_intervals: { personalData: "none", because: "the desk's staff; kept as long as the audit log" },
  incident_intervals: { personalData: "none", because: "what status pages said" },
  report_sums: { personalData: "none", because: "sums of days, weeks and four weeks, without words, ids or times" },
  probe: { personalData: "none", because: "one row that the health check writes to" },
  signing_keys: { personalData: "none", because: "the service's own keys" },
  rate_counts: { personalData: "none", because: "keys reveal no address, and go after two time slots" },
  desk_counter: { personalData: "none", because: "one number" },
  desk_sessions: { personalData: "none", because: "the desk's staff, not people who ask for help" },
  audit_log: { personalData: "none", because: "what the desk's staff did; of cases only their numbers" },
  agents: { personalData: "none", because: "the desk's staff, not people who ask for help" },
};

/** A table that holds something of persons, with its name. */
export type PersonalTable = Exclude<PersonalData, { personalData: "none" }> & { table: keyof Schema };

/** The tables that hold something of persons, in the order in which they are cleared. */
export const personalTables: readonly PersonalTable[] = Object.entries<PersonalData>(personalData).flatMap(
  ([table, rule]) => (isTable(table) && rule.personalData !== "none" ? [{ ...rule, table }] : []),
);

function isTable(name: string): name is keyof Schema {
  return name in personalData;
}
