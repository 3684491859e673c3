import { createReplay, type Observable } from "./replay.ts";
import type { Activity } from "./shown-activities.ts";

/** Activities and the watermark after them. */
export type ActivitySet = { activities: Activity[]; watermark?: string };

/** Received activities, deduplicated: they come by stream, by poll and by reconnect. */
export type Inbox = {
  activity$: Observable<Activity>;
  receive: (set: ActivitySet) => void;
  /** Shows messages from before those that are there. */
  receiveEarlier: (activities: readonly Activity[]) => void;
  /** The last watermark; empty before the first activity. */
  watermark: () => string;
};

export type InboxOptions = {
  /** Converts an activity to the one that the page shows; null: it is not shown. */
  show: (activity: Activity) => Activity | null;
  /** Gets the new activities of each set, as they came. */
  onReceived: (activities: readonly Activity[]) => void;
  /** The same for those from before. */
  onEarlierReceived: (activities: readonly Activity[]) => void;
  /** A file of the conversation as an address that the page can show. */
  readFile: (address: string) => Promise<string>;
};

export function createInbox({ show, onReceived, onEarlierReceived, readFile }: InboxOptions): Inbox {
  const activity$ = createReplay<Activity>("all");
  const seen = new Set<string>();
  let watermark = "";
  const isNew = ({ id }: Activity): boolean => id === undefined || !seen.has(id);
  /** The words at once, and the files when they are there. */
  const showNow = (activity: Activity): void => {
    const { attachments = [] } = activity;
    if (!attachments.some(({ contentUrl }) => contentUrl)) return activity$.next(activity);
    activity$.next({ ...activity, attachments: [] });
    const read = attachments.map(async (file) => {
      const address = await readFile(file.contentUrl ?? "");
      // Web Chat shows a picture of the person's own only where it has a thumbnail.
      const isPicture = file.contentType?.startsWith("image/");
      return { ...file, contentUrl: address, ...(isPicture && { thumbnailUrl: address }) };
    });
    void Promise.all(read).then(
      (files) => activity$.next({ ...activity, attachments: files }),
      // Deleted meanwhile, or out of reach: its name is there.
      () => activity$.next({ ...activity, attachments: attachments.map(({ contentUrl: _, ...file }) => file) }),
    );
  };
  const pass = (activities: readonly Activity[]): Activity[] => {
    const fresh = activities.filter(isNew);
    for (const activity of fresh) {
      if (activity.id) seen.add(activity.id);
      const shown = show(activity);
      if (shown) showNow(shown);
    }
    return fresh;
  };
  return {
    activity$,
    receive(set) {
      const fresh = pass(set.activities);
      watermark = set.watermark ?? watermark;
      onReceived(fresh);
    },
    receiveEarlier: (activities) => onEarlierReceived(pass(activities)),
    watermark: () => watermark,
  };
}
