/** Chance that is the same again for the same seed. */
export type Chance = {
  /** 0 to 1. */
  next(): number;
  /** True so often. */
  happens(share: number): boolean;
  /** A whole number below. */
  below(count: number): number;
  one<Item>(of: readonly Item[]): Item;
};

/** Mulberry32; each `seed` and `name` has a row of its own, whatever the others do meanwhile. */
export function chanceOf(seed: number, name: string): Chance {
  let state = [...name].reduce((mixed, sign) => Math.imul(mixed ^ (sign.codePointAt(0) ?? 0), 0x01000193), seed >>> 0);
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (count: number): number => Math.floor(next() * count);
  return { next, happens: (share) => next() < share, below, one: (of) => of[below(of.length)]! };
}
