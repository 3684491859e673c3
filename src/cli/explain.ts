import { loadLexicon } from "../../knowledge/lexicon.ts";
import type { Article } from "../../knowledge/article.ts";
import { loadArticles } from "../../knowledge/load.ts";
import { evidenceReader } from "../understanding/facts/evidence.ts";
import { expectedAfter, type ReadingContext } from "../understanding/facts/message-reader.ts";
import type { DialogContext } from "../understanding/interpretation/interpretation.ts";
import type { Prediction, RankedLabel } from "../understanding/interpretation/predict.ts";
import { openInterpreter, openMessageReader, openPredictor, openQuestionReader } from "../understanding/load-models.ts";
import type { ScoreText } from "../understanding/transformer/transformer-classifier.ts";
import { scoringTransformer } from "./with-classifier.ts";

/** Where a text was written, as far as it is known. */
export type ExplainedContext = ReadingContext & Partial<Omit<DialogContext, "awaiting">>;

/** What a layer found; a further row of the same layer has no name. */
export type ExplainedRow = readonly [layer: string, found: string];

/**
 * What every layer of the understanding finds in a text: the text as it is read, entities, the
 * label of the fast classifier, that of the transformer, both together, facts, questions to this conversation, evidence,
 * and the events for the statechart. Shows why a message was interpreted in this way.
 */
export type Explain = (text: string, context: ExplainedContext) => Promise<readonly ExplainedRow[]>;

/** Opens the layers once, for many texts. */
export function explainer({ articles, score }: { articles: readonly Article[]; score: ScoreText }): Explain {
  const lexicon = loadLexicon();
  const predict = openPredictor({ articles, lexicon });
  const read = openMessageReader({ articles, lexicon, predict, score });
  const interpret = openInterpreter({ articles, score });
  const readQuestions = openQuestionReader(lexicon);
  const readEvidence = evidenceReader(lexicon);
  return async (text, context) => {
    const expected = expectedAfter[context.asked];
    const fast = predict(text, expected);
    const scores = await score(text, { awaiting: context.asked, step: context.step });
    const { prediction, facts } = await read(text, context);
    const caseOpen = context.asked === "case";
    const dialog = { ...noContext, caseOpen, article: articles[0]?.id ?? null, ...context, awaiting: expected };
    const { events } = await interpret({ kind: "said", text, attachments: 0 }, dialog);
    const asks = readQuestions(fast.typed, { caseOpen, asked: context.asked });
    return [
      ["read as", fast.typed],
      ["entities", JSON.stringify(entitiesOf(fast))],
      ["n-grams and vectors", `${labels([fast, ...fast.alternatives])}${fast.known ? ", known word for word" : ""}`],
      ["transformer", scores ? labels(bestOf(scores.logProbabilities)) : "gave no answer"],
      ["together", `${labels([prediction, ...prediction.alternatives])}, ${outOfScope(prediction)}`],
      ["facts", JSON.stringify(facts)],
      [
        "questions",
        [...asks.inquiries, ...asks.answers, ...asks.terms.map((term) => `what is ${term}`)].join(", ") || "none",
      ],
      ["evidence", readEvidence(fast.typed).join(", ") || "none"],
      ...events.map((event, at): ExplainedRow => [at === 0 ? "events" : "", JSON.stringify(event)]),
    ];
  };
}

/** The same for a single text, as lines for a terminal. */
export async function explanationOf(text: string, context: ExplainedContext): Promise<string> {
  const rows = await scoringTransformer((score) => explainer({ articles: loadArticles(), score })(text, context));
  return rows.map(([layer, found]) => `${layer.padEnd(widest)}  ${found}`).join("\n");
}

const noContext: Omit<DialogContext, "awaiting" | "asked" | "step"> = {
  choices: [],
  questionId: 0,
  article: null,
  device: null,
  observation: null,
  caseOpen: false,
  afterCase: false,
  danger: null,
  caseWithdrawn: false,
  unfinished: "",
  fixAsked: false,
};

const widest = "n-grams and vectors".length;

const labels = (ranked: readonly RankedLabel[]): string =>
  ranked.map(({ label, confidence }) => `${label} ${confidence.toFixed(2)}`).join(", ");
const outOfScope = ({ oosProbability }: Prediction): string => `out of scope ${oosProbability.toFixed(2)}`;

const offered = 4;
function bestOf(logProbabilities: ReadonlyMap<string, number>): RankedLabel[] {
  return [...logProbabilities]
    .toSorted(([, one], [, other]) => other - one)
    .slice(0, offered)
    .map(([label, logarithm]) => ({ label, confidence: Math.exp(logarithm) }));
}

/** The entities that are there: empty lists, null and false are left out. */
function entitiesOf({ entities }: Prediction): Record<string, unknown> {
  const isThere = (value: unknown): boolean =>
    value !== null && value !== false && !(Array.isArray(value) && value.length === 0);
  const there = (part: object): Record<string, unknown> =>
    Object.fromEntries(
      Object.entries(part)
        .map(([name, value]) => [name, isRecord(value) ? there(value) : value] as const)
        .filter(([, value]) => isThere(value) && !(isRecord(value) && Object.keys(value).length === 0)),
    );
  return there(entities);
}

const isRecord = (value: unknown): value is object =>
  typeof value === "object" && value !== null && !Array.isArray(value);
