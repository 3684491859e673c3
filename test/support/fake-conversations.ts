import { Fault } from "../../src/common/errors.ts";
import type { Conversations, Incoming, Party, TranscriptLine } from "../../src/conversation/ports.ts";
import type { Reply } from "../../dialogs/replies/reply.ts";
import type { Settled } from "../../dialogs/answered-card.ts";

export type Received = { party: Party; incoming: Incoming };

/** The door into the turn without a turn behind it: remembers what came, and says what it is told to say. */
export function createFakeConversations(): Conversations & {
  received: Received[];
  replies: Reply[];
  /** Set: the turn of every message stays unfinished until it settles. */
  turnTakes: Promise<void>;
  /** What became of the question of the card that is pressed. */
  settledAs: Settled | null;
  /** Set: nothing can be stored. */
  storeIsAway: boolean;
} {
  const seen = new Set<string>();
  const fake = {
    received: [] as Received[],
    replies: [] as Reply[],
    turnTakes: Promise.resolve(),
    settledAs: null as Settled | null,
    storeIsAway: false,
    async receive(party: Party, incoming: Incoming) {
      if (fake.storeIsAway) throw new Fault("StoreUnavailable", "The database is away.");
      const key = `${incoming.conversation} ${incoming.id}`;
      if (seen.has(key)) return { seen: "duplicate" as const, finished: Promise.resolve() };
      seen.add(key);
      fake.received.push({ party, incoming });
      return { seen: "new" as const, finished: fake.turnTakes };
    },
    async settled() {
      return fake.settledAs;
    },
    async receiveAndReply(party: Party, incoming: Incoming) {
      await fake.receive(party, incoming);
      return fake.replies.map((reply, at): TranscriptLine => ({
        conversation: incoming.conversation,
        seq: at + 2,
        from: "assistant",
        id: `line-${at}`,
        text: reply.text,
        reply,
        at: 0,
      }));
    },
  };
  return fake;
}
