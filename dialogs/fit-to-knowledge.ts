import { answerOf, stepOf, type Guides } from "./guides.ts";
import type { ConversationState } from "./stored-state.ts";

/**
 * A stored conversation meets the articles of today: steps, answers and whole articles may have been renamed or taken
 * out since its last message. What is gone is passed over, so that nothing that follows has to ask whether it exists.
 */

/** The open case of a conversation, as the store of cases has it. */
export type OpenCase = { number: string; status: "waiting" | "active" };

/** Places that are about an article. */
const ofArticle: readonly ConversationState["place"][] = [
  "askingDevice",
  "incident",
  "checking",
  "step",
  "consent",
  "allTried",
];

/**
 * The state without what the articles no longer have. Whoever stood at a step that is gone is asked whether the music
 * plays, and goes on at the next step that exists; whoever was in an article that is gone is asked which error it is.
 * `tried` keeps its steps: they are shown by their titles where there are any.
 */
export function fitToKnowledge(state: ConversationState, guides: Guides): ConversationState {
  const fitted = { ...state, left: leftThatExist(state, guides), answeredLast: answerThatExists(state, guides) };
  const article = guides.article(state.article);
  if (!article) return { ...fitted, article: null, step: null, ...placeWithoutArticle(state) };
  const step = stepOf(article, state.step)?.id ?? null;
  const shows = state.place === "step" || state.place === "consent";
  return { ...fitted, step, place: shows && (step === null || state.device === null) ? "checking" : state.place };
}

/**
 * The state with the case that the store has for it: what the record of a conversation says of its case is not to be
 * trusted where other parts of it could not be read. An agent keeps the conversation.
 */
export function withOpenCase(state: ConversationState, open: OpenCase | null): ConversationState {
  const isOver = state.person === "waiting" || state.person === "active";
  const found = open
    ? { case: open.number, person: open.status }
    : { case: null, ...(isOver && { person: "none" as const }) };
  // Nobody is greeted as if they had never written.
  return { ...state, ...found, turn: Math.max(1, state.turn) };
}

function placeWithoutArticle({ article, place }: ConversationState): Partial<ConversationState> {
  if (ofArticle.includes(place)) return { place: "choosingProblem", incidentSeen: false };
  return article === null && place !== "watching" ? {} : { place: "idle", incidentSeen: false };
}

function leftThatExist({ left }: ConversationState, guides: Guides): ConversationState["left"] {
  return left.flatMap((one) => {
    const article = guides.article(one.article);
    return article ? [{ ...one, step: stepOf(article, one.step)?.id ?? null }] : [];
  });
}

function answerThatExists({ answeredLast }: ConversationState, guides: Guides): ConversationState["answeredLast"] {
  switch (answeredLast?.kind) {
    case "answer": {
      const article = guides.article(answeredLast.article);
      return article && answerOf(article, answeredLast.answer) ? answeredLast : null;
    }
    case "term":
      return guides.glossary.some(({ id }) => id === answeredLast.term) ? answeredLast : null;
    case "short-answer":
      return guides.shortAnswers.some(({ id }) => id === answeredLast.answer) ? answeredLast : null;
    default:
      return answeredLast;
  }
}
