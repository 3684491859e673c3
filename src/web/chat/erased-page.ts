import { pageEn as words } from "../../../dialogs/wording/page-en.ts";
import type { Activity } from "./shown-activities.ts";
import { storedValue } from "./stored-value.ts";

const justErased = storedValue("session", "music-support-erased");

/** Empties the page when everything was deleted while it was open: on a shared computer nothing stays to be read. */
export function emptyAfterErasure(startAnew: () => void): { receive(activities: readonly Activity[]): void } {
  let isFirst = true;
  return {
    receive(activities) {
      // What was said before is no news.
      const isNews = !isFirst && activities.some(({ channelData }) => channelData?.erased === true);
      isFirst &&= activities.length === 0;
      if (!isNews) return;
      justErased.write("yes");
      startAnew();
    },
  };
}

/** The new page says once why it is empty. */
export function sayWhatWasDeleted(say: (text: string) => void): void {
  if (justErased.read() === null) return;
  justErased.write(null);
  say(words.allDeleted);
}
