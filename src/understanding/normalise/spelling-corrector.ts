import type { Lexicon } from "../../../knowledge/lexicon.ts";
import { normaliser, type CorrectWord, type Normalise } from "./normalise.ts";

/**
 * Spelling correction by symmetric deletes (SymSpell): candidates are found by deleting letters and looking the rest up
 * in a table, so a lookup costs the same for a list of any length. Short and known words stay unchanged.
 */

/** Optimal string alignment distance: insertions, deletions, substitutions, adjacent transpositions, up to `limit`. */
export function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let before: number[] = [];
  let above = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1];
      let best = Math.min((above[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (above[j - 1] ?? 0) + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        best = Math.min(best, (before[j - 2] ?? 0) + 1);
      row.push(best);
    }
    if (Math.min(...row) > limit) return limit + 1;
    before = above;
    above = row;
  }
  return above[b.length] ?? limit + 1;
}

/** All forms of a word with up to `depth` letters deleted, itself included. */
function deletions(word: string, depth: number): Set<string> {
  const all = new Set([word]);
  let layer = [word];
  for (let deleted = 0; deleted < depth; deleted += 1) {
    layer = layer.flatMap((form) => Array.from(form, (_, at) => form.slice(0, at) + form.slice(at + 1)));
    for (const form of layer) all.add(form);
  }
  return all;
}

/** The words by each of their deletions. */
function deletionTable(words: Iterable<string>): ReadonlyMap<string, readonly string[]> {
  const table = new Map<string, string[]>();
  for (const word of words) {
    if (maxErrors(word.length) === 0) continue;
    for (const form of deletions(word, maxErrors(word.length))) table.set(form, [...(table.get(form) ?? []), word]);
  }
  return table;
}

/** Edit distance up to which a word of this length is corrected. */
const maxErrors = (length: number): number => (length < 4 ? 0 : length < 7 ? 1 : 2);

const plausible = (typed: string, meant: string): boolean =>
  typed[0] === meant[0] ||
  (typed[0] === meant[1] && typed[1] === meant[0]) ||
  (typed.length > 5 && typed.slice(-4) === meant.slice(-4));

const inflection = /(?:e?s|e?d|ing|er|ly)$/u;
/** True for an inflected form of a known word ("reinstalled"), which is no error. */
const isForm = (word: string, isWord: (stem: string) => boolean): boolean => {
  const stem = word.replace(inflection, "");
  return stem !== word && stem.length > 3 && (isWord(stem) || isWord(`${stem}e`));
};

/** `targets`: words to correct towards, with their frequency. `known`: words that are no errors. */
function wordCorrector(options: {
  targets: ReadonlyMap<string, number>;
  known: { has(word: string): boolean };
}): CorrectWord {
  const { targets, known } = options;
  let table: ReadonlyMap<string, readonly string[]> | null = null;
  const isWord = (word: string): boolean => targets.has(word) || known.has(word);
  return (word) => {
    const errors = maxErrors(word.length);
    if (errors === 0 || word.length > 24 || isWord(word) || !/^[a-z]+$/u.test(word) || isForm(word, isWord))
      return word;
    let best = { word, distance: errors + 1, often: 0 };
    // Built for the first word with an error: it would be a good part of the start time.
    const found = (table ??= deletionTable(targets.keys()));
    const candidates = new Set([...deletions(word, errors)].flatMap((form) => found.get(form) ?? []));
    for (const candidate of candidates) {
      const distance = editDistance(word, candidate, errors);
      const often = targets.get(candidate) ?? 0;
      if (distance > maxErrors(candidate.length) || !plausible(word, candidate)) continue;
      if (distance < best.distance || (distance === best.distance && often > best.often))
        best = { word: candidate, distance, often };
    }
    return best.word;
  };
}

/** The normaliser that corrects typing errors towards the words of a model; words that `isWord` knows are no errors. */
export function spellingCorrector(
  lexicon: Lexicon,
  vocabulary: ReadonlyMap<string, number>,
  isWord: (word: string) => boolean,
): Normalise {
  // "Dont", "arent" and "cant" are no errors for "done", "agent" and "cast": they are written out later.
  const { words, negatable } = lexicon.contractions;
  const short = new Set([
    ...[...words, ...lexicon["chat-speak"].words].map(([word]) => word.replaceAll("'", "")),
    ...negatable.map((word) => `${word}nt`),
  ]);
  const known = (word: string): boolean => isWord(word) || short.has(word);
  const targets = new Map([...lexicon["domain-words"].words.map((word) => [word, 1] as const), ...vocabulary]);
  return normaliser(lexicon, {
    isWord: (word) => targets.has(word) || known(word),
    correct: wordCorrector({ targets, known: { has: known } }),
  });
}
