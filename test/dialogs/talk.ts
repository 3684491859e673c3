import { transition } from "../../dialogs/transition.ts";
import type { Effect } from "../../dialogs/effects.ts";
import type { DialogEvent, LiveStatus, TurnContext } from "../../dialogs/events.ts";
import { guidesOf } from "../../dialogs/guides.ts";
import type { Guides } from "../../dialogs/guides.ts";
import { write } from "../../dialogs/replies/replies.ts";
import type { Reply } from "../../dialogs/replies/reply.ts";
import { newConversation } from "../../dialogs/stored-state.ts";
import type { ConversationState } from "../../dialogs/stored-state.ts";
import { loadKnowledge } from "../../knowledge/load.ts";
import { secondArticle } from "../support/knowledge-directory.ts";
import { testArticles } from "../support/test-articles.ts";

/** A conversation as it stands after a turn, what that turn wanted, and what it said. */
export type Talk = { saved: ConversationState; effects: readonly Effect[]; reply: Reply | null };

/** The world a turn meets, where it is not calm: an open incident, or hours gone by since the turn before. */
export type Weather = { incident?: boolean; hoursLater?: number };

const minute = 60_000;
const articles = [...testArticles, ...loadKnowledge(secondArticle).articles];

/** The guides of the real article alone, of the small one alone, and of both. */
export const spotify = guidesOf(articles.slice(0, 1));
export const small = guidesOf(articles.slice(1));
export const both = guidesOf(articles);

/** Nobody has written yet. */
export const silence: Talk = { saved: newConversation, effects: [], reply: null };

/**
 * One turn as the service takes it: advance, write, and keep what was offered. Time goes by, a case number is never
 * given twice.
 */
export function turn(guides: Guides, talk: Talk, events: readonly DialogEvent[], weather: Weather = {}): Talk {
  const turnContext = turnContextOf(guides, talk, weather);
  const { saved, effects } = transition({ saved: talk.saved, events, turnContext, guides });
  const reply = write(effects, { saved, locale: "en", guides });
  const offered = reply && reply.choices.length > 0 ? [...reply.choices] : saved.offered;
  return { saved: { ...saved, offered }, effects, reply };
}

/** Several turns, one event each. */
export function turns(guides: Guides, talk: Talk, ...events: readonly DialogEvent[]): Talk {
  return events.reduce((before, event) => turn(guides, before, [event]), talk);
}

function turnContextOf(guides: Guides, { saved }: Talk, { incident, hoursLater }: Weather): TurnContext {
  const now = saved.lastTurnAt + minute + (hoursLater ?? 0) * 60 * minute;
  const status: LiveStatus = incident
    ? { kind: "incident", title: "Playback fails", since: now - 30 * minute, checkedAt: now }
    : { kind: "no-incident", checkedAt: now - minute };
  return {
    now,
    status: Object.fromEntries(guides.articles.map((article) => [article.id, status])),
    waitingForPerson: 1,
    newCaseNumber: `C-${saved.turn + 1}`,
    desk: { state: "staffed" },
    reachable: true,
  };
}

/** The talk brought to a step of an article on a device, its guide begun at the beginning. */
export function atStep(
  guides: Guides,
  article: string,
  step: string,
  device: NonNullable<ConversationState["device"]>,
): Talk {
  return turns(guides, silence, { type: "problem.known", article, device }, { type: "step.go", step });
}
