import type { CaseReason, TriedStep } from "../../dialogs/effects.ts";
import type { LiveStatus } from "../../dialogs/events.ts";
import type { Device } from "../../knowledge/article.ts";
import {
  type CaseChange,
  type CaseEventType,
  type CaseLogEntry,
  type CaseStatus,
  type CaseStore,
  type EndReason,
  messageIdOfEntry,
} from "../conversation/case-ports.ts";
import type { OnEntriesCommitted } from "../conversation/outbox-ports.ts";
import type { InboundMessage, TurnRecord } from "../conversation/ports.ts";
import { callQueue, createCallSteps } from "./connectors.ts";
import { createAcceptSteps } from "./conversations.ts";
import type { Database, Step } from "./database/database.ts";
import { type Json, type Prepare, toJson } from "./database/statements.ts";
import type { Leases } from "./leases.ts";
import { createReportSteps } from "./reports.ts";

/**
 * The write behind `CaseStore.change`: the conversation's row first, the desk's counter last. `node`: this node's name,
 * under which it holds leases.
 */
export function createCaseChange(options: {
  database: Database;
  prepare: Prepare;
  now: () => number;
  node: string;
  leases: Leases;
  onEntries: OnEntriesCommitted;
  /** Called after the change is stored. */
  onChanged: () => void;
}): CaseStore["change"] {
  const { database, prepare, now } = options;
  const acceptSteps = createAcceptSteps(prepare);
  const steps = { ...prepareDeskSteps(prepare), report: createReportSteps(prepare) };
  const log = prepareLogSteps(prepare);
  const callSteps = createCallSteps(options);

  function batchOf({ number, conversation, from, to, entry, systemEvent, calls = [], report }: CaseChange) {
    const at = now();
    const { ended: endReason, reopened: reopenCount, ...state } = to;
    const id = messageIdOfEntry(entry.id);
    const accepted = (event: NonNullable<typeof systemEvent>) => {
      const incoming: InboundMessage = { id, conversation, at: entry.at, input: { kind: "happened", event } };
      return acceptSteps({ conversation, id, body: toJson(incoming), now: at });
    };
    return {
      conversation: {
        query: steps.conversation({ conversation, arrivals: systemEvent ? 1 : 0, now: at }),
        expect: 1,
      },
      change: {
        query: steps.change({
          ...state,
          endReason,
          reopenCount,
          number,
          wasStatus: from.status,
          wasAssignee: from.assignee ?? "",
        }),
        expect: 1,
      },
      ...(systemEvent && accepted(systemEvent)),
      calls: callSteps(conversation, calls, at),
      report: steps.report(report, at),
      counter: { query: log.count({}) },
      stamp: { query: log.stamp({ number }) },
      entry: { query: log.entry({ ...logRow(entry), number }), expect: 1 },
    };
  }

  return async (change) => {
    const written = await database.write(batchOf(change));
    if (written.stored) {
      options.onChanged();
      for (const queue of new Set((change.calls ?? []).map(callQueue))) options.onEntries(queue, null);
      return "stored";
    }
    const before = await database.read(steps.hasEntry({ id: change.entry.id }));
    return before.length > 0 ? "done-before" : "moved-on";
  };
}

function logRow({ id, at, who, what, text }: CaseLogEntry) {
  return { id, at, actor: who, type: what, text };
}

/** Makes the part of a turn's batch that is about its case; it comes last. */
export function createCaseCommit(prepare: Prepare): (record: TurnRecord, at: number) => Step[] {
  const steps = prepareOwnCase(prepare);
  const log = prepareLogSteps(prepare);

  function changes(record: TurnRecord, at: number): Step[] {
    const { conversation, newCase, reopenCase, withdrawCase, rateCase, keepContact, ofCase } = record;
    const batch: Step[] = [];
    if (newCase) {
      const { tried, status, ...rest } = newCase;
      // A number that is taken is a conflict like any other: the turn loads again and draws another.
      batch.push({
        query: steps.open({ ...rest, conversation, tried: toJson(tried), liveStatus: toJson(status), at }),
        expect: 1,
      });
    }
    if (reopenCase)
      batch.push({
        query: steps.reopen({ ...reopenCase, status: reopenCase.to === null ? "waiting" : "active", conversation, at }),
      });
    if (withdrawCase !== undefined) batch.push({ query: steps.withdraw({ number: withdrawCase, conversation, at }) });
    if (rateCase) batch.push({ query: steps.rate({ ...rateCase, conversation }) });
    if (keepContact) batch.push({ query: steps.contact({ ...keepContact, conversation }) });
    if (ofCase) batch.push({ query: steps.know({ ...ofCase, tried: toJson(ofCase.tried), conversation }) });
    return batch;
  }

  return (record, at) => {
    const batch = changes(record, at);
    if (batch.length === 0) return [];
    const events = eventsOf(record);
    const numbers = new Set([...events.map(({ number }) => number), ...(record.ofCase ? [record.ofCase.number] : [])]);
    return [
      ...batch,
      { query: log.count({}) },
      ...[...numbers].map((number) => ({ query: log.stamp({ number }) })),
      ...events.map((event) => ({
        query: log.entry({ ...event, id: `${event.number}/${record.incomingId}/${event.type}`, actor: "user", at }),
      })),
    ];
  };
}

function eventsOf({
  newCase,
  reopenCase,
  withdrawCase,
  rateCase,
  keepContact,
}: TurnRecord): { number: string; type: CaseEventType; text: string }[] {
  return [
    ...(newCase ? [{ number: newCase.number, type: "opened" as const, text: "" }] : []),
    ...(reopenCase ? [{ number: reopenCase.number, type: "reopened" as const, text: reopenCase.to ?? "" }] : []),
    ...(withdrawCase === undefined ? [] : [{ number: withdrawCase, type: "withdrawn" as const, text: "" }]),
    ...(rateCase ? [{ number: rateCase.number, type: "rated" as const, text: String(rateCase.score) }] : []),
    ...(keepContact ? [{ number: keepContact.number, type: "contact" as const, text: "" }] : []),
  ];
}

type Known = { article: string | null; device: Device | null; tried: Json<readonly TriedStep[]> };
type Opened = Known & {
  number: string;
  conversation: string;
  reason: CaseReason;
  subject: string;
  liveStatus: Json<LiveStatus>;
  language: string;
  at: number;
};
type Own = { number: string; conversation: string };

/** The steps of a turn that change the case of its own conversation. */
function prepareOwnCase(prepare: Prepare) {
  return { open: prepareOpen(prepare), ...prepareStatus(prepare), ...prepareFacts(prepare) };
}

function prepareOpen(prepare: Prepare) {
  return prepare<Opened>()((db, $) =>
    db
      .insertInto("cases")
      .values({
        number: $.number,
        conversation: $.conversation,
        status: "waiting",
        reason: $.reason,
        subject: $.subject,
        article: $.article,
        device: $.device,
        tried: $.tried,
        live_status: $.liveStatus,
        opened_at: $.at,
        waiting_since: $.at,
        language: $.language,
        reopen_count: 0,
        change_seq: 0,
      })
      .onConflict((conflict) => conflict.column("number").doNothing()),
  );
}

function prepareStatus(prepare: Prepare) {
  return {
    reopen: prepare<Own & { at: number; status: CaseStatus; to: string | null }>()((db, $) =>
      db
        .updateTable("cases")
        .set((eb) => ({
          status: $.status,
          assignee: $.to,
          waiting_since: $.at,
          closed_at: null,
          end_reason: null,
          resolution: null,
          reopen_count: eb("reopen_count", "+", 1),
        }))
        .where("number", "=", $.number)
        .where("conversation", "=", $.conversation)
        .where("status", "=", "closed"),
    ),
    /** Also a case that an agent has just claimed: the person withdrew it before they heard of that. */
    withdraw: prepare<Own & { at: number }>()((db, $) =>
      db
        .updateTable("cases")
        .set({ status: "closed", end_reason: "withdrawn", closed_at: $.at })
        .where("number", "=", $.number)
        .where("conversation", "=", $.conversation)
        .where("status", "!=", "closed"),
    ),
  };
}

function prepareFacts(prepare: Prepare) {
  return {
    rate: prepare<Own & { score: number; word: string }>()((db, $) =>
      db
        .updateTable("cases")
        .set({ rating: $.score, rating_word: $.word })
        .where("number", "=", $.number)
        .where("conversation", "=", $.conversation),
    ),
    contact: prepare<Own & { address: string }>()((db, $) =>
      db
        .updateTable("cases")
        .set({ contact: $.address })
        .where("number", "=", $.number)
        .where("conversation", "=", $.conversation),
    ),
    know: prepare<Own & Known>()((db, $) =>
      db
        .updateTable("cases")
        .set({ article: $.article, device: $.device, tried: $.tried })
        .where("number", "=", $.number)
        .where("conversation", "=", $.conversation)
        .where("status", "!=", "closed"),
    ),
  };
}

/**
 * The steps that give a change its number and its log entry. They come last in a batch: the counter's lock is the last
 * one taken.
 */
export function prepareLogSteps(prepare: Prepare) {
  return {
    count: prepare<Record<string, never>>()((db) =>
      db.updateTable("desk_counter").set((eb) => ({ seq: eb("seq", "+", 1) })),
    ),
    stamp: prepare<{ number: string }>()((db, $) =>
      db
        .updateTable("cases")
        .set((eb) => ({ change_seq: eb.selectFrom("desk_counter").select("seq") }))
        .where("number", "=", $.number),
    ),
    entry: prepare<{ id: string; number: string; at: number; actor: string; type: CaseEventType; text: string }>()(
      (db, $) =>
        db
          .insertInto("case_events")
          .values((eb) => ({
            id: $.id,
            number: $.number,
            seq: eb.selectFrom("desk_counter").select("desk_counter.seq"),
            at: $.at,
            actor: $.actor,
            type: $.type,
            text: $.text,
          }))
          .onConflict((conflict) => conflict.column("id").doNothing()),
    ),
  };
}

type Change = {
  number: string;
  wasStatus: CaseStatus;
  wasAssignee: string;
  status: CaseStatus;
  assignee: string | null;
  waitingSince: number;
  closedAt: number | null;
  endReason: EndReason | null;
  resolution: string | null;
  reopenCount: number;
  remindedAt: number | null;
};

/** The steps of what agents and the desk's jobs do. */
function prepareDeskSteps(prepare: Prepare) {
  return {
    conversation: prepare<{ conversation: string; arrivals: number; now: number }>()((db, $) =>
      db
        .updateTable("conversations")
        .set((eb) => ({ last_arrival: eb("last_arrival", "+", $.arrivals), updated_at: $.now }))
        .where("id", "=", $.conversation),
    ),
    /** A closed case is opened again only while its person has no other open one. */
    change: prepare<Change>()((db, $) =>
      db
        .updateTable("cases")
        .set({
          status: $.status,
          assignee: $.assignee,
          waiting_since: $.waitingSince,
          closed_at: $.closedAt,
          end_reason: $.endReason,
          resolution: $.resolution,
          reopen_count: $.reopenCount,
          reminded_at: $.remindedAt,
        })
        .where("number", "=", $.number)
        .where("status", "=", $.wasStatus)
        .where((eb) => eb(eb.fn.coalesce("assignee", eb.val("")), "=", $.wasAssignee))
        .where((eb) =>
          eb.or([
            eb("cases.status", "!=", "closed"),
            eb("cases.status", "=", $.status),
            eb.not(
              eb.exists(
                eb
                  .selectFrom("cases as other")
                  .select("other.number")
                  .whereRef("other.conversation", "=", "cases.conversation")
                  .where("other.status", "!=", "closed"),
              ),
            ),
          ]),
        ),
    ),
    hasEntry: prepare<{ id: string }>()((db, $) => db.selectFrom("case_events").select("id").where("id", "=", $.id)),
  };
}
