/** Short forms written out, with and without their apostrophe, so that "wont", "won't" and "will not" are one. */

const irregular = new Map(
  Object.entries({
    "won't": "will not",
    wont: "will not",
    "can't": "can not",
    cant: "can not",
    cannot: "can not",
    "shan't": "shall not",
    "ain't": "is not",
    aint: "is not",
    "let's": "let us",
    lets: "let us",
    "y'all": "you all",
    "i'm": "i am",
    im: "i am",
    "it's": "it is",
    "that's": "that is",
    thats: "that is",
    "what's": "what is",
    whats: "what is",
    wats: "what is",
    "where's": "where is",
    wheres: "where is",
    "who's": "who is",
    "how's": "how is",
    hows: "how is",
    "there's": "there is",
    theres: "there is",
    "here's": "here is",
    heres: "here is",
    "he's": "he is",
    "she's": "she is",
    hes: "he is",
    "when's": "when is",
    ive: "i have",
    youve: "you have",
    weve: "we have",
    theyve: "they have",
    youre: "you are",
    theyre: "they are",
    id: "i would",
    youd: "you would",
    youll: "you will",
    itll: "it will",
    thatll: "that will",
    "y'know": "you know",
  }),
);
const negated = [
  "is",
  "are",
  "was",
  "were",
  "do",
  "does",
  "did",
  "has",
  "have",
  "had",
  "could",
  "would",
  "should",
  "must",
  "need",
];
const endings: readonly (readonly [string, string])[] = [
  ["n't", " not"],
  ["'re", " are"],
  ["'ve", " have"],
  ["'ll", " will"],
  ["'d", " would"],
  ["'m", " am"],
];

/** The words that may be written out, wherever they stand; their apostrophes are plain. */
const short = new RegExp(
  `'|(?:^|[^a-z])(?:${[...irregular.keys()].filter((word) => !word.includes("'")).join("|")}|[a-z]+nt)(?![a-z])`,
);

/** False where no word of the text changes by `expand`; one look at the text is cheaper than one at each word. */
export function mayExpand(text: string): boolean {
  return short.test(text);
}

/** Writes one word out; a word without a short form comes back as it is. */
export function expand(word: string): string {
  const whole = irregular.get(word);
  if (whole !== undefined) return whole;
  if (!word.includes("'") && !word.endsWith("nt")) return word;
  for (const [ending, words] of endings)
    if (word.endsWith(ending) && word.length > ending.length) return word.slice(0, -ending.length) + words;
  if (word.endsWith("nt") && negated.includes(word.slice(0, -2))) return `${word.slice(0, -2)} not`;
  return word.endsWith("'s") ? word.slice(0, -2) : word.replaceAll("'", "");
}
