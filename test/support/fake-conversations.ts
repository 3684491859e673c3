import { AppError } from "../../src/common/errors.ts";
import type {
  Conversations,
  InboundMessage,
  ConversationReference,
  TranscriptLine,
} from "../../src/conversation/ports.ts";
import type { Reply } from "../../dialogs/replies/reply.ts";
import type { AnsweredCard } from "../../dialogs/answered-card.ts";

export type Received = { reference: ConversationReference; incoming: InboundMessage };

/** A fake of the turns: remembers what was received, and replies as scripted. */
export function createFakeConversations(): Conversations & {
  received: Received[];
  replies: Reply[];
  /** Set: the turn of every message stays unfinished until it settles. */
  turnTakes: Promise<void>;
  /** What became of the question of the card that is pressed. */
  settledAs: AnsweredCard | null;
  /** Set: nothing can be stored. */
  storeIsAway: boolean;
} {
  const seen = new Set<string>();
  const fake = {
    received: [] as Received[],
    replies: [] as Reply[],
    turnTakes: Promise.resolve(),
    settledAs: null as AnsweredCard | null,
    storeIsAway: false,
    async receive(reference: ConversationReference, incoming: InboundMessage) {
      if (fake.storeIsAway) throw new AppError("StoreUnavailable", "The database is away.");
      const key = `${incoming.conversation} ${incoming.id}`;
      if (seen.has(key)) return { seen: "duplicate" as const, finished: Promise.resolve() };
      seen.add(key);
      fake.received.push({ reference, incoming });
      return { seen: "new" as const, finished: fake.turnTakes };
    },
    async answeredCard() {
      return fake.settledAs;
    },
    async receiveAndReply(reference: ConversationReference, incoming: InboundMessage) {
      await fake.receive(reference, incoming);
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
