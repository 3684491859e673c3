/** Lets so many through at once; the others wait in the order they came. */
export type Semaphore = { enter(): Promise<void>; leave(): void };

/**
 * `places`: how many may be inside at once. Every `enter` must be followed by one `leave`, or a place is lost for ever.
 */
export function createTurnstile(places: number): Semaphore {
  const waiting: (() => void)[] = [];
  let free = places;
  return {
    async enter() {
      if (free > 0) free--;
      else await new Promise<void>((resolve) => waiting.push(resolve));
    },
    leave() {
      const next = waiting.shift();
      if (next) next();
      else free++;
    },
  };
}
