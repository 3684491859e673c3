import type { SpokenEvent } from "../../../dialogs/events.ts";
import type { InterpretedMessage } from "./interpreted-message.ts";

/** What a message says beside the questions that are answered by their words. */

/** Labels that a question gives to a message which tells something else. */
const labelsOfQuestions: ReadonlySet<string> = new Set([
  "none",
  "help",
  "nav:skip",
  "nav:wait",
  "nav:repeat",
  "nav:list",
]);

/**
 * The message without the questions that are answered by their words, where its label was about them: what the rest is
 * about, the fast classifier tells.
 */
export function restOf(message: InterpretedMessage): InterpretedMessage {
  const { prediction, questions, labelOf } = message;
  const { label, typed } = prediction;
  const wasOfQuestion = label.startsWith("faq:") || label.startsWith("step:") || labelsOfQuestions.has(label);
  if (questions.left === typed || !wasOfQuestion) return message;
  return {
    ...message,
    prediction: { ...prediction, ...labelOf(questions.left), alternatives: [], typed: questions.left },
  };
}

/** A question before something else: the question that stands is not asked in between. */
export function withoutReprompt(event: SpokenEvent): SpokenEvent {
  return event.type === "ask" ||
    event.type === "define" ||
    event.type === "inquire" ||
    event.type === "step.about" ||
    event.type === "short-answer"
    ? { ...event, digression: true }
    : event;
}
