import type { Article } from "../../knowledge/article.ts";
import type { ReplyIntent } from "../effects.ts";
import { stepOf } from "../guides.ts";
import { articleWords } from "../wording/product-en.ts";
import { browseChoices, brandsOf } from "./article-choices.ts";
import { person } from "./choices.ts";
import { articleOf, choose, local, vary } from "./render-context.ts";
import type { RenderContext, Writers } from "./render-context.ts";

/** What is said where articles have to be told apart. */

type Which = Extract<ReplyIntent, { kind: "which-article" }>;

function articlesIn({ guides }: RenderContext, { among, brand }: Which): readonly Article[] {
  const named = among?.flatMap((id) => guides.article(id) ?? []) ?? guides.articles;
  return brand === null ? named : named.filter(({ identity }) => identity.brand === brand);
}

/** The writers of the choice between articles and between guides. */
export const articleWriters: Pick<Writers, "which-article" | "switch-offer" | "switch-declined" | "no-answer"> = {
  "which-article": (say, voice) => {
    const articles = articlesIn(voice, say);
    const { whichApp, whichError } = articleWords;
    return {
      text: vary(voice, brandsOf(articles).length > 1 && articles.length > 3 ? whichApp : whichError),
      choices: [...browseChoices(voice, articles, say), ...person(voice)],
    };
  },
  "switch-offer": ({ article: id, step: wanted, device }, voice) => {
    const article = articleOf(voice, id);
    const title = local(voice, article.facts.title);
    const step = stepOf(article, wanted);
    const { switchOffer, switchStep, switchYes, switchNo } = articleWords;
    return {
      text: step ? switchStep(local(voice, step.title), title) : switchOffer(title),
      choices: [
        choose(
          voice,
          switchYes,
          { type: "switch", article: id, ...(wanted ? { step: wanted } : {}), ...(device ? { device } : {}) },
          "yes",
        ),
        choose(voice, switchNo, { type: "switch.stay" }, "no"),
        ...person(voice),
      ],
    };
  },
  "switch-declined": (_, voice) => ({ text: vary(voice, articleWords.switchDeclined) }),
  "no-answer": ({ article: id }, voice) => {
    const article = articleOf(voice, id);
    const begins = voice.saved.place === "idle" && !voice.saved.case;
    return {
      text: articleWords.noAnswer(local(voice, article.facts.title)),
      choices: begins
        ? [
            choose(voice, voice.words.choices.startSteps, { type: "problem.known", article: id }, "yes"),
            ...person(voice),
          ]
        : [],
    };
  },
};
