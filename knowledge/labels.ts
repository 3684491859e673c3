import type { Article } from "./article.ts";
import { devices } from "./article.ts";

/** What can be meant in every conversation, whatever the article: the labels of `phrasings/conversation.yaml`. */
export const conversationLabels = [
  "problem:unspecified",
  "problem:other",
  "nav:fixed",
  "nav:not-fixed",
  "nav:skip",
  "nav:back",
  "nav:repeat",
  "nav:restart",
  "nav:stop",
  "nav:wait",
  "nav:resume",
  "nav:list",
  "human",
  ...devices.map((device) => `platform:${device}` as const),
  "yes",
  "no",
  "greeting",
  "thanks",
  "goodbye",
  "help",
] as const;

/** What can be meant because of this article: its problem, its answers, its steps. */
export function articleLabels(article: Article): string[] {
  return [
    `problem:${article.id}`,
    ...article.answers.map((answer) => `faq:${answer.id}`),
    ...article.steps.map((step) => `step:${step.id}`),
  ];
}
