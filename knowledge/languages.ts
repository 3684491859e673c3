/** In which languages the texts of an article are written, and the article without those that are not complete. */

const isFields = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;

/** A text for readers, wherever it stands: what has English. */
const isText = (value: unknown): value is Record<string, unknown> => isFields(value) && Object.hasOwn(value, "en");

/** How many texts there are, and how many of them each language has. */
export function textLanguages(value: unknown): { texts: number; byLanguage: ReadonlyMap<string, number> } {
  const byLanguage = new Map<string, number>();
  const count = (inner: unknown): void => {
    if (isText(inner))
      for (const language of Object.keys(inner)) byLanguage.set(language, (byLanguage.get(language) ?? 0) + 1);
    else if (isFields(inner)) for (const part of Object.values(inner)) count(part);
  };
  count(value);
  return { texts: byLanguage.get("en") ?? 0, byLanguage };
}

/** The same without texts in languages that do not have all of it: a reader of those gets English throughout. */
export function completeLanguages<Content>(content: Content): Content {
  const { texts, byLanguage } = textLanguages(content);
  const incomplete = new Set([...byLanguage].filter(([, count]) => count < texts).map(([language]) => language));
  if (incomplete.size === 0) return content;
  const without = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(without);
    if (isText(value))
      return Object.fromEntries(Object.entries(value).filter(([language]) => !incomplete.has(language)));
    return isFields(value)
      ? Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, without(inner)]))
      : value;
  };
  return without(content) as Content;
}
