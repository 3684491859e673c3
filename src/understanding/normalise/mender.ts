import { normaliser, type Normalise } from "./normalise.ts";
import { typoMender } from "./typos.ts";

/** The normaliser that mends typing errors towards the words of a model. */
export function mender(vocabulary: ReadonlyMap<string, number>): Normalise {
  return normaliser({ isWord: (word) => vocabulary.has(word), mend: typoMender({ targets: vocabulary, known: new Set() }) });
}
