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
      sessionStorage.setItem(key, String(Date.now()));
      startAnew();
    },
  };
}

/** The end of a stream may load the page once more right after. */
const saidForMs = 15_000;

/** The new page says why it is empty, and soon no longer. */
export function sayWhatWasDeleted(notice: HTMLElement): void {
  const erasedAt = sessionStorage.getItem(key);
  if (erasedAt === null) return;
  if (Date.now() - Number(erasedAt) > saidForMs) {
    sessionStorage.removeItem(key);
    return;
  }
  notice.textContent = words.allDeleted;
  notice.dataset["kind"] = "erased";
}
