import type { Inquiry } from "../../../dialogs/events.ts";
import type { Glossary } from "../../../knowledge/glossary.ts";
import type { Lexicon } from "../../../knowledge/lexicon.ts";
import type { ShortAnswers } from "../../../knowledge/short-answers.ts";
import { rememberBriefly } from "../../common/remember.ts";
import { clausesIn } from "./clause.ts";
import type { FactsAwaiting } from "./message-facts.ts";
import { testOfAny, wholeWords } from "../normalise/patterns.ts";

/** How a question about a step is meant. */
export type StepQuestion = Lexicon["session-questions"]["steps"][number]["asks"];

/** Questions that this conversation, the case, the live status or the glossary answers, found by their words. */
export type SessionQuestions = {
  inquiries: readonly Inquiry[];
  /** Those of them whose words leave no doubt. */
  sure: readonly Inquiry[];
  /** Ids of short answers that are asked for. */
  answers: readonly string[];
  /** What is left of the text without the parts that `sure` and `answers` stand for. */
  left: string;
  /** How what is left asks about a step; null where it does not. */
  ofStep: StepQuestion | null;
  /** Ids of terms of the glossary that are asked about. */
  terms: readonly string[];
  /** Wants to hear when an outage is over. */
  subscribes: boolean;
  /** Wants no person any more, while one is waited for. */
  withdraws: boolean;
  /** May mean that: it is asked about. */
  mayWithdraw: boolean;
  /** Speaks of cancelling and wants none: "don't cancel it", "can I cancel later?" */
  keeps: boolean;
};
export type ReadSessionQuestions = (
  typed: string,
  context: { caseOpen: boolean; asked: FactsAwaiting },
) => SessionQuestions;

const clauseBorder =
  /(?<=[.!?;\n])\s+|\s*[;\n]\s*|,\s+|\s+(?:and|but) (?=(?:what|who|how|why|is|are|where|which|when|can|do|does|did|will|would|should|could|am|must)\b)/u;

const matcher = (patterns: readonly string[]): RegExp => new RegExp(patterns.map((one) => `(?:${one})`).join("|"), "u");

/** Ways to ask what a word means, or where the thing is, around the word. */
const asking = String.raw`(?:(?:what|wat|wot)(?:'s| is| are|s| does| do)?|wtf is|tf is|what (?:the (?:hell|heck|fuck)|on earth) (?:is|are)|explain|define|meaning of|mean(?:t)? by|mean with|never heard of|(?:don't|do not|dont|no idea|not sure|idk|know) (?:know |understand |get )?what|what mean(?:s)?|where(?:'s| is| are| do i (?:find|see|get))|how (?:do|can|would) i (?:find|open|get to|recogni[sz]e)|which (?:one|thing|box) is|qu[ée] (?:es|son)|was ist|qu'est[- ]ce que?|c'est quoi|cos'[èe]|o que [ée]|wat is|co to jest)`;
const article = String.raw`(?:\s+(?:the|a|an|this|that|my|your|word|exactly|even|on earth|is|are|to|mean(?:s)?|clearing|flushing|clear|flush|deleting|emptying|restarting|turning off))*`;
const after = String.raw`(?:\s+(?:mean|means|is|are|thing|again|anyway|please|pls|exactly|even|stand(?:s)? for|then|actually|now|called|good for|used for|for|needed for|supposed to be|do|does|in plain english|for dummies))*`;

/** A part of a message that is known as a whole is no longer than this. */
const maxPartLength = 160;

/** Leads to what follows and says nothing by itself. */
const filler = /^(?:ok(?:ay)?|so|well|hm+|and|but|right|alright|cool|oh|um+|uh+|please|wait|sorry|by the way|btw)\W*$/u;

/** A question known by its words: the first that fits a part of a text counts. */
type KnownQuestion = {
  only: "case" | "no-case" | undefined;
  /** In parts that ask; in any part. */
  asked: RegExp | null;
  stated: RegExp | null;
  /** The part that it stands in says something else as well. */
  keepsRest: boolean;
  found: { answer: string } | { inquiry: Inquiry };
};

function knownQuestions(sure: Lexicon["session-questions"]["sure"], shortAnswers: ShortAnswers): KnownQuestion[] {
  const compiled = (patterns: readonly string[] | undefined): RegExp | null => (patterns ? matcher(patterns) : null);
  return [
    ...sure.map(({ about, only, words }) => ({
      only,
      asked: null,
      stated: matcher(words),
      keepsRest: false,
      found: { inquiry: about },
    })),
    ...shortAnswers.map(({ id, only, asked, stated, keepsRest }) => ({
      only,
      asked: compiled(asked),
      stated: compiled(stated),
      keepsRest: keepsRest !== undefined,
      found: { answer: id },
    })),
  ];
}

/** Makes the reader of questions that are known by their words, part by part. */
function knownQuestionReader(known: readonly KnownQuestion[]) {
  const anyKnown = testOfAny(known.flatMap(({ asked, stated }) => [asked, stated].filter((one) => one !== null)));
  const knownIn = (part: string, caseOpen: boolean): KnownQuestion | undefined => {
    if (part.length > maxPartLength || !anyKnown(part)) return undefined;
    const asks = clausesIn(part).some(({ question }) => question);
    return known.find(
      ({ only, asked, stated }) =>
        (only === undefined || (only === "case") === caseOpen) &&
        (stated?.test(part) === true || (asks && asked?.test(part) === true)),
    );
  };
  return (typed: string, caseOpen: boolean): { found: KnownQuestion["found"][]; left: string } => {
    const parts = typed.split(clauseBorder).filter((part) => part !== "" && !filler.test(part));
    const inParts = parts.map((part) => ({ part, known: knownIn(part, caseOpen) }));
    const read = inParts.some((one) => one.known) ? inParts : [{ part: typed, known: knownIn(typed, caseOpen) }];
    const left = read.filter((one) => !one.known || one.known.keepsRest).map(({ part }) => part);
    const isWhole = left.length === read.length;
    return { found: read.flatMap((one) => one.known?.found ?? []), left: isWhole ? typed : left.join(" ").trim() };
  };
}

/** How a text speaks of taking the request for a person back. */
function withdrawalReader(lexicon: Lexicon["session-questions"]) {
  const withdraw = matcher(lexicon.withdraw);
  const considers = matcher(lexicon.considersWithdrawing);
  const mayMean = matcher([...lexicon.mayWithdraw, ...lexicon.considersWithdrawing]);
  const keep = matcher(lexicon.keep);
  type Withdrawal = Pick<SessionQuestions, "withdraws" | "mayWithdraw" | "keeps">;
  return (typed: string, { caseOpen, isIdle }: { caseOpen: boolean; isIdle: boolean }): Withdrawal => {
    const keeps = keep.test(typed);
    // Where nothing is asked, "cancel my request" may come again after it was cancelled.
    const mayHaveCase = isIdle && /\b(?:case|request|ticket|person|human|agent|drop|cancel)\b/u.test(typed);
    const withdraws = (caseOpen || mayHaveCase) && !keeps && withdraw.test(typed) && !considers.test(typed);
    return { keeps, withdraws, mayWithdraw: caseOpen && !withdraws && !keeps && mayMean.test(typed) };
  };
}

/** Compiles the lists; terms of the glossary are looked for only in texts that ask. */
export function sessionQuestionReader(
  lexicon: Lexicon["session-questions"],
  { glossary, shortAnswers }: { glossary: Glossary; shortAnswers: ShortAnswers },
): ReadSessionQuestions {
  const readKnown = knownQuestionReader(knownQuestions(lexicon.sure, shortAnswers));
  const steps = lexicon.steps.map(({ asks, words }) => ({ asks, pattern: matcher(words) }));
  const always = lexicon.questions.map(({ about, words }) => [about, matcher(words)] as const);
  const anyQuestion = testOfAny(always.map(([, pattern]) => pattern));
  const waiting = lexicon.waiting.map(({ about, words }) => [about, matcher(words)] as const);
  const subscribe = matcher(lexicon.subscribe);
  const readWithdrawal = withdrawalReader(lexicon);
  const terms = glossary.map(({ id, words }) => {
    const term = `(?:${words.join("|")})`;
    return {
      id,
      // The words alone: whether a text asks about them takes far longer to tell than that they are not there.
      named: wholeWords(words),
      asked: new RegExp(
        `${asking}${article}\\s+${term}${after}\\W*$|^\\W*(?:a |the |which )?${term}\\s*\\?+\\W*$|^(?:and |so |but |ok |sorry |um |hm+ |hey )*(?:a |an |the |this |that |your |word )*${term}\\W{0,3} (?:what|what'?s|wats?|wtf|huh|meaning|explain|is what|means what|does what|stands for what|do what|are what)\\b[^.]{0,40}$|\\b(?:explain|define|meaning of|remind me what)\\b[^.]{0,30}\\b${term}\\b`,
        "u",
      ),
    };
  });
  const anyTerm = wholeWords(glossary.flatMap(({ words }) => words));
  const readIn = (caseOpen: boolean, isIdle: boolean) =>
    rememberBriefly((typed): SessionQuestions => {
      // "Will I get a notification?", while a person is waited for, asks about the answer.
      const subscribes = subscribe.test(typed) && !(caseOpen && readKnown(typed, true).found.length > 0);
      const withdrawal = readWithdrawal(typed, { caseOpen, isIdle });
      const { withdraws } = withdrawal;
      const { found, left } = subscribes || withdraws ? { found: [], left: typed } : readKnown(typed, caseOpen);
      const sure = found.flatMap((one) => ("inquiry" in one ? [one.inquiry] : []));
      const clauses = [left, ...left.split(clauseBorder)];
      const isQuestion = clauses.some((clause) => anyQuestion(clause));
      // "Close the ticket" asks nothing about it.
      const inquiries = [...(isQuestion ? always : []), ...(caseOpen ? waiting : [])]
        .filter(([about]) => !(withdraws && about.startsWith("case")))
        .filter(([, pattern]) => clauses.some((clause) => pattern.test(clause)))
        .map(([about]) => about);
      return {
        inquiries: [...new Set([...sure, ...inquiries])],
        sure,
        answers: [...new Set(found.flatMap((one) => ("answer" in one ? [one.answer] : [])))],
        left,
        ofStep: left.length > maxPartLength ? null : (steps.find(({ pattern }) => pattern.test(left))?.asks ?? null),
        terms: anyTerm.test(left)
          ? terms
              .filter(({ named, asked: about }) => named.test(left) && clauses.some((clause) => about.test(clause)))
              .map(({ id }) => id)
          : [],
        subscribes,
        ...withdrawal,
      };
    });
  const readers = { open: readIn(true, false), idle: readIn(false, true), other: readIn(false, false) };
  return (typed, { caseOpen, asked }) => readers[caseOpen ? "open" : asked === "idle" ? "idle" : "other"](typed);
}
