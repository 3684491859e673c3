import type { Lexicon } from "../../../knowledge/lexicon.ts";

const endings: readonly (readonly [string, string])[] = [
  ["n't", " not"],
  ["'re", " are"],
  ["'ve", " have"],
  ["'ll", " will"],
  ["'d", " would"],
  ["'m", " am"],
];

/** Expands contractions, with and without their apostrophe: "wont", "won't" and "will not" become the same. */
export type Contractions = {
  /** One word expanded; a word that is no contraction is returned unchanged. */
  expandWord(word: string): string;
  expandText(text: string): string;
};

/** Compiles the contractions of the lexicon. */
export function contractions({ words, negatable }: Lexicon["contractions"]): Contractions {
  const irregular = new Map(words);
  const bare = [...irregular.keys()].filter((word) => !word.includes("'"));
  /** One test of the whole text is cheaper than one for each word. */
  const candidate = new RegExp(`'|(?:^|[^a-z])(?:${bare.join("|")}|[a-z]+nt)(?![a-z])`);
  const expandWord = (word: string): string => {
    const whole = irregular.get(word);
    if (whole !== undefined) return whole;
    if (!word.includes("'") && !word.endsWith("nt")) return word;
    for (const [ending, expanded] of endings)
      if (word.endsWith(ending) && word.length > ending.length) return word.slice(0, -ending.length) + expanded;
    if (word.endsWith("nt") && negatable.includes(word.slice(0, -2))) return `${word.slice(0, -2)} not`;
    return word.endsWith("'s") ? word.slice(0, -2) : word.replaceAll("'", "");
  };
  return {
    expandWord,
    expandText: (text) => (candidate.test(text) ? text.replace(/[a-z]+(?:'[a-z]+)*/gu, expandWord) : text),
  };
}
