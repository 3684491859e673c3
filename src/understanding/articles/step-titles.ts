import type { Article, Step } from "../../../knowledge/article.ts";
import { escapePattern } from "../normalise/patterns.ts";

/**
 * A step that only its own article has, asked for in the words of its title: "how do I reset the network settings". The
 * classifiers may not have learned it yet, as in a draft.
 */

/** The step of the article that a text asks for by its title; null where none or several are. */
export type ReadTitled = (typed: string, article: Article) => string | null;

const joining = new Set(
  "the a an your and of for to in on off out up down it from with or all again through step app let".split(" "),
);

const asks = /\b(?:how|where|which|what|show|explain|tell|want|take me|guide|go to|see|step|help)\b/u;
/** What asks to be shown something, for titles with a single word that matters: "what is a firewall" is no wish for a step. */
const asksToSee = /\b(?:how (?:do|can|could|would|to|does|one|i)|where|show|explain|take me|guide me|go to|step)\b/u;
/** A longer text tells a story, in which the words of a title stand by chance. */
const maxWords = 16;
/** Letters by which a single word of a title is special enough. */
const minLoneWord = 7;

/** Patterns of the words that a title cannot do without, endings left open; null where they are too common. */
function titleWords({ title }: Step, brand: string): readonly RegExp[] | null {
  const words = (title.en.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).filter(
    (word) => !joining.has(word) && !brand.split(" ").includes(word),
  );
  if (words.length === 0 || (words.length === 1 && (words[0] ?? "").length < minLoneWord)) return null;
  return words.map((word) => {
    const stem = word.length > 5 ? word.slice(0, -1) : word;
    return new RegExp(String.raw`\b${escapePattern(stem)}\p{L}{0,3}\b`, "u");
  });
}

const isAsked = (words: readonly RegExp[], typed: string): boolean =>
  words.every((word) => word.test(typed)) && (words.length > 1 || asksToSee.test(typed));

/** Creates the reader; steps that `reference` has as well are learned and need no titles. */
export function stepTitlesReader(reference: Article | null): ReadTitled {
  const learned = new Set(reference?.steps.map(({ id }) => id));
  const titles = new WeakMap<Article, readonly (readonly [string, readonly RegExp[]])[]>();
  const titlesOf = (article: Article): readonly (readonly [string, readonly RegExp[]])[] => {
    const made =
      titles.get(article) ??
      article.steps.flatMap((step) => {
        const words = learned.has(step.id) ? null : titleWords(step, article.identity.brand.toLowerCase());
        return words ? [[step.id, words] as const] : [];
      });
    titles.set(article, made);
    return made;
  };
  return (typed, article) => {
    if (!asks.test(typed) || typed.split(" ").length > maxWords) return null;
    const found = titlesOf(article).filter(([, words]) => isAsked(words, typed));
    return found.length === 1 ? (found[0]?.[0] ?? null) : null;
  };
}
