import type { ExpectedInput } from "../../../dialogs/events.ts";
import type { Predict, Prediction } from "../interpretation/predict.ts";
import { confidenceInScope, sureConfidence } from "../interpretation/predict.ts";
import type { ScoreText } from "../transformer/transformer-classifier.ts";
import type { Facts } from "./facts.ts";
import type { FactsContext, ReadFacts } from "./read-facts.ts";

/** A message as it was understood: its label, and what else it tells. */
export type MessageReading = Pick<Prediction, "label" | "confidence" | "alternatives"> & { facts: Facts };
export type ReadMessage = (text: string, context: FactsContext) => Promise<MessageReading>;

/** Which answers are likely after the questions that only facts tell apart. */
const expectedAfter: Readonly<Record<FactsContext["awaiting"], ExpectedInput>> = {
  idle: "idle",
  platform: "platform",
  "step-result": "step-result",
  resolved: "resolved",
  "offer-human": "offer-human",
  case: "resolved",
  consent: "offer-human",
  observation: "offer-human",
};

/** Reads the label as the service does, and the facts, for which the transformer is always asked. */
export function messageReader(options: { predict: Predict; readFacts: ReadFacts; score: ScoreText }): ReadMessage {
  const { predict, readFacts, score } = options;
  return async (text, context) => {
    const expected = expectedAfter[context.awaiting];
    const first = predict(text, expected);
    const scores = await score(text, context);
    const isUnsure = confidenceInScope(first) < sureConfidence;
    const prediction = scores && isUnsure ? predict(text, expected, scores) : first;
    const { label, confidence, alternatives, entities } = prediction;
    const facts = readFacts({
      ...context,
      typed: prediction.typed,
      label,
      entities,
      devices: [...entities.devices.named, ...entities.devices.denied],
      heads: scores?.heads ?? {},
    });
    return { label, confidence, alternatives, facts };
  };
}
