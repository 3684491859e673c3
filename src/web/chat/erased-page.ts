import { pageEn as words } from "../../../dialogs/wording/page-en.ts";
import type { Activity } from "./shown-activities.ts";

const key = "music-support-erased";

/** Empties the page when everything was deleted while it was open: on a shared computer nothing stays to be read. */
export function emptyAfterErasure(startAnew: () => void): { hear(activities: readonly Activity[]): void } {
  let isFirst = true;
  return {
    hear(activities) {
      // What was said before is no news.
      const isNews = !isFirst && activities.some(({ channelData }) => channelData?.erased === true);
      isFirst &&= activities.length === 0;
      if (!isNews) return;
      sessionStorage.setItem(key, "yes");
      startAnew();
    },
  };
}

/** The new page says once why it is empty. */
export function sayWhatWasDeleted(notice: HTMLElement): void {
  if (sessionStorage.getItem(key) === null) return;
  sessionStorage.removeItem(key);
  notice.textContent = words.allDeleted;
  notice.dataset["kind"] = "erased";
}
