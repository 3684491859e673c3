import fc from "fast-check";

/** Values that nobody should send. */
export const odd: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(
    "",
    "\u0000",
    "\u202E\u200B",
    "__proto__",
    "x".repeat(3_000),
    null,
    [],
    {},
    -1,
    1e308,
    true,
    "2026-13-45T99:99",
    "🌵",
    "\uD800",
  ),
  fc.jsonValue({ maxDepth: 3 }),
  fc.string({ unit: "binary", maxLength: 50 }),
);

/** Where something can be put in a record, as paths. */
function placesIn(value: unknown, at: readonly string[] = []): string[][] {
  if (typeof value !== "object" || value === null) return [[...at]];
  return [[...at], ...Object.entries(value).flatMap(([key, inner]) => placesIn(inner, [...at, key]))];
}

function putAt(value: unknown, [key, ...rest]: readonly string[], instead: unknown): unknown {
  if (key === undefined) return instead;
  const copy = structuredClone(value) as Record<string, unknown>;
  copy[key] = putAt(copy[key], rest, instead);
  return copy;
}

/** One of these records with odd values in up to three places. */
export const malformed = (kinds: readonly Record<string, unknown>[]): fc.Arbitrary<unknown> =>
  fc.constantFrom(...kinds).chain((record) =>
    fc
      .array(fc.tuple(fc.constantFrom(...placesIn(record).filter((path) => path.length > 0)), odd), {
        minLength: 1,
        maxLength: 3,
      })
      .map((changes) => {
        let made: unknown = record;
        for (const [path, instead] of changes) {
          try {
            made = putAt(made, path, instead);
          } catch {
            // A change before took this place away.
          }
        }
        return made;
      }),
  );
