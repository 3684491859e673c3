import type { Facts } from "../facts/message-facts.ts";
import type { DialogEvent, UnclearEvent } from "../../../dialogs/events.ts";
import type { Lexicon } from "../../../knowledge/lexicon.ts";
import { aboutArticles, choiceByBrand, choiceByCode } from "../articles/article-events.ts";
import type { Entities } from "../entities/read-entities.ts";
import { clean, isBlank } from "../normalise/clean.ts";
import { partToRead } from "../normalise/part-to-read.ts";
import { evidenceReader } from "../facts/evidence.ts";
import type { ReadMessage } from "../facts/message-reader.ts";
import { namedStepsReader, needlessStepsReader } from "../entities/tried-steps.ts";
import { fixedRequests } from "./fixed-requests.ts";
import { exasperationDetector, frustrationDetector, withFrustration } from "./frustration.ts";
import type { DialogContext, Interpret, Interpretation, Pressed, Said } from "./interpretation.ts";
import { eventsOfMessage } from "./message-events.ts";
import { messageWords } from "./message-words.ts";
import type { Predict } from "./predict.ts";
import { eventOfPress, matchChoice, ratingOf } from "./prompt-answers.ts";
import type { ReadSessionQuestions } from "../facts/session-questions.ts";

const noArticles = { named: [], byBrand: [] };

/** With one article nothing else is said of articles, yet outside its guide a question may be about another error. */
const ofOneArticle = ({ articles }: Pick<Facts, "articles">, { article }: DialogContext) => ({
  ...noArticles,
  named: article === null ? articles : [],
});
const only = (event: DialogEvent): Interpretation => ({ events: [event], alternatives: [] });
const unclear = (why: UnclearEvent["why"]): Interpretation => only({ type: "unclear", readings: [], why });
/** The text means nothing without the file, or goes with it to the agent. */
const isAboutFile = ({ events }: Interpretation, { kept }: Said): boolean =>
  events.some(({ type }) => type === "unclear" || (type === "case.detail" && kept === true));
/** A file without words. Whoever takes the open case sees what was kept; else it has to be said in words. */
const fileAlone = ({ kept }: Said, { caseOpen }: DialogContext): Interpretation =>
  kept && caseOpen ? only({ type: "case.detail", file: true }) : unclear(kept ? "attachment-kept" : "attachment");

/** Says how something went, or takes back that it went well. */
const tellsResult = (words: ReturnType<typeof messageWords>, text: string): boolean =>
  words.saysResult(text) || words.takesBack.test(clean(text));

/** Another fault that a code names, and no other maker: the maker is the one we know. */
function withNamed(event: DialogEvent, { brands, codes }: Entities): DialogEvent {
  const isCode = codes.other && !brands.other && !brands.ownServer;
  return event.type === "problem.other" && event.named === undefined && isCode ? { ...event, named: "code" } : event;
}

/** What is read by words alone, once label and facts are known. */
const wordReaders = (lexicon: Lexicon) => ({
  evidence: evidenceReader(lexicon),
  namedSteps: namedStepsReader(lexicon["tried-steps"]),
  needlessSteps: needlessStepsReader(lexicon["tried-steps"]),
  words: messageWords(lexicon),
});

type InterpreterOptions = {
  readMessage: ReadMessage;
  predict: Predict;
  readQuestions: ReadSessionQuestions;
  lexicon: Lexicon;
  /** The code of an article; null for an unknown one. */
  codeOf?: (article: string) => string | null;
  /** The brand of an article and its other names, in lower case. */
  brandsOf?: (article: string) => readonly string[];
};

/** The offered choice that a text names: by a code, by its own words, by a brand; null for anything else. */
function choiceReader({ codeOf = () => null, brandsOf = () => [] }: InterpreterOptions) {
  return (sent: string, { choices, step }: DialogContext): DialogEvent | null =>
    choiceByCode(sent, choices, codeOf) ??
    matchChoice(sent, choices, step !== null) ??
    choiceByBrand(sent, choices, brandsOf);
}

/** What is recognised by its words alone, as a whole message; null for anything else. */
function fixedAnswers(lexicon: Lexicon): (text: string, context: DialogContext) => DialogEvent | null {
  const { wantsErasure, handoffAnswer } = fixedRequests(lexicon);
  const isExasperated = exasperationDetector(lexicon.frustration);
  return (text, context) => {
    if (wantsErasure(text)) return { type: "privacy.delete" };
    const answer = ratingOf(text, context) ?? handoffAnswer(text, context.choices);
    return answer ?? (isExasperated(text) ? { type: "upset" } : null);
  };
}

/**
 * Creates the entry point of the understanding. Its layers, cheapest and surest first: a pressed button, an offered
 * choice, a fixed request; then label and facts (`readMessage`), questions to this conversation and evidence by their
 * words; last, all of it as events, with the frustration of the message.
 */
export function createInterpreter(options: InterpreterOptions): Interpret {
  const { readMessage, predict, readQuestions, lexicon } = options;
  const [choose, answerFixed] = [choiceReader(options), fixedAnswers(lexicon)];
  const isFrustrated = frustrationDetector(lexicon.frustration);
  const read = wordReaders(lexicon);
  const interpretText = async (sent: string, context: DialogContext): Promise<Interpretation> => {
    const chosen = choose(sent, context);
    if (chosen) return only(chosen);
    const whole = `${context.unfinished} ${sent}`.trim();
    const text = partToRead(whole);
    if (read.words.fragment.test(clean(text))) return { ...unclear("fragment"), unfinished: whole };
    const fixed = answerFixed(text, context);
    if (fixed) return only(fixed);
    const where = text === whole ? context : { ...context, whole };
    const { prediction, facts, about = ofOneArticle(facts, context) } = await readMessage(text, where);
    const events = eventsOfMessage({
      text: whole,
      prediction,
      facts,
      evidence: read.evidence(prediction.typed),
      questions: readQuestions(prediction.typed, context),
      context,
      namesSteps: read.namedSteps,
      named: [...read.namedSteps(prediction.typed)],
      needless: read.needlessSteps(prediction.typed),
      words: read.words,
      labelOf: (clause) => predict(clause, context.awaiting),
    });
    // Another product's error with one of our codes is about none of our articles.
    const { other, ours } = prediction.entities.brands;
    const isElsewhere = other && !ours && events.some(({ type }) => type === "problem.other");
    return {
      events: aboutArticles(
        events.map((event) => withNamed(event, prediction.entities)),
        isElsewhere ? noArticles : about,
        { text, current: context.article },
      ),
      facts,
      alternatives: prediction.alternatives,
      reading: { label: prediction.label, confidence: prediction.confidence },
    };
  };

  const interpretSaid = async (said: Said, context: DialogContext): Promise<Interpretation> => {
    const { own: text = said.text, attachments } = said;
    const file = attachments > 0 ? fileAlone(said, context) : null;
    if (isBlank(text)) return file ?? unclear("empty");
    const found = await interpretText(text, context);
    const { events, ...rest } = file && isAboutFile(found, said) ? file : found;
    return { ...rest, events: isFrustrated(text) ? withFrustration(events, tellsResult(read.words, text)) : events };
  };

  return async (input: Said | Pressed, context: DialogContext): Promise<Interpretation> => {
    if (input.kind === "said") return interpretSaid(input, context);
    const pressed = eventOfPress(input, context.questionId);
    if (pressed) return only(pressed);
    if (isBlank(input.text)) return unclear("old-button");
    return interpretSaid({ kind: "said", text: input.text, attachments: 0 }, context);
  };
}
