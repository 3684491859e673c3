import { createReplay, type Observable } from "./replay.ts";
import type { Activity } from "./shown-activities.ts";

/** Activities and the watermark after them. */
export type ActivitySet = { activities: Activity[]; watermark?: string };

/** Received activities, deduplicated: they come by stream, by poll and by reconnect. */
export type Inbox = {
  activity$: Observable<Activity>;
  receive: (set: ActivitySet) => void;
  /** The last watermark; empty before the first activity. */
  watermark: () => string;
};

export type InboxOptions = {
  /** Converts an activity to the one that the page shows; null: it is not shown. */
  show: (activity: Activity) => Activity | null;
  /** Gets the new activities of each set, as they came. */
  onReceived: (activities: readonly Activity[]) => void;
};

export function createInbox({ show, onReceived }: InboxOptions): Inbox {
  const activity$ = createReplay<Activity>("all");
  const seen = new Set<string>();
  let watermark = "";
  const isNew = ({ id }: Activity): boolean => id === undefined || !seen.has(id);
  return {
    activity$,
    receive(set) {
      const fresh = set.activities.filter(isNew);
      for (const activity of fresh) {
        if (activity.id) seen.add(activity.id);
        const shown = show(activity);
        if (shown) activity$.next(shown);
      }
      watermark = set.watermark ?? watermark;
      onReceived(fresh);
    },
    watermark: () => watermark,
  };
}
