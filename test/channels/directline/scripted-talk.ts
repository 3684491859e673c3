import type { Reply } from "../../../dialogs/replies/reply.ts";
import type {
  Conversations,
  InboundMessage,
  ConversationReference,
  TranscriptLine,
  Transcripts,
} from "../../../src/conversation/ports.ts";

/** Answers one incoming message; nothing for silence. */
export type Script = (incoming: InboundMessage) => readonly Reply[];

/** A turn and its store in memory: messages are kept in order, each once, and answered by a script. */
export type ScriptedTalk = {
  conversations: Conversations;
  transcripts: Transcripts;
  /** Everything that came in, duplicates left out. */
  received: InboundMessage[];
  references: ConversationReference[];
  /** Someone else says something: a person at the desk, or the assistant by itself. */
  say(conversation: string, from: "assistant" | "agent", text: string): void;
  /** From now on nothing can be stored, or again it can. */
  breakStore(broken: Error | null): void;
  /** How many listen to this conversation now. */
  listeners(conversation: string): number;
};

/** Makes a talk whose every message is answered by `script`. */
export function makeScriptedTalk(script: Script): ScriptedTalk {
  const store = makeLineStore();
  const received: InboundMessage[] = [];
  const references: ConversationReference[] = [];
  const answer = ({ conversation, id }: InboundMessage, replies: readonly Reply[]): TranscriptLine[] =>
    replies.map((reply, index) =>
      store.append(conversation, { from: "assistant", id: `${id}-r${index}`, text: reply.text, reply }),
    );
  const accept = (reference: ConversationReference, incoming: InboundMessage, clientMetadata?: unknown): boolean => {
    if (!store.accept(incoming, clientMetadata)) return false;
    received.push(incoming);
    references.push(reference);
    return true;
  };
  const conversations: Conversations = {
    async receive(reference, incoming, clientMetadata) {
      if (!accept(reference, incoming, clientMetadata)) return { seen: "duplicate", finished: Promise.resolve() };
      const finished = new Promise<void>((resolve) =>
        setImmediate(() => resolve(void answer(incoming, script(incoming)))),
      );
      return { seen: "new", finished };
    },
    answeredCard: async () => null,
    receiveAndReply: async (reference, incoming) =>
      accept(reference, incoming) ? answer(incoming, script(incoming)) : [],
  };
  return {
    conversations,
    transcripts: store.transcripts,
    received,
    references,
    say: (conversation, from, text) => void store.append(conversation, { from, id: `${from}-${Math.random()}`, text }),
    breakStore: store.breakIt,
    listeners: store.listeners,
  };
}

type LineStore = {
  transcripts: Transcripts;
  append(conversation: string, line: Omit<TranscriptLine, "conversation" | "seq" | "at">): TranscriptLine;
  /** False for what was accepted before. */
  accept(incoming: InboundMessage, clientMetadata: unknown): boolean;
  breakIt: (error: Error | null) => void;
  listeners: (conversation: string) => number;
};

function makeLineStore(): LineStore {
  const lines = new Map<string, TranscriptLine[]>();
  const wakes = new Map<string, Set<() => void>>();
  const seen = new Set<string>();
  let broken: Error | null = null;
  const linesOf = (conversation: string): TranscriptLine[] => {
    if (broken) throw broken;
    return lines.get(conversation) ?? [];
  };
  const append: LineStore["append"] = (conversation, line) => {
    const before = lines.get(conversation) ?? [];
    const added = { ...line, conversation, seq: before.length + 1, at: Date.now() };
    lines.set(conversation, [...before, added]);
    for (const wake of wakes.get(conversation) ?? []) wake();
    return added;
  };
  return {
    append,
    accept({ id, conversation, input }, clientMetadata) {
      lines.set(conversation, linesOf(conversation));
      if (seen.has(`${conversation}|${id}`)) return false;
      seen.add(`${conversation}|${id}`);
      if (input.kind !== "happened")
        append(conversation, {
          from: "user",
          id,
          text: input.text,
          ...(clientMetadata !== undefined && { clientMetadata }),
        });
      return true;
    },
    transcripts: {
      read: async (conversation, afterSeq, limit) =>
        linesOf(conversation)
          .filter((line) => line.seq > afterSeq)
          .slice(0, limit),
      readBefore: async (conversation, beforeSeq, limit) =>
        linesOf(conversation)
          .filter(({ seq }) => seq < (beforeSeq ?? Infinity))
          .slice(-limit),
      exists: async (conversation) => lines.has(conversation),
      latestOf: async () => null,
      subscribe(conversation, wake) {
        const set = wakes.get(conversation) ?? new Set();
        wakes.set(conversation, set.add(wake));
        return () => void set.delete(wake);
      },
    },
    breakIt: (error) => void (broken = error),
    listeners: (conversation) => wakes.get(conversation)?.size ?? 0,
  };
}

/** A reply of words alone. */
export function words(text: string): Reply {
  return { text, choices: [] };
}
