/** Grows from half a second to ten, uneven so that many pages do not come back in one instant. */
export function waitMs(attempt: number): number {
  const longest = Math.min(10_000, 500 * 2 ** attempt);
  return longest * (0.5 + Math.random() / 2);
}

/** Waits, but not longer than until the browser says that it is online again. */
export function wait(ms: number): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      removeEventListener("online", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    addEventListener("online", done);
  });
}
