import { expect, test } from "vitest";
import { inLocale } from "../../knowledge/article.ts";

const title = { en: "Restart Spotify", de: "Spotify neu starten", "pt-BR": "Reinicie o Spotify" };

test.each([
  ["de", "Spotify neu starten"],
  ["de-AT", "Spotify neu starten"],
  ["pt-BR", "Reinicie o Spotify"],
  ["pt", "Restart Spotify"],
  ["", "Restart Spotify"],
])("a text is told in the reader's language where there is one, in English otherwise: %j", (locale, expected) => {
  expect(inLocale(title, locale)).toBe(expected);
});

test.each(["constructor", "__proto__", "toString-x"])("a locale that is no language gets English: %s", (locale) => {
  expect(inLocale(title, locale)).toBe("Restart Spotify");
});
