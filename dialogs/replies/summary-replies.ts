import type { Article, Device } from "../../knowledge/article.ts";
import { choicesAt } from "./choices.ts";
import type { TriedStep } from "../effects.ts";
import { stepOf } from "../guides.ts";
import type { SummaryCard } from "./reply.ts";
import { articleOf, choose, local, paragraphs, vary } from "./render-context.ts";
import type { RenderContext, Writers } from "./render-context.ts";
import { stepOnDevice } from "./step-replies.ts";

/** How the end of a guide is put into words: what was tried, what helped, who helps further. */

/** What was tried, in a list that cards can show. */
function triedItems(
  context: RenderContext,
  article: Article,
  device: Device,
  tried: readonly TriedStep[],
): SummaryCard["tried"] {
  // A step that is gone from the article since is passed over.
  const known = tried.filter(({ step }) => stepOf(article, step) !== undefined);
  return known.map(({ step, result }) => ({
    title: stepOnDevice(context, article, step, device).title,
    result: context.wording.listMarks[result],
    helped: result === "fixed",
  }));
}

/** Whom to turn to outside, where they have an address. */
function contactLines(context: RenderContext, { facts }: Article): string {
  return facts.contacts
    .flatMap(({ name, url }) => (url ? [`- ${local(context, name)}: ${url.replace(/^https:\/\//, "")}`] : []))
    .join("\n");
}

/** The summary of a guide that ended well, in parts; nothing where there is nothing to sum up. */
export function summaryOfFixed(
  context: RenderContext,
  article: Article | undefined,
  outcome: string,
  question: string,
): { summary?: SummaryCard } {
  const { tried, device } = context.saved;
  if (!article || !device || tried.length === 0) return {};
  return {
    summary: {
      title: context.wording.summaryFixed,
      tried: triedItems(context, article, device, tried),
      outcome,
      advice: "",
      question,
    },
  };
}

/** The writer of the end without success. */
export const summaryWriters: Pick<Writers, "all-tried" | "fix-ask"> = {
  "fix-ask": ({ credit, onOne }, context) => ({
    text: vary(context, onOne ? context.wording.fixAskOther : context.wording.fixAsk),
    choices: [
      choose(
        context,
        context.wording.choices.itPlays,
        { type: "step.done", result: "fixed", ...(credit !== undefined && { credit }) },
        "yes",
      ),
      choose(context, context.wording.choices.notYet, { type: "step.done", result: "not-fixed" }, "no"),
    ],
  }),
  "all-tried": (say, context) => {
    const article = articleOf(context, say.article);
    const tried = triedItems(context, article, say.device ?? "other", say.tried);
    const lines = tried.map((one) => `- ${one.title} (${one.result})`);
    const offer = say.case
      ? context.wording.allTriedCase(say.case)
      : vary(context, context.wording.question.offerPerson);
    const advice = paragraphs(local(context, article.facts.professional), contactLines(context, article));
    const summary =
      lines.length > 0 ? paragraphs(context.wording.allTried, lines.join("\n")) : context.wording.allTriedNothing;
    return {
      text: paragraphs(summary, advice, offer),
      choices: choicesAt(context, "allTried"),
      feedback: { about: `article:${article.id}` },
      ...(tried.length > 0
        ? { lead: "", summary: { title: context.wording.summaryTried, tried, outcome: "", advice, question: offer } }
        : {}),
    };
  },
};
