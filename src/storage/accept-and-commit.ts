import type { Incoming, MetConversation, TurnRecord, TurnStore } from "../turn/ports.ts";
import { prepareArrivalSteps } from "./arrival-steps.ts";
import type { CommitOptions } from "./commit.ts";
import { prepareCommitSteps } from "./commit-steps.ts";
import type { Step } from "./database.ts";
import { handOverTurn } from "./hand-over-turn.ts";
import type { LatestTurns } from "./latest-turns.ts";
import { fromParty, type PartyRow, toJson, toJsonOrNull } from "./rows.ts";
import type { Prepare } from "./statements.ts";
import { createTurnBatch } from "./turn-batch.ts";

/**
 * The write behind `TurnStore.acceptAndCommit`. Nothing came since the conversation was met if its counters stand where they stood: every
 * arrival and every turn moves one of them, under the lock of the conversation's row.
 */
export function createAcceptAndCommit(options: CommitOptions & { latest: LatestTurns }): TurnStore["acceptAndCommit"] {
  const { database, now, latest } = options;
  const steps = { ...prepareCommitSteps(options.prepare), ...prepareArrivalSteps(options.prepare), ...prepareFirst(options.prepare) };
  const batchOf = createTurnBatch({ ...options, steps });

  return async (met, { incoming, echo }, record) => {
    const at = now();
    const { conversation, id } = incoming;
    const batch = batchOf(record, at, [firstStep(met, incoming, record, at), { query: steps.see({ conversation, id, now: at }), expect: 1 }]);
    latest.forget(conversation);
    const written = await database.write([...batch, ...userLine(incoming, echo, record)]);
    // After a broken connection, the message that is found there may be this one: the long way finds out.
    if (written.failed === 1 && !written.repeated) return "duplicate";
    if (written.failed !== null) return "conflict";
    latest.keep(conversation, { saved: record.saved, version: met.version + 1, arrivals: (met.arrivals ?? 0) + 1, timeZone: met.party.timeZone ?? null });
    options.committed(record);
    handOverTurn(options, { record, written, createdAt: at, party: met.party });
    return "stored";
  };

  function firstStep({ party, arrivals, version }: MetConversation, incoming: Incoming, record: TurnRecord, at: number): Step {
    const { saved, lines, outbox } = record;
    const values = { ...fromParty(party), saved: toJson(saved), lines: linesOf(incoming) + lines.length, entries: outbox.length, now: at };
    return { query: arrivals === null ? steps.begin(values) : steps.goOn({ ...values, version, arrivals }), expect: 1 };
  }

  function userLine({ conversation, id, at, input }: Incoming, echo: unknown, { lines }: TurnRecord): Step[] {
    if (input.kind === "happened") return [];
    const line = { conversation, back: lines.length, speaker: "user" as const, id, text: input.text, reply: null, echo: toJsonOrNull(echo), author: null, at };
    return [{ query: steps.line(line) }];
  }
}

function linesOf({ input }: Incoming): number {
  return input.kind === "happened" ? 0 : 1;
}

type FirstArgs = PartyRow & { saved: string; lines: number; entries: number; now: number };

/** The step on the conversation's row, which hands out the numbers that the others use. */
function prepareFirst(prepare: Prepare) {
  return {
    begin: prepare<FirstArgs>()((db, $) =>
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
        .onConflict((conflict) => conflict.column("id").doNothing())
        .returning("last_position"),
    ),
    goOn: prepare<FirstArgs & { version: number; arrivals: number }>()((db, $) =>
      db
        .updateTable("conversations")
        .set((eb) => ({
          ...partyOf($),
          saved: $.saved,
          version: eb("version", "+", 1),
          last_seq: eb("last_seq", "+", $.lines),
          last_arrival: eb("last_arrival", "+", 1),
          last_position: eb("last_position", "+", $.entries),
          updated_at: $.now,
        }))
        .where("id", "=", $.id)
        .where("version", "=", $.version)
        .where("last_arrival", "=", $.arrivals)
        .returning("last_position"),
    ),
  };
}

function partyOf({ channel, user_id, user_name, locale, time_zone, address, push }: PartyRow) {
  return { channel, user_id, user_name, locale, time_zone, address, push };
}
