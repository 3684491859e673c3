/**
 * Numbers of three digits however they are said or split: "five oh two", "5 0 2", "5o2", "five hundred and two". Single
 * number words stay words ("the one with the two cables").
 */
const digit: Readonly<Record<string, string>> = {
  zero: "0",
  oh: "0",
  o: "0",
  nought: "0",
  naught: "0",
  nil: "0",
  nul: "0",
  null: "0",
  ow: "0",
  owe: "0",
  one: "1",
  two: "2",
  too: "2",
  to: "2",
  tu: "2",
  tow: "2",
  three: "3",
  tree: "3",
  four: "4",
  for: "4",
  fore: "4",
  five: "5",
  fife: "5",
  fiv: "5",
  fve: "5",
  six: "6",
  sicks: "6",
  seven: "7",
  eight: "8",
  ate: "8",
  nine: "9",
  "0": "0",
  "1": "1",
  "2": "2",
  "3": "3",
  "4": "4",
  "5": "5",
  "6": "6",
  "7": "7",
  "8": "8",
  "9": "9",
};
/** Words that start a spoken number; the others ("to", "for", "oh") only go on with one. */
const starts = new Set([
  "one",
  "two",
  "three",
  "four",
  "five",
  "fife",
  "fiv",
  "six",
  "seven",
  "eight",
  "nine",
  "1",
  "2",
  "3",
  "4",
  "5",
  "6",
  "7",
  "8",
  "9",
]);
const middles = new Set(["zero", "oh", "o", "nought", "naught", "nil", "null", "0", "ow", "owe", "nul"]);

function readThree(words: readonly string[], at: number): string | null {
  const [first = "", second = "", third = ""] = words.slice(at, at + 3);
  if (!starts.has(first)) return null;
  const plain = starts.has(second) && starts.has(third);
  const known = middles.has(second) && digit[third] !== undefined;
  if (!known && !plain) return null;
  return `${digit[first]}${digit[second]}${digit[third]}`;
}

function readHundreds(words: readonly string[], at: number): { number: string; length: number } | null {
  const first = words[at] ?? "";
  if (!starts.has(first) || !/^hun?dreds?(?:'?s)?$/u.test(words[at + 1] ?? "")) return null;
  const and = ["and", "n", "an", "&"].includes(words[at + 2] ?? "") ? 1 : 0;
  const last = digit[words[at + 2 + and] ?? ""];
  if (last === undefined || last === "0") return { number: `${digit[first]}00`, length: 2 };
  return { number: `${digit[first]}0${last}`, length: 3 + and };
}

function readFiftyTwo(words: readonly string[], at: number): string | null {
  const joined = /^(five|fife|5)-?(oh|o|zero|0)-?(two|2|too|to|three|3|four|4|one|1)$/u.exec(words[at] ?? "");
  return joined ? `5${digit[joined[2] ?? ""]}${digit[joined[3] ?? ""]}` : null;
}

/** Letters typed for digits inside a number: "5o2", "5O2", "50z". */
const mixed = /\b([1-9])[o0]([0-9])\b/gu;
const splitDigits = /(?<![\d.,:/])([1-9])[ \-._]([0-9o])[ \-._]([0-9])(?![\d.,:/])/gu;

/** No number is spoken without one of these. */
const begun = new RegExp([...starts, "five", "fife"].join("|"));

/** Without one of these there is nothing to put right. */
const possible = new RegExp(`\\d|${begun.source}`);

/** Writes spoken numbers as digits. */
export function readNumbers(text: string): string {
  if (!possible.test(text)) return text;
  const prepared = text
    .replace(splitDigits, (_, a: string, b: string, c: string) => `${a}${b === "o" ? "0" : b}${c}`)
    .replace(mixed, "$10$2")
    .replace(/\b(five|fife) ?- ?(oh|zero|o|nought) ?- ?(two|too|to|three|four|one)\b/gu, "$1 $2 $3")
    .replace(/\b(?:a )?five,? (?:a )?(?:nought|zero|oh),? (?:and )?(?:a )?(two|three|four)\b/gu, "five zero $1");
  if (!begun.test(prepared)) return prepared;
  const words = prepared.split(" ");
  const bare = words.map((word) => word.replace(/[.,;:!?"]+$/u, ""));
  const written: string[] = [];
  for (let at = 0; at < words.length; at += 1) {
    const hundreds = readHundreds(bare, at);
    const three = hundreds ? null : (readThree(bare, at) ?? null);
    const joined = hundreds || three ? null : readFiftyTwo(bare, at);
    written.push(hundreds?.number ?? three ?? joined ?? words[at] ?? "");
    at += hundreds ? hundreds.length - 1 : three ? 2 : 0;
  }
  return written.join(" ");
}
