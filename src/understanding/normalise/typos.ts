/**
 * Mends typing errors against a list of words, by deletions of letters looked up in a table (the method of SymSpell): a
 * lookup costs the same however long the list is. Short words and words that are known stay as they are.
 */

/** Distance of optimal string alignment: insertions, deletions, replacements and swaps of neighbours, up to `limit`. */
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

/** All forms of a word with up to `deep` letters left out, itself included. */
function shortened(word: string, deep: number): Set<string> {
  const all = new Set([word]);
  let layer = [word];
  for (let depth = 0; depth < deep; depth += 1) {
    layer = layer.flatMap((form) => Array.from(form, (_, at) => form.slice(0, at) + form.slice(at + 1)));
    for (const form of layer) all.add(form);
  }
  return all;
}

/** The words by each of their shortened forms. */
function byShortened(words: Iterable<string>): ReadonlyMap<string, readonly string[]> {
  const table = new Map<string, string[]>();
  for (const word of words) {
    if (errorsIn(word.length) === 0) continue;
    for (const form of shortened(word, errorsIn(word.length))) table.set(form, [...(table.get(form) ?? []), word]);
  }
  return table;
}

/** How many errors a word of this length may hold. */
const errorsIn = (length: number): number => (length < 4 ? 0 : length < 7 ? 1 : 2);

const plausible = (typed: string, meant: string): boolean =>
  typed[0] === meant[0] ||
  (typed[0] === meant[1] && typed[1] === meant[0]) ||
  (typed.length > 5 && typed.slice(-4) === meant.slice(-4));

const inflection = /(?:e?s|e?d|ing|er|ly)$/u;
/** True where a word is another form of one that is known ("reinstalled"), not an error. */
const isForm = (word: string, isWord: (stem: string) => boolean): boolean => {
  const stem = word.replace(inflection, "");
  return stem !== word && stem.length > 3 && (isWord(stem) || isWord(`${stem}e`));
};

/** From a word as typed to the word that was meant; a word without error comes back as it is. */
export type MendTypo = (word: string) => string;

/** `targets`: words to mend towards with their frequency. `known`: words that are no errors. */
export function typoMender(options: {
  targets: ReadonlyMap<string, number>;
  known: { has(word: string): boolean };
}): MendTypo {
  const { targets, known } = options;
  let table: ReadonlyMap<string, readonly string[]> | null = null;
  const isWord = (word: string): boolean => targets.has(word) || known.has(word);
  return (word) => {
    const errors = errorsIn(word.length);
    if (errors === 0 || word.length > 24 || isWord(word) || !/^[a-z]+$/u.test(word) || isForm(word, isWord))
      return word;
    let best = { word, distance: errors + 1, often: 0 };
    // Made for the first word that has an error: it is a good part of what a start would take.
    const found = (table ??= byShortened(targets.keys()));
    const candidates = new Set([...shortened(word, errors)].flatMap((form) => found.get(form) ?? []));
    for (const candidate of candidates) {
      const distance = editDistance(word, candidate, errors);
      const often = targets.get(candidate) ?? 0;
      if (distance > errorsIn(candidate.length) || !plausible(word, candidate)) continue;
      if (distance < best.distance || (distance === best.distance && often > best.often))
        best = { word: candidate, distance, often };
    }
    return best.word;
  };
}
