import type { DialogEvent } from "../../../dialogs/events.ts";
import type { Choice } from "../../../dialogs/replies/reply.ts";
import { answered } from "./offered-choices.ts";
import { clean } from "../normalise/clean.ts";

/** Words before and after that change nothing. */
const before =
  /^(?:(?:please|ok|okay|actually|oh|ah|no|hey|hi|sorry|wait|well|hmm|on second thoughts?|just|you can|can you|could you|let'?s),? )*/u;
const after =
  /(?:,? (?:please|then|now|thanks|thank you|after all|any ?more|any longer|for me|again|it(?:'s| is) (?:fine|ok|okay|working|fixed)|i(?:'m| am) (?:fine|ok|okay|good)|i(?:'ll| will) (?:wait|manage)))+$/u;
const somebody =
  "(?:(?:the|a|an|any|your|my|that|to|with|real|live|human|actual|support|more) )*(?:person|human|agent|operator|people|someone|somebody|anyone|anybody|representative|rep|colleague|advis[eo]r|human being|request|case|ticket)(?: request| thing)?";
const takingBack = new RegExp(
  [
    `(?:never ?mind|nvm|nevermind|forget|cancel|scrap|drop|scratch|call off|withdraw|close|stop waiting for)(?: about)? ${somebody}`,
    `(?:i )?(?:do not|don'?t|dont|no longer|needn'?t|won'?t|will not|wont)(?: really)? (?:need|want|require)(?: to (?:talk|speak|chat|wait))?(?: (?:to|with|for))? ${somebody}`,
    `no (?:need for ${somebody}|${somebody} (?:is )?(?:needed|required|necessary))`,
    `(?:i )?(?:have )?(?:i'?ve )?changed my mind(?: about)? ${somebody}`,
    "take me (?:off|out of) (?:the |that |your )?(?:queue|line|list)",
  ]
    .map((part) => `^${part}$`)
    .join("|"),
  "u",
);

/** Nobody takes it back without one of these. */
const hint = /never|nvm|forget|cancel|scra|drop|call off|withdraw|clos|stop|not|n'?t|no |mind|take me/;

const offersPerson = (choices: readonly Choice[]): boolean =>
  choices.some(({ means, press }) => means === "yes" && press.event.type === "human");

/**
 * What is said to a person who comes or is offered: that none is wanted any more, which a classifier takes for a wish
 * for one; and "pass" to "Shall I pass you to a person?", which may be a no or the question's own word, so that asking
 * costs less than guessing. Null for all else.
 */
export function personAnswer(text: string, choices: readonly Choice[]): DialogEvent | null {
  const offered = offersPerson(choices);
  if (takesBackPerson(text)) return offered ? answered("no", choices) : { type: "human.withdraw" };
  return offered && clean(text) === "pass"
    ? { type: "unclear", readings: [{ type: "human" }, { type: "no" }], why: "close-call" }
    : null;
}

/**
 * True for a text that only says that no person is wanted any more; a wish of its own beside it ("no bot, a person") is
 * none.
 */
export function takesBackPerson(text: string): boolean {
  if (text.length > 120) return false;
  const typed = clean(text);
  if (!hint.test(typed)) return false;
  const plain = typed
    .replace(/[.!?,]+/gu, " ")
    .replace(/\s+/gu, " ")
    .trim();
  const said = plain.replace(after, "");
  return takingBack.test(said) || takingBack.test(said.replace(before, ""));
}
