import { Fault } from "../errors.ts";
import type { Accepted, Conversations, Incoming, Party, TranscriptLine } from "./ports.ts";
import { takeTurn } from "./turn.ts";
import type { TurnParts, TurnTaken } from "./turn.ts";

/** What the queue of turns tells whoever watches: ids and outcomes, never texts. */
export type TurnWatch = {
  taken(incoming: Incoming, turn: TurnTaken, milliseconds: number): void;
  /** The turn failed; the person is told so when `told`. */
  failed(incoming: Incoming, error: unknown, told: boolean): void;
};

export type ConversationsParts = TurnParts & { watch: TurnWatch };

/** Also the way to run what a crash left behind, and to wait for running turns at the end. */
export type TurnQueue = Conversations & {
  /** Runs the turns of what was stored for this conversation by another way than `receive`, such as an agent's deed. Never rejects. */
  takeUp(conversation: string): Promise<void>;
  /** Runs the turns of messages that were accepted but never answered; returns how many conversations it touched. */
  catchUp(): Promise<number>;
  /** Resolves when no turn runs. New messages are still taken: close the doors first. */
  idle(): Promise<void>;
};

/** Accepts messages and takes their turns, one after the other within a conversation, side by side across conversations. */
export function createConversations(parts: ConversationsParts): TurnQueue {
  const running = new Map<string, Promise<void>>();
  const wanted = new Map<string, (turn: TurnTaken) => void>();

  /** Turns of one conversation run one after the other; other nodes are held off by the store's version check. */
  function run(conversation: string): Promise<void> {
    const before = running.get(conversation) ?? Promise.resolve();
    const work = before.then(() => drain(conversation)).finally(() => running.get(conversation) === work && running.delete(conversation));
    running.set(conversation, work);
    return work;
  }

  async function drain(conversation: string): Promise<void> {
    try {
      for (let next = await parts.store.nextWaiting(conversation); next; next = await parts.store.nextWaiting(conversation)) await answer(next);
    } catch (error) {
      // The store is away: the message is kept and `catchUp` comes back to it.
      parts.watch.failed({ id: "", conversation, at: parts.now(), input: { kind: "happened", event: { type: "fault" } } }, error, false);
    }
  }

  async function answer(incoming: Incoming): Promise<void> {
    const started = performance.now();
    const turn = await takeTurn(parts, incoming).catch((error: unknown) => apologise(incoming, error));
    parts.watch.taken(incoming, turn, performance.now() - started);
    wanted.get(keyOf(incoming))?.(turn);
  }

  /** A turn that fails inside ends in words and the offer of a person; one that fails for the store's sake stays waiting. */
  async function apologise(incoming: Incoming, error: unknown): Promise<TurnTaken> {
    if (error instanceof Fault && error.code === "StoreUnavailable") throw error;
    const turn = await takeTurn(parts, { ...incoming, input: { kind: "happened", event: { type: "fault" } } });
    parts.watch.failed(incoming, error, true);
    return turn;
  }

  async function receive(party: Party, incoming: Incoming, echo?: unknown): Promise<{ seen: Accepted["seen"]; finished: Promise<void> }> {
    const seen = await parts.store.accept(party, incoming, echo);
    return { seen, finished: seen === "new" ? run(incoming.conversation) : (running.get(incoming.conversation) ?? Promise.resolve()) };
  }

  async function receiveAndReply(party: Party, incoming: Incoming): Promise<readonly TranscriptLine[]> {
    const taken: TurnTaken[] = [];
    wanted.set(keyOf(incoming), (turn) => taken.push(turn));
    try {
      const { finished } = await receive(party, incoming);
      await finished;
    } finally {
      wanted.delete(keyOf(incoming));
    }
    return taken.flatMap((turn) => lineOf(incoming, turn));
  }

  async function catchUp(): Promise<number> {
    const left = await parts.store.conversationsWaiting(100);
    await Promise.all(left.map((conversation) => run(conversation)));
    return left.length;
  }

  return { receive, receiveAndReply, takeUp: run, catchUp, idle: async () => void (await Promise.allSettled(running.values())) };
}

function keyOf({ conversation, id }: Incoming): string {
  return JSON.stringify([conversation, id]);
}

function lineOf({ conversation }: Incoming, { reply, replyId, after }: TurnTaken): TranscriptLine[] {
  return reply ? [{ conversation, seq: 0, from: "assistant", id: replyId, text: reply.text, reply, at: after.lastTurnAt }] : [];
}
