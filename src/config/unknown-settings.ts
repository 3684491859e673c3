/** A variable of the environment that is probably a misspelt setting, with a sentence that says so. */
export type UnknownSetting = { name: string; message: string };

/** Prefixes that settings of other programs share: a variable with one of them is only judged by its spelling. */
const sharedPrefixes = new Set(["OTEL"]);
/** Variables that Kubernetes and Docker set for a service of that name. */
const injected = /_(SERVICE_(HOST|PORT(_\w+)?)|PORT(_\d+_(TCP|UDP)(_\w+)?)?)$/;

/**
 * Finds the names that begin like a known one or are at most two edits away from it (one for short names, so that HOME is
 * not taken for HOST). Everything else in the environment belongs to others.
 */
export function findUnknownSettings(names: readonly string[], known: readonly string[]): readonly UnknownSetting[] {
  const prefixes = new Set(known.map(prefixOf).filter((prefix) => prefix !== null && !sharedPrefixes.has(prefix)));
  return names.flatMap((name) => {
    if (known.includes(name) || injected.test(name)) return [];
    const [nearest, distance] = nearestOf(name, known);
    const isSpeltAlike = distance <= (nearest.length <= 4 ? 1 : 2);
    return isSpeltAlike || prefixes.has(prefixOf(name))
      ? [{ name, message: `${name} is not a setting and is ignored. Did you mean ${nearest}?` }]
      : [];
  });
}

/** `DESK` of `DESK_HOURS`, `Microsoft` of `MicrosoftAppId`; null for a name of one word. */
function prefixOf(name: string): string | null {
  return (
    /^(?:([A-Z]+)_|(Microsoft)App)/
      .exec(name)
      ?.slice(1)
      .find((part) => part !== undefined) ?? null
  );
}

function nearestOf(name: string, known: readonly string[]): [nearest: string, distance: number] {
  const candidates = known.map((one): [string, number] => [one, editDistance(name.toUpperCase(), one.toUpperCase())]);
  return candidates.reduce((best, one) => (one[1] < best[1] ? one : best), ["", Number.POSITIVE_INFINITY]);
}

/** Levenshtein distance: insertions, deletions and substitutions. */
function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, at) => at);
  for (const [at, letter] of from.split("").entries()) {
    const next = [at + 1];
    for (let column = 1; column <= to.length; column++)
      next.push(
        Math.min(
          (next[column - 1] ?? 0) + 1,
          (row[column] ?? 0) + 1,
          (row[column - 1] ?? 0) + Number(to[column - 1] !== letter),
        ),
      );
    row = next;
  }
  return row.at(-1) ?? 0;
}
