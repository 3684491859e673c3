import type { Guides } from "../../dialogs/guides.ts";
import { stepOf } from "../../dialogs/guides.ts";
import { expectedInputOf } from "../../dialogs/transition.ts";
import type { ConversationState } from "../../dialogs/stored-state.ts";
import type { DialogContext } from "../understanding/interpretation/interpretation.ts";

/** States of the guide that ask nothing: with a case open, what is written there is for the person who takes it. */
const quiet: readonly ConversationState["place"][] = ["idle", "paused", "watching", "choosingProblem", "resolved"];

/** Pieces of one message follow each other within this time. */
const unfinishedMs = 60_000;

/** What the next message is understood against; `now` in milliseconds since 1970. */
export function dialogContextOf(saved: ConversationState, guides: Guides, now: number): DialogContext {
  const {
    article,
    step,
    device,
    asked,
    offered,
    place,
    person,
    fixAsked,
    switchAsked,
    personOffered,
    erasureAsked,
    lastCase,
  } = saved;
  const awaiting = expectedInputOf(saved);
  const observation = place === "step" ? stepOf(guides.article(article), step)?.observation : undefined;
  const caseOpen = person === "waiting";
  const asksElse = fixAsked || switchAsked || personOffered !== null || erasureAsked;
  return {
    awaiting,
    choices: offered,
    questionId: asked,
    article,
    step: place === "step" || place === "consent" ? step : null,
    device,
    fixAsked,
    afterCase: lastCase?.awaitsWord === true && (person === "none" || person === "rating"),
    caseOpen,
    danger: saved.danger !== null && saved.danger.turn >= saved.turn - 1 ? saved.danger.kind : null,
    caseWithdrawn: !caseOpen && saved.withdrawnTurn >= 0 && saved.withdrawnTurn >= saved.turn - 3,
    unfinished: now - saved.lastTurnAt < unfinishedMs ? saved.unfinished : "",
    observation: observation && !asksElse ? observation.answers : null,
    asked: asksElse
      ? awaiting
      : caseOpen && quiet.includes(place)
        ? "case"
        : place === "consent"
          ? "consent"
          : observation
            ? "observation"
            : awaiting,
  };
}
