import { deserializeState } from "../../dialogs/stored-state.ts";
import { answeredCard } from "../../dialogs/answered-card.ts";
import { AppError } from "../common/errors.ts";
import { createKeyedMutex, type KeyedMutex } from "../common/keyed-mutex.ts";
import type { Accepted, ConversationReference, Conversations, InboundMessage, TranscriptLine } from "./ports.ts";
import { decide, takeTurn, type TurnInput, type TurnParts, type TurnTaken } from "./turn.ts";

/** Observes turns: ids and outcomes, never texts. */
export type TurnObserver = {
  taken(incoming: InboundMessage, turn: TurnTaken, milliseconds: number): void;
  /**
   * The turn failed; `replied`: the person got the error reply, otherwise the message is kept and its turn retried.
   */
  failed(failure: { conversation: string; incoming: string }, error: unknown, replied: boolean): void;
};

/** What the queue is made of. */
export type ConversationsParts = TurnParts & { watch: TurnObserver };

/** Also recovers messages that a crash orphaned, and waits for running turns at the end. */
export type TurnQueue = Conversations & {
  /**
   * Runs the turns of what was stored for this conversation by another way than `receive`, such as an agent's command.
   * Never rejects.
   */
  processPending(conversation: string): Promise<void>;
  /**
   * Runs the turns of messages that were accepted but never answered: all of them at a start, later only the orphaned
   * ones. Returns how many conversations it touched.
   */
  recoverPending(which: "all" | "orphaned"): Promise<number>;
  /** Resolves when no turn runs. New messages are still accepted: stop the server first. */
  idle(): Promise<void>;
};

/** Callbacks of senders that wait for the turn of one message, by `keyOf`. */
type AwaitedTurns = Map<string, (turn: TurnTaken) => void>;
type Received = Awaited<ReturnType<Conversations["receive"]>>;
type Queue = { parts: ConversationsParts; queue: KeyedMutex; awaited: AwaitedTurns };

/** Conversations with orphaned messages that are recovered at once, at most. */
const maxRecovered = 100;

/**
 * Age from which an accepted message counts as orphaned: another node is most likely processing a younger one.
 */
const orphanedAfterMs = 3_000;

/**
 * Accepts messages and takes their turns, one after the other within a conversation, side by side across conversations.
 */
export function createConversations(parts: ConversationsParts): TurnQueue {
  const queue = createKeyedMutex();
  const own: Queue = { parts, queue, awaited: new Map() };
  // A second mutex by conversation: a message that is processed inline must not be overtaken meanwhile.
  const intake = createKeyedMutex();
  const receive: Conversations["receive"] = async (reference, incoming, clientMetadata) => {
    let received: Received | null = null;
    await intake.run(incoming.conversation, async () => {
      received =
        (await receiveInline(own, reference, incoming, clientMetadata)) ??
        (await receiveInQueue(own, reference, incoming, clientMetadata));
    });
    if (!received) throw new Error("a message passed the intake without a result");
    return received;
  };
  return {
    receive,
    processPending: (conversation) => queue.run(conversation, () => drain(own, conversation)),
    receiveAndReply: (reference, incoming) => receiveAndReply(own, receive, reference, incoming),
    answeredCard: async (conversation, card) =>
      answeredCard(deserializeState((await parts.store.load(conversation)).saved).state, card),
    async recoverPending(which) {
      const left = await parts.store.conversationsWaiting(
        maxRecovered,
        which === "all" ? undefined : parts.now() - orphanedAfterMs,
      );
      await Promise.all(left.map((conversation) => queue.run(conversation, () => drain(own, conversation))));
      return left.length;
    },
    async idle() {
      await intake.idle();
      await queue.idle();
    },
  };
}

async function receiveInline(
  { parts, queue, awaited }: Queue,
  reference: ConversationReference,
  incoming: InboundMessage,
  clientMetadata: unknown,
): Promise<Received | null> {
  if (queue.isBusy(incoming.conversation)) return null;
  const started = performance.now();
  const taken = await processInline(parts, {
    reference,
    incoming,
    replyInline: awaited.has(keyOf(incoming)),
    clientMetadata,
  });
  if (!taken) return null;
  if (taken.turn) {
    parts.watch.taken(incoming, taken.turn, performance.now() - started);
    awaited.get(keyOf(incoming))?.(taken.turn);
  }
  return { seen: taken.seen, finished: Promise.resolve() };
}

async function receiveInQueue(
  own: Queue,
  reference: ConversationReference,
  incoming: InboundMessage,
  clientMetadata: unknown,
): Promise<Received> {
  const seen = await own.parts.store.accept(reference, incoming, clientMetadata);
  const { conversation } = incoming;
  return {
    seen,
    finished:
      seen === "new" ? own.queue.run(conversation, () => drain(own, conversation)) : own.queue.running(conversation),
  };
}

async function drain(own: Queue, conversation: string): Promise<void> {
  const { store, watch } = own.parts;
  try {
    for (let next = await store.nextWaiting(conversation); next; next = await store.nextWaiting(conversation))
      await answer(own, next);
  } catch (error) {
    // The store is away, say: the message is kept and `recoverPending` comes back to it.
    watch.failed({ conversation, incoming: "" }, error, false);
  }
}

async function answer({ parts, awaited }: Queue, incoming: InboundMessage): Promise<void> {
  const started = performance.now();
  const replyInline = awaited.has(keyOf(incoming));
  const turn = await takeTurn(parts, { incoming, replyInline }).catch((error: unknown) =>
    runErrorTurn(parts, { incoming, replyInline }, error),
  );
  parts.watch.taken(incoming, turn, performance.now() - started);
  awaited.get(keyOf(incoming))?.(turn);
}

/** A turn that fails ends in an error reply (see `error-turn.ts`); if the store failed, the message stays pending. */
async function runErrorTurn(parts: ConversationsParts, turnInput: TurnInput, error: unknown): Promise<TurnTaken> {
  if (error instanceof AppError && error.code === "StoreUnavailable") throw error;
  const { incoming } = turnInput;
  const turn = await takeTurn(parts, { ...turnInput, failed: true });
  parts.watch.failed({ conversation: incoming.conversation, incoming: incoming.id }, error, true);
  return turn;
}

async function receiveAndReply(
  { awaited }: Queue,
  receive: Conversations["receive"],
  reference: ConversationReference,
  incoming: InboundMessage,
): Promise<readonly TranscriptLine[]> {
  const taken: TurnTaken[] = [];
  const key = keyOf(incoming);
  awaited.set(key, (turn) => taken.push(turn));
  try {
    const { finished } = await receive(reference, incoming);
    await finished;
  } finally {
    awaited.delete(key);
  }
  return taken.flatMap((turn) => lineOf(incoming, turn));
}

function keyOf({ conversation, id }: InboundMessage): string {
  return JSON.stringify([conversation, id]);
}

function lineOf({ conversation }: InboundMessage, { reply, replyId, after }: TurnTaken): TranscriptLine[] {
  return reply
    ? [{ conversation, seq: 0, from: "assistant", id: replyId, text: reply.text, reply, at: after.lastTurnAt }]
    : [];
}

/** A new message, and the metadata that its client wants back with it. */
export type InlineInput = TurnInput & { reference: ConversationReference; clientMetadata: unknown };

/** `turn` is null for a duplicate. */
export type InlineResult = { seen: Accepted["seen"]; turn: TurnTaken | null };

/**
 * The fast path: accepts a message and commits its turn with a single write, where nothing is pending before it. That
 * is nearly always, and saves a third of a turn's cost. The sender is answered after that write, so that what was
 * acknowledged is stored. Null: not possible now, nothing is stored, and the message goes through the queue. Throws
 * `StoreUnavailable`.
 */
async function processInline(
  parts: TurnParts,
  { reference, incoming, replyInline, clientMetadata }: InlineInput,
): Promise<InlineResult | null> {
  try {
    const snapshot = await parts.store.loadForFastPath(reference);
    if (!snapshot) return null;
    const { turn, record } = await decide(parts, { incoming, replyInline }, snapshot);
    // What is erased is all that came before, the message itself included: it has to be there first.
    if (record.erase) return null;
    const result = await parts.store.acceptAndCommit(snapshot, { incoming, clientMetadata }, record);
    if (result === "conflict") return null;
    return result === "stored" ? { seen: "new", turn } : { seen: "duplicate", turn: null };
  } catch (error) {
    if (error instanceof AppError && error.code === "StoreUnavailable") throw error;
    // What failed in the turn fails again in the queue, which sends the error reply.
    return null;
  }
}
