import type { Reply } from "../../../../dialogs/reply.ts";
import type { Conversations, Incoming, Party, TranscriptLine, Transcripts } from "../../../../src/turn/ports.ts";

/** Answers one incoming message; nothing for silence. */
export type Script = (incoming: Incoming) => readonly Reply[];

/** A turn and its store in memory: messages are kept in order, each once, and answered by a script. */
export type ScriptedTalk = {
  conversations: Conversations;
  transcripts: Transcripts;
  /** Everything that came in, duplicates left out. */
  heard: Incoming[];
  parties: Party[];
  /** Someone else says something: a person at the desk, or the assistant by itself. */
  say(conversation: string, from: "assistant" | "agent", text: string): void;
  /** From now on nothing can be stored, or again it can. */
  breakStore(broken: Error | null): void;
  /** How many listen to this conversation now. */
  listeners(conversation: string): number;
};

/** Makes a talk whose every message is answered by `script`. */
export function makeScriptedTalk(script: Script): ScriptedTalk {
  const lines = new Map<string, TranscriptLine[]>();
  const wakes = new Map<string, Set<() => void>>();
  const heard: Incoming[] = [];
  const parties: Party[] = [];
  const seen = new Set<string>();
  let broken: Error | null = null;

  const append = (conversation: string, line: Omit<TranscriptLine, "conversation" | "seq" | "at">): TranscriptLine => {
    const known = lines.get(conversation) ?? [];
    const added = { ...line, conversation, seq: known.length + 1, at: Date.now() };
    lines.set(conversation, [...known, added]);
    for (const wake of wakes.get(conversation) ?? []) wake();
    return added;
  };
  const answer = (incoming: Incoming): TranscriptLine[] =>
    script(incoming).map((reply, index) => append(incoming.conversation, { from: "assistant", id: `${incoming.id}-r${index}`, text: reply.text, reply }));
  const accept = (party: Party, incoming: Incoming, echo?: unknown): boolean => {
    if (broken) throw broken;
    if (!lines.has(party.conversation)) lines.set(party.conversation, []);
    const key = `${party.conversation}|${incoming.id}`;
    if (seen.has(key)) return false;
    seen.add(key);
    heard.push(incoming);
    parties.push(party);
    const { input } = incoming;
    if (input.kind !== "happened") append(party.conversation, { from: "user", id: incoming.id, text: input.text, ...(echo !== undefined && { echo }) });
    return true;
  };
  const conversations: Conversations = {
    async receive(party, incoming, echo) {
      if (!accept(party, incoming, echo)) return { seen: "duplicate", finished: Promise.resolve() };
      const finished = new Promise<void>((resolve) => setImmediate(() => resolve(void answer(incoming))));
      return { seen: "new", finished };
    },
    settled: async () => null,
    receiveAndReply: async (party, incoming) => (accept(party, incoming) ? answer(incoming) : []),
  };
  const transcripts: Transcripts = {
    async read(conversation, afterSeq, limit) {
      if (broken) throw broken;
      return (lines.get(conversation) ?? []).filter((line) => line.seq > afterSeq).slice(0, limit);
    },
    exists: async (conversation) => lines.has(conversation),
    subscribe(conversation, wake) {
      const set = wakes.get(conversation) ?? new Set();
      wakes.set(conversation, set.add(wake));
      return () => void set.delete(wake);
    },
  };
  return {
    conversations,
    transcripts,
    heard,
    parties,
    say: (conversation, from, text) => void append(conversation, { from, id: `${from}-${Math.random()}`, text }),
    breakStore: (error) => (broken = error),
    listeners: (conversation) => wakes.get(conversation)?.size ?? 0,
  };
}

/** A reply of words alone. */
export function words(text: string): Reply {
  return { text, choices: [] };
}
