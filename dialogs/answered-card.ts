import type { Effect } from "./effects.ts";
import type { DialogEvent } from "./events.ts";
import { viewOf } from "./guides.ts";
import type { Guides } from "./guides.ts";
import type { ConversationState } from "./stored-state.ts";
import { en } from "./wording/en.ts";
import { placeTitle } from "./replies/step-replies.ts";

/**
 * What questions came to, remembered by their numbers: a card that is answered, or pressed long after, says so in the
 * place of its buttons, and says the same however often it is pressed.
 */

/** An answered question in words, such as "Step 3 · still broken", below the `text` that its card said before. */
export type AnsweredCard = { title: string; outcome: string; text: string };

/**
 * A card with a question: the question's number, the line of ours that it is, and whether it belongs to another
 * conversation.
 */
export type AskingCard = { asked: number; line: string | null; foreign: boolean };

/** A press on an older card than this is answered that the question is over. */
const remembered = 8;

/** One turn, and where the conversation stood before and after it. */
export type Answering = {
  before: ConversationState;
  after: ConversationState;
  events: readonly DialogEvent[];
  effects: readonly Effect[];
  locale: string;
  guides: Guides;
};

/** The questions answered so far: with the one that this turn answered, if it did. */
export function answeredAfter(turn: Answering): ConversationState["answered"] {
  const { before, after } = turn;
  const asked = before.offered.some((choice) => choice.press.asked === before.asked);
  if (!asked || after.asked === before.asked) return after.answered;
  const { line, text } = before.shown ?? { line: null, text: "" };
  return [...after.answered, { asked: before.asked, ...settle(turn), line, text }].slice(-remembered);
}

/** What a card says now; null: its question still stands. */
export function answeredCard(saved: ConversationState, { asked, line, foreign }: AskingCard): AnsweredCard | null {
  if (foreign) return { title: "", outcome: en.settled.foreign, text: "" };
  if (asked === saved.asked) return null;
  const known = saved.answered.find((one) => one.asked === asked);
  if (!known) return { title: "", outcome: en.settled.past, text: "" };
  const { title, outcome, text } = known;
  // Several messages may ask the same question; the words are those of the last one.
  return { title, outcome, text: line === known.line ? text : "" };
}

function settle(turn: Answering): Pick<AnsweredCard, "title" | "outcome"> {
  const { before, effects, locale, guides } = turn;
  const chosen = chosenLabel(turn);
  const article = guides.article(before.article);
  const atStep = before.place === "step" || before.place === "consent";
  if (!atStep || !article || !before.device || !before.step)
    return { title: "", outcome: chosen ?? en.settled.answered };
  const { step, device } = before;
  const view = viewOf(article, device, step, undefined);
  const result = effects.find((effect) => effect.type === "recordOutcome" && effect.step === step);
  const isObserved = turn.events.some(({ type }) => type === "observe");
  const outcome =
    result?.type === "recordOutcome" && !isObserved ? en.settled.results[result.result] : (chosen ?? en.settled.left);
  return {
    title: placeTitle({ wording: en, saved: before, locale, guides }, view),
    outcome: en.settled.step(view.number, outcome),
  };
}

/**
 * The words of the offered choice that was taken, pressed or typed. Never the words of the payload: those come from
 * outside.
 */
function chosenLabel({ before, events }: Answering): string | undefined {
  const taken = events.map((event) => JSON.stringify(event));
  return before.offered.find((choice) => taken.includes(JSON.stringify(choice.press.event)))?.label;
}
