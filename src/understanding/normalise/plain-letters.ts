/** Letters that Unicode does not take apart into a letter and an accent, and what people write without them. */
const undivided: Readonly<Record<string, string>> = {
  ı: "i",
  ß: "ss",
  ł: "l",
  ø: "o",
  đ: "d",
  ð: "d",
  þ: "th",
  æ: "ae",
  œ: "oe",
  ħ: "h",
  ŋ: "n",
};
const anyUndivided = new RegExp(`[${Object.keys(undivided).join("")}]`, "gu");

/** A text in lower case without accents on its letters, in whatever script, and with plain letters for ı, ß, ł, ø, æ … */
export function plainLetters(text: string): string {
  return text
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .replace(anyUndivided, (letter) => undivided[letter] ?? letter)
    .normalize("NFC");
}

/** Letters that are also written as two: "möchte" is "mochte" on one keyboard, and "moechte" on another. */
const twoLetters: Readonly<Record<string, string>> = { ä: "ae?", ö: "oe?", ü: "ue?", ø: "oe?", å: "aa?", æ: "ae?" };

/**
 * What stands for a letter or digit of a word in the patterns below. In plain letters that is `[\p{L}\p{N}]` but for numerals
 * that nobody writes, and V8 takes a fifth of the time to read it: there are 1,300 of them, and they took a fifth of a
 * start.
 */
const inWord = String.raw`\p{Alphabetic}0-9\u0660-\u0669\u06f0-\u06f9`;

/**
 * A pattern of a word list, for texts of `plainLetters`: it may be written with all accents, and its `\w`, which knows only
 * the letters of English, stands for those of any script.
 */
export function plainPattern(pattern: string): string {
  return plainLetters(pattern.normalize("NFC").replace(/[äöüøåæ]/gu, (letter) => twoLetters[letter] ?? letter))
    .replaceAll("\\w+", `[${inWord}'-]+`)
    .replaceAll("\\w", `[${inWord}]`);
}
