import type { Lexicon } from "../../../knowledge/lexicon.ts";

/** Numbers of three digits split by spaces, dots or dashes, and with letters typed for digits: "5 0 2", "5o2". */
const splitDigits = /(?<![\d.,:/])([1-9])[ \-._]([0-9o])[ \-._]([0-9])(?![\d.,:/])/gu;
const mixed = /\b([1-9])[o0]([0-9])\b/gu;
/** Digits without a zero between them are one number only where a code is spoken of: "did 1 2 4" are three steps. */
const codeBefore = /(?:errors?|codes?|http|status|says|said|saying|shows|get|getting|got|an?)[\s:,"']*$/u;
const hundred = /^hun?dreds?(?:'?s)?$/u;

type Words = {
  digit: ReadonlyMap<string, string>;
  starts: ReadonlySet<string>;
  middles: ReadonlySet<string>;
  joiners: readonly string[];
  joined: RegExp;
};
/** A number in digits, and how many words it takes. */
type SpokenNumber = { number: string; length: number };

/** "five oh two": a first digit, then a zero and any digit, or two more digits that can start a number. */
function readThree({ digit, starts, middles }: Words, words: readonly string[], at: number): SpokenNumber | null {
  const [first = "", second = "", third = ""] = words.slice(at, at + 3);
  if (!starts.has(first)) return null;
  const plain = starts.has(second) && starts.has(third) && codeBefore.test(words[at - 1] ?? "");
  const withZero = middles.has(second) && digit.has(third);
  if (!withZero && !plain) return null;
  return { number: `${digit.get(first)}${digit.get(second)}${digit.get(third)}`, length: 3 };
}

/** "five hundred and two", "five hundred". */
function readHundreds({ digit, starts, joiners }: Words, words: readonly string[], at: number): SpokenNumber | null {
  const first = words[at] ?? "";
  if (!starts.has(first) || !hundred.test(words[at + 1] ?? "")) return null;
  const joiner = joiners.includes(words[at + 2] ?? "") ? 1 : 0;
  const last = digit.get(words[at + 2 + joiner] ?? "");
  if (last === undefined || last === "0") return { number: `${digit.get(first)}00`, length: 2 };
  return { number: `${digit.get(first)}0${last}`, length: 3 + joiner };
}

/** "fiveohtwo". */
function readJoined({ digit, joined }: Words, words: readonly string[], at: number): SpokenNumber | null {
  const match = joined.exec(words[at] ?? "");
  if (!match) return null;
  const groups = match.slice(1).filter((group) => group !== undefined);
  return { number: groups.map((word) => digit.get(word) ?? "").join(""), length: 1 };
}

/**
 * Writes spoken numbers of three digits as digits: "five oh two", "5 0 2", "5o2", "five hundred and two". Single number
 * words stay words ("the one with the two cables").
 */
export function spokenNumberReader(lexicon: Lexicon["spoken-numbers"]): (text: string) => string {
  const words: Words = {
    digit: new Map(lexicon.digits),
    starts: new Set(lexicon.starts),
    middles: new Set(lexicon.middles),
    joiners: lexicon.joiners,
    joined: new RegExp(`^(?:${lexicon.joined.join("|")})$`, "u"),
  };
  const phrases = lexicon.phrases.map(([pattern, to]) => [new RegExp(pattern, "gu"), to] as const);
  const begun = new RegExp(lexicon.starts.join("|"));
  const possible = new RegExp(`\\d|${begun.source}`);
  return (text) => {
    if (!possible.test(text)) return text;
    let prepared = text
      .replace(splitDigits, (split, a: string, b: string, c: string, from: number) =>
        b === "o" || b === "0" || codeBefore.test(text.slice(0, from)) ? `${a}${b === "o" ? "0" : b}${c}` : split,
      )
      .replace(mixed, "$10$2");
    for (const [pattern, to] of phrases) prepared = prepared.replace(pattern, to);
    return begun.test(prepared) ? writeDigits(prepared, words) : prepared;
  };
}

function writeDigits(text: string, words: Words): string {
  const typed = text.split(" ");
  const bare = typed.map((word) => word.replace(/[.,;:!?"]+$/u, ""));
  const written: string[] = [];
  for (let at = 0; at < typed.length;) {
    const found = readHundreds(words, bare, at) ?? readThree(words, bare, at) ?? readJoined(words, bare, at);
    written.push(found?.number ?? typed[at] ?? "");
    at += found?.length ?? 1;
  }
  return written.join(" ");
}
