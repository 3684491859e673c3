/** A file of a conversation, without its content. `type`: its media type by content. */
export type StoredFile = { id: string; name: string; type: string; size: number };

/** A file that came; `name` as its sender says. */
export type SentFile = { name: string; content: Uint8Array };

/** Files by conversation and by the line they came with. */
export type AttachmentStore = {
  /** Stores files with a line; one whose id is stored already, or whose conversation is gone, is left out. */
  add(
    place: { conversation: string; line: string; at: number },
    files: readonly (StoredFile & SentFile)[],
  ): Promise<void>;
  /** Null: there is no such file in this conversation. */
  find(conversation: string, id: string): Promise<(StoredFile & { content: Uint8Array }) | null>;
  /** Removes one for good; resolves with whether it was there. */
  remove(conversation: string, id: string): Promise<boolean>;
  /** How many files the conversation has, and how many bytes there are of all conversations. */
  usage(conversation: string): Promise<{ files: number; bytesOfAll: number }>;
};
