import type { InboundMessage, ConversationSnapshot, TurnRecord, TurnStore } from "../../conversation/ports.ts";
import { prepareArrivalSteps } from "../conversations/arrival-steps.ts";
import type { CommitOptions } from "./commit.ts";
import { prepareCommitSteps } from "./commit-steps.ts";
import type { Step } from "../database/database.ts";
import { handOverTurn, laneFound } from "./hand-over-turn.ts";
import type { ConversationCache } from "../conversations/conversation-cache.ts";
import { fromParty, partyColumns, type PartyRow, toJson, toJsonOrNull } from "../database/rows.ts";
import type { Prepare } from "../database/statements.ts";
import { createTurnBatch } from "./turn-batch.ts";

/**
 * The write behind `TurnStore.acceptAndCommit`. Nothing came since the conversation was met if its counters stand where
 * they stood: every arrival and every turn moves one of them, under the lock of the conversation's row.
 */
export function createAcceptAndCommit(
  options: CommitOptions & { latest: ConversationCache },
): TurnStore["acceptAndCommit"] {
  const { database, now, latest } = options;
  const steps = {
    ...prepareCommitSteps(options.prepare, database.dialect),
    ...prepareArrivalSteps(options.prepare),
    ...prepareFirst(options.prepare),
  };
  const batchOf = createTurnBatch({ ...options, steps });

  return async (met, { incoming, echo }, record) => {
    const at = now();
    const { conversation, id } = incoming;
    const party = fromParty(met.party);
    const batch = batchOf(record, at, [
      firstStep({ met, party, incoming, record, at }),
      { query: steps.see({ conversation, id, now: at }), expect: 1 },
    ]);
    latest.forget(conversation);
    const written = await database.write([...batch, ...userLine(incoming, echo, record)]);
    // After a broken connection, the message that is found there may be this one: the long way finds out.
    if (written.failed === 1 && !written.repeated) return "duplicate";
    if (written.failed !== null) return "conflict";
    const positions = met.positions + record.outbox.length;
    latest.keep(conversation, {
      saved: record.saved,
      version: met.version + 1,
      arrivals: (met.arrivals ?? 0) + 1,
      positions,
      party,
    });
    options.committed(record);
    handOverTurn(options, { record, positions, lane: laneFound(written), createdAt: at, party: met.party });
    return "stored";
  };

  function firstStep({ met: { arrivals, version }, party, incoming, record, at }: First): Step {
    const { saved, lines, outbox } = record;
    const numbers = { saved: toJson(saved), lines: linesOf(incoming) + lines.length, entries: outbox.length, now: at };
    if (arrivals === null) return { query: steps.begin({ ...party, ...numbers }), expect: 1 };
    if (isSame(party, latest.of(party.id)?.party))
      return { query: steps.stay({ id: party.id, ...numbers, version, arrivals }), expect: 1 };
    return { query: steps.goOn({ ...party, ...numbers, version, arrivals }), expect: 1 };
  }

  function userLine({ conversation, id, at, input }: InboundMessage, echo: unknown, { lines }: TurnRecord): Step[] {
    if (input.kind === "happened") return [];
    const line = {
      conversation,
      back: lines.length,
      speaker: "user" as const,
      id,
      text: input.text,
      reply: null,
      echo: toJsonOrNull(echo),
      author: null,
      at,
    };
    return [{ query: steps.line(line) }];
  }
}

function linesOf({ input }: InboundMessage): number {
  return input.kind === "happened" ? 0 : 1;
}

type First = { met: ConversationSnapshot; party: PartyRow; incoming: InboundMessage; record: TurnRecord; at: number };

function isSame(party: PartyRow, known: PartyRow | undefined): boolean {
  return known !== undefined && partyColumns.every((key) => party[key] === known[key]);
}

type Numbers = { saved: string; lines: number; entries: number; now: number };
type Met = { version: number; arrivals: number };
type Queries = Parameters<Parameters<ReturnType<Prepare>>[0]>[0];

/** The step on the conversation's row, which hands out the numbers that the others use. */
function prepareFirst(prepare: Prepare) {
  return {
    begin: prepare<PartyRow & Numbers>()((db, $) =>
      db
        .insertInto("conversations")
        .values({
          ...partyOf($),
          id: $.id,
          saved: $.saved,
          version: 1,
          last_seq: $.lines,
          last_arrival: 1,
          last_position: $.entries,
          created_at: $.now,
          updated_at: $.now,
        })
        .onConflict((conflict) => conflict.column("id").doNothing()),
    ),
    goOn: prepare<PartyRow & Numbers & Met>()((db, $) => goneOn(db, $).set(partyOf($))),
    /** For a party that is as it was: what is set is written anew, and its index with it, even where it is the same. */
    stay: prepare<{ id: string } & Numbers & Met>()((db, $) => goneOn(db, $)),
  };
}

function goneOn(db: Queries, $: { id: string } & Numbers & Met) {
  return db
    .updateTable("conversations")
    .set((eb) => ({
      saved: $.saved,
      version: eb("version", "+", 1),
      last_seq: eb("last_seq", "+", $.lines),
      last_arrival: eb("last_arrival", "+", 1),
      last_position: eb("last_position", "+", $.entries),
      updated_at: $.now,
    }))
    .where("id", "=", $.id)
    .where("version", "=", $.version)
    .where("last_arrival", "=", $.arrivals);
}

function partyOf({ channel, user_id, user_name, locale, time_zone, address, push }: PartyRow) {
  return { channel, user_id, user_name, locale, time_zone, address, push };
}
