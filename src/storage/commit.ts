import type { HandOver } from "../turn/outbox-store.ts";
import type { TurnRecord, TurnStore } from "../turn/ports.ts";
import { createCaseCommit } from "./commit-cases.ts";
import { prepareCommitSteps, prepareNoteSteps } from "./commit-steps.ts";
import type { Database, Step, Written } from "./database.ts";
import { toJson, toJsonOrNull } from "./rows.ts";
import type { Prepare } from "./statements.ts";

/** The write behind `TurnStore.commit`: all of a turn in one batch, the conversation's row first (see `accept.ts`). */
export function createCommit(options: {
  database: Database;
  prepare: Prepare;
  now: () => number;
  /** This node's name in the lanes of the outbox. */
  node: string;
  leaseMs: number;
  /** Called after the turn is stored. */
  committed: (record: TurnRecord) => void;
  handOver: HandOver;
}): TurnStore["commit"] {
  const { database, now, handOver } = options;
  const steps = prepareCommitSteps(options.prepare);
  const notes = prepareNoteSteps(options.prepare);
  const caseSteps = createCaseCommit(options);

  return async (record) => {
    const at = now();
    const batch = [...turnSteps(record, at), ...noteSteps(record, at), ...caseSteps(record, at)];
    const written = await database.write(batch);
    if (written.failed !== null) return refused(record, written);
    options.committed(record);
    if (record.outbox.length > 0) handOverEntries(record, written, at);
    return "stored";
  };

  function turnSteps(record: TurnRecord, at: number): Step[] {
    const { conversation, version, lines, outbox } = record;
    return [
      { query: steps.turn({ id: conversation, version, saved: toJson(record.saved), lines: lines.length, entries: outbox.length, now: at }), expect: 1 },
      { query: steps.unqueue({ conversation, id: record.incomingId }), expect: 1 },
      ...(outbox.length > 0 ? [{ query: steps.lane({ conversation, node: options.node, until: at + options.leaseMs }) }] : []),
      ...outbox.map(({ destination, body }, index) => ({
        query: steps.entry({ conversation, back: outbox.length - 1 - index, destination, body: toJson(body), now: at }),
      })),
      ...lines.map(({ from, id, text, reply, echo, author, at: said }, index) => ({
        query: steps.line({
          conversation,
          back: lines.length - 1 - index,
          speaker: from,
          id,
          text,
          reply: toJsonOrNull(reply),
          echo: toJsonOrNull(echo),
          author: author ?? null,
          at: said,
        }),
      })),
    ];
  }

  function noteSteps(record: TurnRecord, at: number): Step[] {
    const { conversation, unclear } = record;
    const batch: Step[] = record.outcomes.map((outcome) => ({ query: notes.outcome({ ...outcome, conversation, at }) }));
    for (const article of record.watchStatus) batch.push({ query: notes.watch({ article, conversation, at }) });
    if (unclear) batch.push({ query: notes.unclear({ ...unclear, alternatives: toJson(unclear.alternatives), conversation, at }) });
    for (const { good, about } of record.feedback) batch.push({ query: notes.feedback({ good: good ? 1 : 0, about, conversation, at }) });
    return batch;
  }

  async function refused(record: TurnRecord, written: Written): Promise<Awaited<ReturnType<TurnStore["commit"]>>> {
    const { conversation, incomingId, version } = record;
    const waiting = await database.read(steps.isWaiting({ conversation, id: incomingId }));
    if (waiting.length > 0) return "conflict";
    if (!written.repeated) return "done-before";
    // The run before the broken connection may have stored this very turn; then nobody else will speak its words.
    const ours = await database.read(steps.stands({ id: conversation, version: version + 1, saved: toJson(record.saved) }));
    if (ours.length === 0) return "done-before";
    options.committed(record);
    if (record.outbox.length > 0) handOver(conversation, null);
    return "stored";
  }

  function handOverEntries({ conversation, outbox }: TurnRecord, { rows }: Written, createdAt: number): void {
    // In the order of `turnSteps`: the turn's own row first, the lane third.
    const last = (rows[0]![0] as { last_position: number }).last_position;
    const lane = rows[2]![0] as { owner: string };
    if (lane.owner !== options.node) return;
    handOver(
      conversation,
      outbox.map((entry, index) => ({ ...entry, conversation, position: last - outbox.length + 1 + index, attempts: 0, createdAt })),
    );
  }
}
