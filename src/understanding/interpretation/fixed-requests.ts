import type { DialogEvent, ExpectedInput } from "../../../dialogs/events.ts";
import type { Choice } from "../../../dialogs/replies/reply.ts";
import type { Lexicon } from "../../../knowledge/lexicon.ts";
import { clean } from "../normalise/clean.ts";
import { answerChoice } from "./prompt-answers.ts";

/** Requests that are recognised by their words alone, as whole messages, where a classifier's guess would not do. */
export type FixedRequests = {
  /** The label of a text that is a command and nothing else, or null. `words` are normalised. */
  matchCommand(words: readonly string[], awaiting: ExpectedInput): string | null;
  /** True for a plain request to delete everything that is stored of the person. */
  wantsErasure(text: string): boolean;
  /**
   * An answer about a human agent: that none is wanted any more, which a classifier takes for a request for one; and
   * "pass" to "Shall I pass you to a person?", which may be a no or the question's own word, so it is asked back. Null
   * for everything else.
   */
  handoffAnswer(text: string, choices: readonly Choice[]): DialogEvent | null;
  /** True for a text that only says that no person is wanted any more: "no bot, a person" is none. */
  withdrawsHandoff(text: string): boolean;
};

/** Longer texts say more than one of these requests. */
const maxLength = 120;

const anyOf = (alternatives: readonly string[]): string => alternatives.join("|");

/** The text without punctuation, if it is short and holds one of the hints; null otherwise. */
function plainIfHinted(text: string, hint: RegExp): string | null {
  if (text.length > maxLength) return null;
  const typed = clean(text);
  if (!hint.test(typed)) return null;
  return typed
    .replace(/[.!?,:;]+/gu, " ")
    .replace(/\s+/gu, " ")
    .trim();
}

function erasureMatcher(lexicon: Lexicon["privacy-requests"]): FixedRequests["wantsErasure"] {
  const hint = new RegExp(anyOf(lexicon.hints));
  const openings = new RegExp(`^(?:(?:${anyOf(lexicon.openings)}) )*`, "u");
  const closings = new RegExp(`(?: (?:${anyOf(lexicon.closings)}))+$`, "u");
  const request = new RegExp(`^(?:${anyOf(lexicon.requests)})$`, "u");
  const incomplete = new RegExp(`^(?:${anyOf(lexicon.incomplete)})$`, "u");
  return (text) => {
    const plain = plainIfHinted(text, hint);
    if (plain === null) return false;
    const core = plain.replace(openings, "").replace(closings, "").trim();
    return request.test(core) && !incomplete.test(core);
  };
}

function withdrawalMatcher(lexicon: Lexicon["handoff-answers"]): FixedRequests["withdrawsHandoff"] {
  const hint = new RegExp(anyOf(lexicon.hints));
  const openings = new RegExp(`^(?:(?:${anyOf(lexicon.openings)}),? )*`, "u");
  const closings = new RegExp(`(?:,? (?:${anyOf(lexicon.closings)}))+$`, "u");
  const withdrawal = new RegExp(`^(?:${anyOf(lexicon.withdrawals)})$`, "u");
  return (text) => {
    const plain = plainIfHinted(text, hint);
    if (plain === null) return false;
    const core = plain.replace(closings, "");
    return withdrawal.test(core) || withdrawal.test(core.replace(openings, ""));
  };
}

const offersPerson = (choices: readonly Choice[]): boolean =>
  choices.some(({ means, press }) => means === "yes" && press.event.type === "human");

/** Compiles the lists of the lexicon. */
export function fixedRequests(lexicon: Lexicon): FixedRequests {
  const { commands, agreements } = lexicon["exact-commands"];
  const labelOf = new Map(
    Object.entries(commands).flatMap(([label, said]) => said.map((words) => [words, label] as const)),
  );
  const { yes, no } = lexicon["handoff-answers"];
  const offerAnswers = new Map([
    ...no.map((said) => [said, "no"] as const),
    ...yes.map((said) => [said, "yes"] as const),
  ]);
  const withdrawsHandoff = withdrawalMatcher(lexicon["handoff-answers"]);
  return {
    withdrawsHandoff,
    wantsErasure: erasureMatcher(lexicon["privacy-requests"]),
    matchCommand(words, awaiting) {
      const said = words.join(" ");
      if (awaiting === "step-result" && agreements.includes(said)) return "nav:wait";
      if (withdrawsHandoff(said)) return awaiting === "offer-human" ? "no" : "nav:stop";
      return (awaiting === "offer-human" ? offerAnswers.get(said) : undefined) ?? labelOf.get(said) ?? null;
    },
    handoffAnswer(text, choices) {
      const offered = offersPerson(choices);
      if (withdrawsHandoff(text)) return offered ? answerChoice("no", choices) : { type: "human.withdraw" };
      return offered && clean(text) === "pass"
        ? { type: "unclear", readings: [{ type: "human" }, { type: "no" }], why: "close-call" }
        : null;
    },
  };
}
