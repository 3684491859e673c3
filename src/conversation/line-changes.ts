/** What a person did to a message of theirs afterwards; null: they put it back as it was. */
export type LineChange = { text: string; how: "edited" | null } | { how: "deleted" };

/** Lines as their channel has them. */
export type LineChanges = {
  /** Follows a change of the person's own line, by their message's id; resolves with whether anything is changed by it. */
  follow(conversation: string, id: string, change: LineChange): Promise<boolean>;
  /** What thumbs under a message of ours are about, by the id that the channel gave the message; null: unknown. */
  feedbackOn(conversation: string, channelId: string): Promise<string | null>;
};
