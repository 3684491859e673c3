import { pageEn as words } from "../../../dialogs/wording/page-en.ts";
import type { QueuePlace } from "./follow-queue.ts";
import { initialsOf, type Activity } from "./shown-activities.ts";

/** Who the person talks to, as far as the conversation says. */
export type TalkPartner = {
  receive(activities: readonly Activity[]): void;
  /** Whether a case waits for a person. */
  isWaiting(): boolean;
  /** The place of the case that waits has changed. */
  showPlace(place: QueuePlace): void;
  /** What ends when the person starts over. */
  whatEnds(): string;
};

type Open = { case: string; agent?: string | undefined };

/** Shows it in the header: the agent's name and initials, or that a person is awaited. */
export function showTalkPartner(parts: {
  title: HTMLElement;
  tagline: HTMLElement;
  face: HTMLElement;
  logo: HTMLElement;
}): TalkPartner {
  const { title, tagline, face, logo } = parts;
  const own = { name: title.textContent, tagline: tagline.textContent };
  let open: Open | null = null;
  let place: QueuePlace | null = null;
  const draw = (): void => {
    const agent = open?.agent;
    write(title, agent === undefined ? own.name : words.talkingTo(agent));
    write(tagline, open === null ? own.tagline : agent === undefined ? waitingText(open.case, place) : own.name);
    face.textContent = agent === undefined ? "" : initialsOf(agent);
    face.hidden = agent === undefined;
    logo.hidden = agent !== undefined;
  };
  return {
    receive(activities) {
      for (const activity of activities) open = openAfter(open, activity);
      draw();
    },
    isWaiting: () => open !== null && open.agent === undefined,
    showPlace(now) {
      place = now;
      draw();
    },
    whatEnds() {
      if (open === null) return words.startOverExplained;
      return open.agent === undefined
        ? words.startOverEndsCase(open.case)
        : words.startOverEndsTalk(open.agent, open.case);
    },
  };
}

/** The header is a live region: what stays the same must not be read out again. */
function write(element: HTMLElement, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

/** Where nobody is there to answer, nobody is next. */
function waitingText(number: string, place: QueuePlace | null): string {
  if (place === null || place.case !== number || (!place.staffed && place.ahead === 0))
    return words.waitingForPerson(number);
  const { ahead, usualSeconds } = place;
  return words.waitingPlace(ahead, usualSeconds === null ? null : Math.round(usualSeconds / 60), number);
}

/** Every message of the assistant says what is open; one of an agent, that they have it. */
function openAfter(open: Open | null, { type, from, channelData }: Activity): Open | null {
  if (type !== "message" || from?.role === "user") return open;
  if (from?.id === "agent") return open && { ...open, agent: from.name };
  return channelData?.desk ?? null;
}
