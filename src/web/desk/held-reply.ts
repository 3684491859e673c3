import { returnToDraft } from "./drafts.ts";
import type { HeldReply } from "./shapes.ts";
import type { Store } from "./state.ts";

/** How long a reply can be taken back before it goes out. */
const undoMs = 5_000;

/** The reply that goes out in a moment; there is one at most. */
export type HeldReplies = {
  /** Holds a reply; one that was held before goes out first. */
  hold(reply: HeldReply): Promise<void>;
  /** Sends what is held, if anything is. */
  sendNow(): Promise<void>;
  /** Takes back what is held; null: nothing is. */
  undo(): HeldReply | null;
};

/**
 * Holds replies for a while, in which they can be taken back. What could not be sent becomes the draft of its case again.
 *
 * @param send False where it was refused, and it has said so.
 */
export function createHeldReply(store: Store, send: (reply: HeldReply) => Promise<boolean>): HeldReplies {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const take = (): HeldReply | null => {
    clearTimeout(timer);
    const { held } = store.get();
    if (held !== null) store.change({ held: null });
    return held;
  };
  const sendNow = async (): Promise<void> => {
    const reply = take();
    if (reply === null || (await send(reply))) return;
    returnToDraft(reply.case, reply.text);
    // Drafts are not in the store, and this one is to be seen.
    store.change({});
  };
  // Whoever leaves the page meant what they have sent.
  addEventListener("pagehide", () => void sendNow());
  return {
    sendNow,
    undo: take,
    async hold(reply) {
      await sendNow();
      store.change({ held: reply });
      timer = setTimeout(() => void sendNow(), undoMs);
    },
  };
}
