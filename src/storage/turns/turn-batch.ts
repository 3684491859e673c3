import type { TurnRecord } from "../../conversation/ports.ts";
import { createCallSteps } from "../connectors/call-steps.ts";
import { createCaseCommit } from "./commit-cases.ts";
import { type prepareCommitSteps, prepareNoteSteps } from "./commit-steps.ts";
import { prepareErasure, prepareOwnErasure } from "../privacy/erasure-steps.ts";
import type { Step } from "../database/database.ts";
import type { Leases } from "../outbox/leases.ts";
import { storedBody } from "../conversations/line-bodies.ts";
import { storedReply, toJson, toJsonOrNull } from "../database/rows.ts";
import type { Prepare } from "../database/statements.ts";

/**
 * `head` takes the place of the two steps on the conversation's row and on what waits: for a message that never waited.
 */
export type TurnBatch = (record: TurnRecord, at: number, head?: readonly [Step, Step]) => Step[];
type BatchParts = { steps: ReturnType<typeof prepareCommitSteps>; node: string; leases: Leases };

/**
 * Makes the batch of a turn. The conversation's row comes first, then the inbox's, then the lane's where there are
 * entries: `commit.ts` reads what they give back by these places. `at` in milliseconds since 1970.
 */
export function createTurnBatch(options: BatchParts & { prepare: Prepare }): TurnBatch {
  const notes = prepareNoteSteps(options.prepare);
  const callSteps = createCallSteps(options);
  const caseSteps = createCaseCommit(options);
  const eraseOwn = prepareOwnErasure(options.prepare);
  const eraseOthers = prepareErasure(options.prepare);
  const erasure = ({ conversation, lines, outbox, erase }: TurnRecord): Step[] =>
    erase
      ? [
          ...eraseOwn({ conversation, lines: lines.length, entries: outbox.length }),
          ...eraseOthers({ ...erase, except: conversation }),
        ]
      : [];
  return (record, at, head = queuedTurn(record, at, options)) => [
    ...head,
    ...spokenSteps(record, at, options),
    ...noteSteps(record, at, notes),
    ...callSteps(record.conversation, record.calls ?? [], at),
    ...caseSteps(record, at),
    ...erasure(record),
  ];
}

function queuedTurn(record: TurnRecord, at: number, { steps }: BatchParts): [Step, Step] {
  const { conversation, version, lines, outbox } = record;
  return [
    {
      query: steps.turn({
        id: conversation,
        version,
        saved: toJson(record.saved),
        lines: lines.length,
        entries: outbox.length,
        now: at,
      }),
      expect: 1,
    },
    { query: steps.unqueue({ conversation, id: record.incomingId }), expect: 1 },
  ];
}

function spokenSteps(record: TurnRecord, at: number, { steps, node, leases }: BatchParts): Step[] {
  const { conversation, lines, outbox } = record;
  return [
    ...(outbox.length > 0 ? [{ query: steps.lane({ conversation, node, until: leases.end() }) }] : []),
    ...outbox.map(({ destination, body }, index) => ({
      query: steps.entry({
        conversation,
        back: outbox.length - 1 - index,
        destination,
        body: storedBody(body, lines),
        now: at,
      }),
    })),
    ...lines.map(({ from, id, text, reply, echo, author, at: said }, index) => ({
      query: steps.line({
        conversation,
        back: lines.length - 1 - index,
        speaker: from,
        id,
        text,
        reply: storedReply(reply, text),
        echo: toJsonOrNull(echo),
        author: author ?? null,
        at: said,
      }),
    })),
  ];
}

function noteSteps(record: TurnRecord, at: number, notes: ReturnType<typeof prepareNoteSteps>): Step[] {
  const { conversation, unclear } = record;
  const batch: Step[] = record.outcomes.map((outcome) => ({ query: notes.outcome({ ...outcome, conversation, at }) }));
  for (const article of record.watchStatus) batch.push({ query: notes.watch({ article, conversation, at }) });
  if (unclear)
    batch.push({ query: notes.unclear({ ...unclear, alternatives: toJson(unclear.alternatives), conversation, at }) });
  for (const { good, about } of record.feedback)
    batch.push({ query: notes.feedback({ good: good ? 1 : 0, about, conversation, at }) });
  return batch;
}
