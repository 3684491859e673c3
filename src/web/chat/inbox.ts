import { makeReplay, type Observable } from "./replay.ts";
import type { Activity } from "./shown-activities.ts";

/** What the service sends: activities, and up to where that is. */
export type ActivitySet = { activities: Activity[]; watermark?: string };

/** What has arrived: each activity once, whichever way it came. */
export type Inbox = {
  activity$: Observable<Activity>;
  receive: (set: ActivitySet) => void;
  /** Up to where we have heard; empty before anything came. */
  watermark: () => string;
};

/** An empty inbox; `show` makes an activity into what the page shows. */
export function makeInbox(show: (activity: Activity) => Activity): Inbox {
  const activity$ = makeReplay<Activity>("all");
  const seen = new Set<string>();
  let watermark = "";
  const isNew = ({ id }: Activity): boolean => id === undefined || !seen.has(id);
  return {
    activity$,
    receive(set) {
      for (const activity of set.activities.filter(isNew)) {
        if (activity.id) seen.add(activity.id);
        activity$.next(show(activity));
      }
      watermark = set.watermark ?? watermark;
    },
    watermark: () => watermark,
  };
}
