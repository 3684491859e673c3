import type { DialogEvent, UnclearEvent } from "../../../dialogs/events.ts";
import type { Lexicon } from "../../../knowledge/lexicon.ts";
import { isBlank } from "../normalise/clean.ts";
import type { ScoreText } from "../transformer/transformer-classifier.ts";
import { fixedRequests } from "./fixed-requests.ts";
import { frustrationDetector, withFrustration } from "./frustration.ts";
import type { DialogContext, Interpret, Interpretation, Pressed, Said } from "./interpretation.ts";
import { withFallback, type Predict } from "./predict.ts";
import { eventsOfPrediction } from "./prediction-events.ts";
import { eventOfPress, matchChoice } from "./prompt-answers.ts";

const only = (event: DialogEvent): Interpretation => ({ events: [event], alternatives: [] });
const unclear = (why: UnclearEvent["why"]): Interpretation => only({ type: "unclear", readings: [], why });

/**
 * Creates the entry point of the understanding. Its layers, cheapest and surest first: a pressed button, an offered
 * choice, a fixed request; then normalise, entities, classifier, rules (`predict`), and the transformer if those are
 * unsure; last, the prediction as events, with the frustration of the message.
 */
export function createInterpreter(options: { predict: Predict; lexicon: Lexicon; score?: ScoreText }): Interpret {
  const { predict, lexicon, score = null } = options;
  const { wantsErasure, handoffAnswer } = fixedRequests(lexicon);
  const isFrustrated = frustrationDetector(lexicon.frustration);
  const predictWithFallback = withFallback({ predict, score });

  const interpretText = async (text: string, context: DialogContext): Promise<Interpretation> => {
    const chosen = matchChoice(text, context.choices);
    if (chosen) return only(chosen);
    if (wantsErasure(text)) return only({ type: "privacy.delete" });
    const handoff = handoffAnswer(text, context.choices);
    if (handoff) return only(handoff);
    const prediction = await predictWithFallback(text, context.awaiting, context.step);
    const events = eventsOfPrediction(prediction, text, context, predict);
    return { events, alternatives: prediction.alternatives };
  };

  const interpretSaid = async ({ text, attachments }: Said, context: DialogContext): Promise<Interpretation> => {
    if (isBlank(text)) return unclear(attachments > 0 ? "attachment" : "empty");
    const found = await interpretText(text, context);
    // The words mean nothing without the attachment, which is not kept.
    const isAboutAttachment = attachments > 0 && found.events.some(({ type }) => type === "unclear");
    const { events, alternatives } = isAboutAttachment ? unclear("attachment") : found;
    return { events: isFrustrated(text) ? withFrustration(events) : events, alternatives };
  };

  return async (input: Said | Pressed, context: DialogContext): Promise<Interpretation> => {
    if (input.kind === "said") return interpretSaid(input, context);
    const pressed = eventOfPress(input, context.questionId);
    if (pressed) return only(pressed);
    if (isBlank(input.text)) return unclear("old-button");
    return interpretSaid({ kind: "said", text: input.text, attachments: 0 }, context);
  };
}
