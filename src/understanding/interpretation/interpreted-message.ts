import type { Evidence } from "../../../knowledge/article.ts";
import type { Facts } from "../facts/message-facts.ts";
import type { SessionQuestions } from "../facts/session-questions.ts";
import type { DialogContext } from "./interpretation.ts";
import type { MessageWords } from "./message-words.ts";
import type { Prediction } from "./predict.ts";

/** A message with everything that the layers found in it. */
export type InterpretedMessage = {
  /** As it was written, however long. */
  text: string;
  prediction: Prediction;
  facts: Facts;
  evidence: readonly Evidence[];
  questions: SessionQuestions;
  context: DialogContext;
  /** Steps that the text has words or a number for. */
  /** Ids of the steps that a text has words for. */
  namesSteps: (text: string) => ReadonlySet<string>;
  named: readonly string[];
  words: MessageWords;
  /** The label of one clause, read by the fast classifier alone. */
  labelOf: (clause: string) => { label: string; confidence: number };
};
