import { newConversation } from "../../../dialogs/stored-state.ts";
import type { Store } from "../../../src/storage/open-store.ts";
import type { EntryName } from "../../../src/conversation/outbox-ports.ts";
import type { InboundMessage, ConversationReference, TurnRecord } from "../../../src/conversation/ports.ts";

/** References, messages and turns, as small as possible. */

/** An entry of a queue whose lease this store holds, by its name alone. */
export async function entryAt(
  { outbox }: Pick<Store, "outbox">,
  conversation: string,
  position: number,
): Promise<EntryName> {
  const { entries } = (await outbox.pending(conversation, position - 1, 1))!;
  return { conversation, position, createdAt: entries[0]!.createdAt };
}

export function referenceOf(conversation: string, change: Partial<ConversationReference> = {}): ConversationReference {
  return {
    conversation,
    channel: "webchat",
    user: `user of ${conversation}`,
    userName: "Kim",
    locale: "en-GB",
    address: { to: conversation },
    push: true,
    ...change,
  };
}

export function said(conversation: string, id: string, text = `text of ${id}`): InboundMessage {
  return { id, conversation, at: 1_000, input: { kind: "said", text, attachments: 0 } };
}

export function opened(conversation: string, id: string): InboundMessage {
  return { id, conversation, at: 1_000, input: { kind: "happened", event: { type: "conversation.opened" } } };
}

/** A turn on `version` that answers `incomingId` with one line. */
export function turnOf(
  conversation: string,
  version: number,
  incomingId: string,
  change: Partial<TurnRecord> = {},
): TurnRecord {
  return {
    conversation,
    version,
    incomingId,
    saved: { ...newConversation, turn: version + 1 },
    lines: [{ from: "assistant", id: `reply to ${incomingId}`, text: `answer to ${incomingId}`, at: 2_000 }],
    outbox: [],
    outcomes: [],
    watchStatus: [],
    feedback: [],
    ...change,
  };
}

export const newCase = {
  number: "C-1",
  reason: "asked",
  subject: "Spotify error 502",
  article: "spotify-502",
  device: "ios",
  tried: [{ step: "status", result: "not-fixed", at: 5 }],
  status: { kind: "unknown" },
  language: "en-GB",
} as const;
