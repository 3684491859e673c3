import type { Activity } from "./shown-activities.ts";
import { storedValue } from "./stored-value.ts";

/** Counts the messages of others that the person has not seen yet, also from one page to the next. */
export type UnreadMessages = {
  /** What came; the first time it is what was said before. */
  receive(activities: readonly Activity[]): void;
  /** The page is seen again, or not any more. */
  look(): void;
};

export type UnreadOptions = {
  /** Whether the person sees the conversation now. */
  isSeen: () => boolean;
  onCount: (count: number) => void;
  /** A message that came while the page was there. */
  onMessage: (activity: Activity) => void;
};

const key = "music-support-seen";
const lastSeen = storedValue("local", key);

/** The id of the last seen message is kept in the browser; where it cannot be, nothing counts as unread. */
export function countUnread({ isSeen, onCount, onMessage }: UnreadOptions): UnreadMessages {
  const ids: string[] = [];
  let isFirst = true;
  const look = (): void => {
    if (isSeen() && ids.length > 0) lastSeen.write(ids.at(-1) ?? "");
    const seen = ids.indexOf(lastSeen.read() ?? "");
    onCount(seen < 0 ? 0 : ids.length - 1 - seen);
  };
  // Another tab of this browser has shown them.
  addEventListener("storage", (event) => event.key === key && look());
  return {
    look,
    receive(activities) {
      const theirs = activities.filter(isOfOthers);
      ids.push(...theirs.map(({ id }) => id ?? ""));
      const { length } = ids;
      // In a browser that has seen nothing yet, what was said before does not count.
      if (isFirst && length > 0 && !ids.includes(lastSeen.read() ?? "")) lastSeen.write(ids.at(-1) ?? "");
      if (!isFirst) for (const activity of theirs) onMessage(activity);
      isFirst &&= length === 0;
      look();
    },
  };
}

function isOfOthers({ type, from }: Activity): boolean {
  return type === "message" && from?.role !== "user";
}
