/** A function that calls `make` the first time it is called, and returns what that made ever after. */
export function lazily<Made>(make: () => Made): () => Made {
  let made: { value: Made } | undefined;
  return () => (made ??= { value: make() }).value;
}
