import type { Article, Device } from "../../knowledge/article.ts";
import { choicesAt } from "./choices.ts";
import type { TriedStep } from "../effects.ts";
import { stepOf } from "../guides.ts";
import type { SummaryCard } from "./reply.ts";
import { articleOf, local, paragraphs, vary } from "./render-context.ts";
import type { RenderContext, Writers } from "./render-context.ts";
import { stepOnDevice } from "./step-replies.ts";

/** How the end of a guide is put into words: what was tried, what helped, who helps further. */

/** What was tried, in a list that cards can show. */
function triedItems(
  voice: RenderContext,
  article: Article,
  device: Device,
  tried: readonly TriedStep[],
): SummaryCard["tried"] {
  // A step that is gone from the article since is passed over.
  const known = tried.filter(({ step }) => stepOf(article, step) !== undefined);
  return known.map(({ step, result }) => ({
    title: stepOnDevice(voice, article, step, device).title,
    result: voice.words.listMarks[result],
    helped: result === "fixed",
  }));
}

/** Whom to turn to outside, where they have an address. */
function contactLines(voice: RenderContext, { facts }: Article): string {
  return facts.contacts
    .flatMap(({ name, url }) => (url ? [`- ${local(voice, name)}: ${url.replace(/^https:\/\//, "")}`] : []))
    .join("\n");
}

/** The summary of a guide that ended well, in parts; nothing where there is nothing to sum up. */
export function summaryOfFixed(
  voice: RenderContext,
  article: Article | undefined,
  outcome: string,
  question: string,
): { summary?: SummaryCard } {
  const { tried, device } = voice.saved;
  if (!article || !device || tried.length === 0) return {};
  return {
    summary: {
      title: voice.words.summaryFixed,
      tried: triedItems(voice, article, device, tried),
      outcome,
      advice: "",
      question,
    },
  };
}

/** The writer of the end without success. */
export const summaryWriters: Pick<Writers, "all-tried"> = {
  "all-tried": (say, voice) => {
    const article = articleOf(voice, say.article);
    const tried = triedItems(voice, article, say.device ?? "other", say.tried);
    const lines = tried.map((one) => `- ${one.title} (${one.result})`);
    const offer = say.case ? voice.words.allTriedCase(say.case) : vary(voice, voice.words.question.offerPerson);
    const advice = paragraphs(local(voice, article.facts.professional), contactLines(voice, article));
    const summary = lines.length > 0 ? paragraphs(voice.words.allTried, lines.join("\n")) : voice.words.allTriedNothing;
    return {
      text: paragraphs(summary, advice, offer),
      choices: choicesAt(voice, "allTried"),
      feedback: { about: `article:${article.id}` },
      ...(tried.length > 0
        ? { lead: "", summary: { title: voice.words.summaryTried, tried, outcome: "", advice, question: offer } }
        : {}),
    };
  },
};
