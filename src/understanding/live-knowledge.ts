import { type Guides, guidesOf } from "../../dialogs/guides.ts";
import type { Article } from "../../knowledge/article.ts";
import type { Interpret } from "./interpretation/interpretation.ts";
import { openInterpreter } from "./load-models.ts";
import type { ScoreText } from "./transformer/transformer-classifier.ts";

/** The articles of a running program, which can be replaced: guides and understanding change together, between turns. */
export type LiveKnowledge = {
  guides: Guides;
  understand: Interpret;
  replace(articles: readonly Article[]): void;
};

/** Articles that can be replaced while messages come in; the models are those of the file at each replacement. */
export function liveKnowledge(options: { articles: readonly Article[]; score?: ScoreText | undefined }): LiveKnowledge {
  const { score } = options;
  const open = (articles: readonly Article[]): { guides: Guides; understand: Interpret } => ({
    guides: guidesOf(articles),
    understand: openInterpreter({ articles, score }),
  });
  let now = open(options.articles);
  return {
    guides: {
      get articles() {
        return now.guides.articles;
      },
      get glossary() {
        return now.guides.glossary;
      },
      get shortAnswers() {
        return now.guides.shortAnswers;
      },
      article: (id) => now.guides.article(id),
    },
    understand: (input, context) => now.understand(input, context),
    replace(articles) {
      // Opened whole before it takes the place of the former.
      now = open(articles);
    },
  };
}
