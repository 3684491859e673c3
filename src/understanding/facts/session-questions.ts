import type { Inquiry } from "../../../dialogs/events.ts";
import type { Glossary } from "../../../knowledge/glossary.ts";
import type { Lexicon } from "../../../knowledge/lexicon.ts";
import type { FactsAwaiting } from "./message-facts.ts";
import { combinePatterns, wholeWords } from "../normalise/patterns.ts";

/** Questions that this conversation, the case, the live status or the glossary answers, found by their words. */
export type SessionQuestions = {
  inquiries: readonly Inquiry[];
  /** Ids of terms of the glossary that are asked about. */
  terms: readonly string[];
  /** Wants to hear when an outage is over. */
  subscribes: boolean;
  /** Wants no person any more, while one is waited for. */
  withdraws: boolean;
  /** Speaks of cancelling and wants none: "don't cancel it", "can I cancel later?" */
  keeps: boolean;
};
export type ReadSessionQuestions = (
  typed: string,
  context: { caseOpen: boolean; asked: FactsAwaiting },
) => SessionQuestions;

const clauseBorder =
  /(?<=[.!?;\n])\s+|\s*[;\n]\s*|,\s+|\s+(?:and|but) (?=(?:what|who|how|why|is|are|where|which|when|can)\b)/u;

const matcher = (patterns: readonly string[]): RegExp => new RegExp(patterns.map((one) => `(?:${one})`).join("|"), "u");

/** Ways to ask what a word means, or where the thing is, around the word. */
const asking = String.raw`(?:(?:what|wat|wot)(?:'s| is| are|s| does| do)?|wtf is|tf is|what (?:the (?:hell|heck|fuck)|on earth) (?:is|are)|explain|define|meaning of|mean(?:t)? by|mean with|never heard of|(?:don't|do not|dont|no idea|not sure|idk|know) (?:know |understand |get )?what|what mean(?:s)?|where(?:'s| is| are| do i (?:find|see|get))|how (?:do|can|would) i (?:find|open|get to|recogni[sz]e)|which (?:one|thing|box) is)`;
const article = String.raw`(?:\s+(?:the|a|an|this|that|my|your|word|exactly|even|on earth|is|are|to|mean(?:s)?))*`;
const after = String.raw`(?:\s+(?:mean|means|is|are|thing|again|anyway|please|pls|exactly|even|stand(?:s)? for|then|actually|now|called|good for|used for|for|needed for|supposed to be|do|does|in plain english|for dummies))*`;

/** Compiles the lists; terms of the glossary are looked for only in texts that ask. */
export function sessionQuestionReader(lexicon: Lexicon["session-questions"], glossary: Glossary): ReadSessionQuestions {
  const always = lexicon.questions.map(({ about, words }) => [about, matcher(words)] as const);
  const anyQuestion = combinePatterns(always.map(([, pattern]) => pattern));
  const waiting = lexicon.waiting.map(({ about, words }) => [about, matcher(words)] as const);
  const subscribe = matcher(lexicon.subscribe);
  const withdraw = matcher(lexicon.withdraw);
  const keep = matcher(lexicon.keep);
  const terms = glossary.map(({ id, words }) => {
    const term = `(?:${words.join("|")})`;
    return {
      id,
      // The words alone: whether a text asks about them takes far longer to tell than that they are not there.
      named: wholeWords(words),
      asked: new RegExp(
        `${asking}${article}\\s+${term}${after}\\W*$|^\\W*(?:a |the |which )?${term}\\s*\\?+\\W*$|^(?:and |so |but |ok |sorry |um |hm+ |hey )*(?:a |an |the |this |that |your |word )*${term}\\W{0,3} (?:what|what'?s|wats?|wtf|huh|meaning|explain|is what|means what|does what|stands for what|do what|are what)\\b[^.]{0,40}$|\\b(?:explain|define|meaning of|remind me)\\b[^.]{0,30}\\b${term}\\b`,
        "u",
      ),
    };
  });
  const anyTerm = wholeWords(glossary.flatMap(({ words }) => words));
  return (typed, { caseOpen, asked }) => {
    // Where nothing is asked, "cancel my request" may come again after it was cancelled.
    const mayHaveCase = asked === "idle" && /\b(?:case|request|ticket|person|human|agent|drop|cancel)\b/u.test(typed);
    const clauses = [typed, ...typed.split(clauseBorder)];
    const isQuestion = clauses.some((clause) => anyQuestion.test(clause));
    const inquiries = [...(isQuestion ? always : []), ...(caseOpen ? waiting : [])]
      .filter(([, pattern]) => clauses.some((clause) => pattern.test(clause)))
      .map(([about]) => about);
    return {
      inquiries: [...new Set(inquiries)],
      terms: anyTerm.test(typed)
        ? terms
            .filter(({ named, asked: about }) => named.test(typed) && clauses.some((clause) => about.test(clause)))
            .map(({ id }) => id)
        : [],
      subscribes: subscribe.test(typed),
      keeps: keep.test(typed),
      withdraws: (caseOpen || mayHaveCase) && withdraw.test(typed) && !keep.test(typed),
    };
  };
}
