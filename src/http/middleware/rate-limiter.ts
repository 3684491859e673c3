import { createHash } from "node:crypto";

import type { Clock } from "../../common/clock.ts";

/** Says how long to wait, in whole seconds; 0 means go on. */
export type RateLimit = (key: string) => number;

/** Limits that count together and, with a shelf, together with those of all other nodes. */
export type RateLimits = {
  /**
   * At most `perMinute` for each key, and of these at most `atOnce` in ten seconds at one node, so that a flood is not
   * taken in one piece whenever a minute begins. The name parts one limit's keys from another's.
   */
  limit(name: string, perMinute: number, atOnce?: number): RateLimit;
  start(): void;
  stop(): void;
};

/**
 * Where nodes add up what they counted: adds each count to its key's in this slot of time, and gives the sums in the
 * same order.
 */
export type RateLimitStore = {
  add(slot: number, counts: readonly { key: string; count: number }[]): Promise<readonly number[]>;
};

/** What limits are made with. */
export type RateLimitOptions = {
  clock: Clock;
  /** Left out: this process counts for itself. */
  shelf?: RateLimitStore;
  onTrouble?: (cause: unknown) => void;
  maxKeys?: number;
};

/**
 * `here`: counted in this process, `lately`: of that since the ten seconds `part` began; `told`: how much of it is on
 * the shelf; `others`: what other nodes put there.
 */
type Count = {
  key: string;
  perMinute: number;
  here: number;
  part: number;
  lately: number;
  told: number;
  others: number;
};

const slotMs = 60_000;
const partMs = 10_000;
const syncEvery = 1_000;
/** Most keys that one look at the shelf carries. */
const batch = 200;

/**
 * Counts in memory, so that no request waits for the store. Only keys that used up a tenth of their limit since they
 * were last put there are put on the shelf, once a second: ordinary traffic writes nothing at all.
 */
export function makeRateLimits(options: RateLimitOptions): RateLimits {
  const { clock } = options;
  const counts = makeCounts(options);
  const running = { stopped: false, cancel: (): void => undefined };
  const sync = async (): Promise<void> => {
    await share(counts.heavy(), counts.slot(), options);
    if (!running.stopped) running.cancel = clock.after(syncEvery, () => void sync());
  };
  return {
    limit:
      (name, perMinute, atOnce = perMinute) =>
      (key) => {
        const count = counts.of(`${name}:${key}`, perMinute);
        const now = clock.now();
        if (count.here + count.others >= perMinute) return secondsLeft(now, slotMs);
        const part = Math.floor(now / partMs);
        if (count.part !== part) Object.assign(count, { part, lately: 0 });
        if (count.lately >= atOnce) return secondsLeft(now, partMs);
        count.here += 1;
        count.lately += 1;
        return 0;
      },
    start: () => void (options.shelf && sync()),
    stop: () => {
      running.stopped = true;
      running.cancel();
    },
  };
}

/** Until the span that holds this moment is over. */
function secondsLeft(now: number, spanMs: number): number {
  return Math.max(1, Math.ceil((spanMs - (now % spanMs)) / 1000));
}

type Counts = { of(key: string, perMinute: number): Count; heavy(): Count[]; slot(): number };

/**
 * The count of keys is bounded: when it is full all are forgotten, as a flood of addresses must not fill the memory.
 */
function makeCounts({ clock, maxKeys = 50_000 }: RateLimitOptions): Counts {
  const counts = new Map<string, Count>();
  let slot = -1;
  const roll = (): void => {
    const now = Math.floor(clock.now() / slotMs);
    if (now !== slot || counts.size >= maxKeys) counts.clear();
    slot = now;
  };
  return {
    of(key, perMinute) {
      roll();
      const found = counts.get(key);
      if (found) return found;
      const made: Count = { key, perMinute, here: 0, part: -1, lately: 0, told: 0, others: 0 };
      counts.set(key, made);
      return made;
    },
    heavy() {
      roll();
      const added = ({ here, told }: Count): number => here - told;
      return [...counts.values()]
        .filter((count) => added(count) >= Math.max(1, count.perMinute / 10))
        .toSorted((a, b) => added(b) - added(a))
        .slice(0, batch);
    },
    slot: () => slot,
  };
}

async function share(heavy: readonly Count[], slot: number, { shelf, onTrouble }: RateLimitOptions): Promise<void> {
  if (!shelf || heavy.length === 0) return;
  const told = heavy.map(({ key, here, told: before }) => ({ key: digest(key), count: here - before, here }));
  try {
    const sums = await shelf.add(
      slot,
      told.map(({ key, count }) => ({ key, count })),
    );
    for (const [at, count] of heavy.entries()) {
      count.told = told[at]?.here ?? count.told;
      count.others = Math.max(0, (sums[at] ?? 0) - count.told);
    }
  } catch (cause) {
    // Each node goes on by its own count.
    onTrouble?.(cause);
  }
}

/** Addresses of people stay out of the store, and keys short. */
function digest(key: string): string {
  return createHash("sha256").update(key).digest("base64url").slice(0, 24);
}
