import { pageEn as words } from "../../../dialogs/wording/page-en.ts";
import type { Activity } from "./shown-activities.ts";

/** Thumbs under answers: `markdown.ts` draws the buttons, this makes them work. */
export type Thumbs = {
  /** Notes thumbs that were given before. */
  receive(activities: readonly Activity[]): void;
};

/** `send`: sends an activity that is not shown. */
export function workThumbs(place: HTMLElement, send: (activity: Activity) => void): Thumbs {
  const given = new Map<string, boolean>();
  const mark = (): void => {
    for (const group of place.querySelectorAll<HTMLElement>(".thumbs:not([data-given])")) {
      const good = given.get(group.dataset["on"] ?? "");
      if (good !== undefined) settle(group, good, "");
    }
  };
  new MutationObserver(mark).observe(place, { subtree: true, childList: true });
  place.addEventListener("click", ({ target }) => {
    const button = target instanceof Element ? target.closest<HTMLElement>(".thumbs button") : null;
    const group = button?.closest<HTMLElement>(".thumbs");
    const { on = "", about = "", given: before } = group?.dataset ?? {};
    if (!button || !group || before !== undefined) return;
    const good = button.dataset["good"] === "true";
    given.set(on, good);
    settle(group, good, !good && about.startsWith("article:") ? words.notSolvedNext : words.thanksForThumb);
    send(thumbActivity({ on, about, good }));
  });
  return {
    receive(activities) {
      for (const { channelData } of activities)
        if (channelData?.thumb) given.set(channelData.thumb.on, channelData.thumb.good);
      mark();
    },
  };
}

function settle(group: HTMLElement, good: boolean, thanks: string): void {
  group.dataset["given"] = String(good);
  for (const button of group.querySelectorAll<HTMLElement>("button")) {
    button.setAttribute("aria-pressed", String((button.dataset["good"] === "true") === good));
    button.setAttribute("aria-disabled", "true");
  }
  const said = group.querySelector("[role=status]");
  if (said) said.textContent = thanks;
}

/** What a thumb is for the assistant: a pressed button that wants no answer. */
function thumbActivity({ on, about, good }: { on: string; about: string; good: boolean }): Activity {
  return {
    type: "message",
    text: good ? "👍" : "👎",
    value: { event: { type: "feedback", good, about, silent: true }, asked: 0 },
    channelData: { clientActivityID: `thumb-${on}`, thumb: { on, good } },
  };
}
