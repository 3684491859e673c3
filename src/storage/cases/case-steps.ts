import type { CaseReason } from "../../../dialogs/effects.ts";
import type { Device } from "../../../knowledge/article.ts";
import type { CaseEventType, CaseStatus, EndReason } from "../../conversation/case-ports.ts";
import type { Prepare } from "../database/statements.ts";

type Known = { article: string | null; device: Device | null; tried: string };
type Opened = Known & {
  number: string;
  conversation: string;
  reason: CaseReason;
  subject: string;
  status: string;
  language: string;
  at: number;
};
type Own = { number: string; conversation: string };

/** The steps of a turn that change its own conversation's case. */
export function prepareCaseSteps(prepare: Prepare) {
  return { open: prepareOpen(prepare), ...prepareLife(prepare), ...prepareFacts(prepare) };
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
        live_status: $.status,
        opened_at: $.at,
        waiting_since: $.at,
        language: $.language,
        reopened: 0,
        changed: 0,
      })
      .onConflict((conflict) => conflict.column("number").doNothing()),
  );
}

function prepareLife(prepare: Prepare) {
  return {
    reopen: prepare<Own & { at: number; status: CaseStatus; to: string | null }>()((db, $) =>
      db
        .updateTable("cases")
        .set((eb) => ({
          status: $.status,
          assignee: $.to,
          waiting_since: $.at,
          closed_at: null,
          ended: null,
          resolution: null,
          reopened: eb("reopened", "+", 1),
        }))
        .where("number", "=", $.number)
        .where("conversation", "=", $.conversation)
        .where("status", "=", "closed"),
    ),
    /** Also a case that an agent has just taken: the person wanted it back before they heard of it. */
    withdraw: prepare<Own & { at: number }>()((db, $) =>
      db
        .updateTable("cases")
        .set({ status: "closed", ended: "withdrawn", closed_at: $.at })
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
 * The steps that give a change its number and its entry. They come last in a batch: the counter's lock is the last one
 * taken.
 */
export function prepareEntrySteps(prepare: Prepare) {
  return {
    count: prepare<Record<string, never>>()((db) =>
      db.updateTable("desk_counter").set((eb) => ({ seq: eb("seq", "+", 1) })),
    ),
    stamp: prepare<{ number: string }>()((db, $) =>
      db
        .updateTable("cases")
        .set((eb) => ({ changed: eb.selectFrom("desk_counter").select("seq") }))
        .where("number", "=", $.number),
    ),
    entry: prepare<{ id: string; number: string; at: number; who: string; what: CaseEventType; text: string }>()(
      (db, $) =>
        db
          .insertInto("case_events")
          .values((eb) => ({
            id: $.id,
            number: $.number,
            seq: eb.selectFrom("desk_counter").select("desk_counter.seq"),
            at: $.at,
            who: $.who,
            what: $.what,
            text: $.text,
          }))
          .onConflict((conflict) => conflict.column("id").doNothing()),
    ),
  };
}

type Moved = {
  number: string;
  wasStatus: CaseStatus;
  wasAssignee: string;
  status: CaseStatus;
  assignee: string | null;
  waitingSince: number;
  closedAt: number | null;
  ended: EndReason | null;
  resolution: string | null;
  reopened: number;
  remindedAt: number | null;
};

/** The steps of what agents do. */
export function prepareDeskSteps(prepare: Prepare) {
  return {
    arrive: prepare<{ conversation: string; arrivals: number; now: number }>()((db, $) =>
      db
        .updateTable("conversations")
        .set((eb) => ({ last_arrival: eb("last_arrival", "+", $.arrivals), updated_at: $.now }))
        .where("id", "=", $.conversation),
    ),
    /** A closed case is opened again only while its person has no other open one. */
    move: prepare<Moved>()((db, $) =>
      db
        .updateTable("cases")
        .set({
          status: $.status,
          assignee: $.assignee,
          waiting_since: $.waitingSince,
          closed_at: $.closedAt,
          ended: $.ended,
          resolution: $.resolution,
          reopened: $.reopened,
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
