import type { Article } from "../../knowledge/article.ts";
import type { ReplyIntent } from "../effects.ts";
import { answerOf, stepOf } from "../guides.ts";
import { articleWords } from "../wording/product-en.ts";
import { browseChoices, brandsOf } from "./article-choices.ts";
import { person } from "./choices.ts";
import { articleOf, choose, local, paragraphs, vary } from "./render-context.ts";
import type { RenderContext, Writers } from "./render-context.ts";

/** What is said where articles have to be told apart. */

type Which = Extract<ReplyIntent, { kind: "which-article" }>;

function articlesIn({ guides }: RenderContext, { among, brand }: Which): readonly Article[] {
  const named = among?.flatMap((id) => guides.article(id) ?? []) ?? guides.articles;
  return brand === null ? named : named.filter(({ identity }) => identity.brand === brand);
}

/** The writers of the choice between articles and between guides. */
export const articleWriters: Pick<Writers, "which-article" | "switch-offer" | "switch-declined" | "no-answer"> = {
  "which-article": (say, context) => {
    const articles = articlesIn(context, say);
    const { whichApp, whichError, sample } = articleWords;
    const isOfApps = brandsOf(articles).length > 1 && articles.length > 3;
    const first = isOfApps ? undefined : context.guides.article(say.sample ?? null);
    const answer = first && say.answer ? answerOf(first, say.answer) : undefined;
    const given = first && answer ? sample(local(context, first.facts.title), local(context, answer.text)) : undefined;
    const choices = browseChoices(context, articles, { ...say, sample: given ? (say.sample ?? null) : null });
    return {
      text: paragraphs(given, vary(context, isOfApps ? whichApp : whichError)),
      choices: [...choices, ...person(context)],
    };
  },
  "switch-offer": ({ article: id, step: wanted, device }, context) => {
    const article = articleOf(context, id);
    const title = local(context, article.facts.title);
    const step = stepOf(article, wanted);
    const { switchOffer, switchStep, switchYes, switchNo } = articleWords;
    return {
      text: step ? switchStep(local(context, step.title), title) : switchOffer(title),
      choices: [
        choose(
          context,
          switchYes,
          { type: "switch", article: id, ...(wanted ? { step: wanted } : {}), ...(device ? { device } : {}) },
          "yes",
        ),
        choose(context, switchNo, { type: "switch.stay" }, "no"),
        ...person(context),
      ],
    };
  },
  "switch-declined": (_, context) => ({ text: vary(context, articleWords.switchDeclined) }),
  "no-answer": ({ article: id }, context) => {
    const article = articleOf(context, id);
    const begins = context.saved.place === "idle" && !context.saved.case;
    return {
      text: articleWords.noAnswer(local(context, article.facts.title)),
      choices: begins
        ? [
            choose(context, context.wording.choices.startSteps, { type: "problem.known", article: id }, "yes"),
            ...person(context),
          ]
        : [],
    };
  },
};
