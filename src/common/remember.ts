/** Makes something once for each object that it is made of, as long as that is in use. */
export function oncePer<Key extends object, Made>(make: (key: Key) => Made): (key: Key) => Made {
  const all = new WeakMap<Key, { made: Made }>();
  return (key) => {
    let known = all.get(key);
    if (!known) all.set(key, (known = { made: make(key) }));
    return known.made;
  };
}

/** Results that a function keeps at most: a program that reads thousands of texts in one go never gets to forget them. */
const maxKept = 200;
const toForget = new Set<Map<string, unknown>>();

function forgetAll(): void {
  for (const results of toForget) results.clear();
  toForget.clear();
}

/**
 * A pure function of a text that remembers its results until the event loop turns: the readers of one message ask the same
 * of the same text over and over, and what people write is kept no longer than that.
 */
export function rememberBriefly<Result>(read: (text: string) => Result): (text: string) => Result {
  const results = new Map<string, { result: Result }>();
  return (text) => {
    let known = results.get(text);
    if (!known) {
      known = { result: read(text) };
      if (results.size >= maxKept) results.clear();
      if (toForget.size === 0) setImmediate(forgetAll);
      toForget.add(results);
      results.set(text, known);
    }
    return known.result;
  };
}
