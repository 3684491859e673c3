import { pageEn as words } from "../../../dialogs/wording/page-en.ts";
import { initialsOf, type Activity } from "./shown-activities.ts";

/** Who the person talks to, as far as the conversation has told. */
export type TalkPartner = {
  hear(activities: readonly Activity[]): void;
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
  const draw = (): void => {
    const agent = open?.agent;
    title.textContent = agent === undefined ? own.name : words.talkingTo(agent);
    tagline.textContent =
      open === null ? own.tagline : agent === undefined ? words.waitingForPerson(open.case) : own.name;
    face.textContent = agent === undefined ? "" : initialsOf(agent);
    face.hidden = agent === undefined;
    logo.hidden = agent !== undefined;
  };
  return {
    hear(activities) {
      for (const activity of activities) open = openAfter(open, activity);
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

/** Every message of the assistant says what is open; one of an agent, that they have it. */
function openAfter(open: Open | null, { type, from, channelData }: Activity): Open | null {
  if (type !== "message" || from?.role === "user") return open;
  if (from?.id === "agent") return open && { ...open, agent: from.name };
  return channelData?.desk ?? null;
}
