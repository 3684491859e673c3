import { deserializeState } from "../../dialogs/stored-state.ts";
import { answeredCard } from "../../dialogs/answered-card.ts";
import { AppError } from "../common/errors.ts";
import { processInline } from "./inline-processing.ts";
import { createKeyedMutex, type KeyedMutex } from "../common/keyed-mutex.ts";
import type { Conversations, InboundMessage, ConversationReference, TranscriptLine } from "./ports.ts";
import { type Due, takeTurn, type TurnParts, type TurnTaken } from "./turn.ts";

/** What the queue of turns tells whoever watches: ids and outcomes, never texts. */
export type TurnObserver = {
  taken(incoming: InboundMessage, turn: TurnTaken, milliseconds: number): void;
  /**
   * The turn failed; `told`: the person was told so, otherwise the message is kept and its turn will be tried again.
   */
  failed(failure: { conversation: string; incoming: string }, error: unknown, told: boolean): void;
};

/** What the queue is made of. */
export type ConversationsParts = TurnParts & { watch: TurnObserver };

/** Also the way to run what a crash left behind, and to wait for running turns at the end. */
export type TurnQueue = Conversations & {
  /**
   * Runs the turns of what was stored for this conversation by another way than `receive`, such as an agent's deed.
   * Never rejects.
   */
  processPending(conversation: string): Promise<void>;
  /**
   * Runs the turns of messages that were accepted but never answered: all of them at a start, later only what was left
   * behind. Returns how many conversations it touched.
   */
  recoverPending(which: "all" | "left-behind"): Promise<number>;
  /** Resolves when no turn runs. New messages are still taken: close the doors first. */
  idle(): Promise<void>;
};

/** Whoever waits for the turn of one message, by `keyOf`. */
type AwaitedTurns = Map<string, (turn: TurnTaken) => void>;
type Received = Awaited<ReturnType<Conversations["receive"]>>;
type Queue = { parts: ConversationsParts; queue: KeyedMutex; awaited: AwaitedTurns };

/** Most conversations that one look for left messages takes on. */
const leftAtOnce = 100;

/**
 * Milliseconds after which an accepted message counts as left behind: a younger one is most likely in another node's
 * hands.
 */
const leftAfter = 3_000;

/**
 * Accepts messages and takes their turns, one after the other within a conversation, side by side across conversations.
 */
export function createConversations(parts: ConversationsParts): TurnQueue {
  const queue = createKeyedMutex();
  const own: Queue = { parts, queue, awaited: new Map() };
  // Messages of one conversation enter one after the other: one that is taken at once must not be overtaken while it
  // is.
  const door = createKeyedMutex();
  const receive: Conversations["receive"] = async (reference, incoming, echo) => {
    let received: Received | null = null;
    await door.run(incoming.conversation, async () => {
      received =
        (await receiveAtOnce(own, reference, incoming, echo)) ?? (await receiveInQueue(own, reference, incoming, echo));
    });
    if (!received) throw new Error("a message went through the door unseen");
    return received;
  };
  return {
    receive,
    processPending: (conversation) => queue.run(conversation, () => drain(own, conversation)),
    receiveAndReply: (reference, incoming) => receiveAndReply(own, receive, reference, incoming),
    settled: async (conversation, card) =>
      answeredCard(deserializeState((await parts.store.load(conversation)).saved).state, card),
    async recoverPending(which) {
      const left = await parts.store.conversationsWaiting(
        leftAtOnce,
        which === "all" ? undefined : parts.now() - leftAfter,
      );
      await Promise.all(left.map((conversation) => queue.run(conversation, () => drain(own, conversation))));
      return left.length;
    },
    async idle() {
      await door.idle();
      await queue.idle();
    },
  };
}

async function receiveAtOnce(
  { parts, queue, awaited }: Queue,
  reference: ConversationReference,
  incoming: InboundMessage,
  echo: unknown,
): Promise<Received | null> {
  if (queue.isBusy(incoming.conversation)) return null;
  const started = performance.now();
  const taken = await processInline(parts, { reference, incoming, inHand: awaited.has(keyOf(incoming)), echo });
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
  echo: unknown,
): Promise<Received> {
  const seen = await own.parts.store.accept(reference, incoming, echo);
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
    // The store is away, say: the message is kept and `catchUp` comes back to it.
    watch.failed({ conversation, incoming: "" }, error, false);
  }
}

async function answer({ parts, awaited }: Queue, incoming: InboundMessage): Promise<void> {
  const started = performance.now();
  const inHand = awaited.has(keyOf(incoming));
  const turn = await takeTurn(parts, { incoming, inHand }).catch((error: unknown) =>
    makeUpFor(parts, { incoming, inHand }, error),
  );
  parts.watch.taken(incoming, turn, performance.now() - started);
  awaited.get(keyOf(incoming))?.(turn);
}

/** A turn that fails inside ends in words (see `error-turn.ts`); one that fails for the store's sake stays waiting. */
async function makeUpFor(parts: ConversationsParts, due: Due, error: unknown): Promise<TurnTaken> {
  if (error instanceof AppError && error.code === "StoreUnavailable") throw error;
  const { incoming } = due;
  const turn = await takeTurn(parts, { ...due, failed: true });
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
