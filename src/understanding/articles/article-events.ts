import type { DialogEvent, SpokenEvent } from "../../../dialogs/events.ts";
import type { Choice } from "../../../dialogs/replies/reply.ts";
import type { AboutArticles } from "../facts/message-reader.ts";
import { clean } from "../normalise/clean.ts";

/** Which article the events of a message are about: one named by its code, else those of the brand that is named. */
export function aboutArticles(
  events: readonly DialogEvent[],
  { named, byBrand }: AboutArticles,
  options: { text: string; current: string | null },
): readonly DialogEvent[] {
  const among = named.length > 0 ? named : byBrand;
  if (among.length === 0) return events;
  const news = named.filter((id) => id !== options.current);
  return events.map((event) => withArticles(event, { named, among, news, isBare: isBareName(options.text) }));
}

/** A name and hardly anything else: "netflix", "it's netflix". */
const isBareName = (text: string): boolean => clean(text).split(" ").length <= 3;

type About = {
  named: readonly string[];
  among: readonly string[] /** Those named beside the one in progress. */;
  news: readonly string[];
  isBare: boolean;
};

function withArticles(event: DialogEvent, { named, among, news, isBare }: About): DialogEvent {
  const meant = [...among];
  switch (event.type) {
    case "ask":
    case "step.go":
    case "step.about":
    case "inquire":
      return { ...event, among: meant };
    case "problem.known": {
      const [first, ...more] = news.length > 0 ? news : named;
      if (first === undefined) return event;
      return more.length === 0 ? { ...event, article: first } : unspecified(event, [first, ...more]);
    }
    case "problem.unspecified":
    case "problem.other":
      return { ...event, among: meant };
    case "unclear":
      if (event.readings.length > 0)
        return {
          ...event,
          readings: event.readings.map((one) => withArticles(one, { named, among, news, isBare }) as SpokenEvent),
        };
      if (isBare && event.why !== "empty") return { type: "problem.unspecified", among: meant };
      return event;
    default:
      return event;
  }
}

function unspecified(
  { device, tried }: Extract<DialogEvent, { type: "problem.known" }>,
  among: string[],
): Extract<DialogEvent, { type: "problem.unspecified" }> {
  return { type: "problem.unspecified", among, ...(device && { device }), ...(tried && { tried }) };
}

const articleOf = ({ press: { event } }: Choice): string | null =>
  event.type === "problem.known"
    ? event.article
    : event.type === "ask" && event.among?.length === 1
      ? (event.among[0] ?? null)
      : null;

/** A choice of a brand is no longer than this: "the apple one first, please". */
const maxChoiceWords = 6;

/** The only offered article of the brand that a short text names: "spotify first". Null for any other text. */
export function choiceByBrand(
  text: string,
  choices: readonly Choice[],
  brandsOf: (article: string) => readonly string[],
): SpokenEvent | null {
  const typed = clean(text);
  if (typed.split(" ").length > maxChoiceWords || text.includes("?") || /\d|\b(?:not|no|neither)\b/u.test(typed))
    return null;
  const words = new Set(typed.split(/[^\p{L}\p{N}]+/u));
  // "Apple" stands for "Apple Music".
  const isNamed = (brand: string): boolean => words.has(brand.split(" ")[0] ?? brand);
  const named = choices.filter((choice) => brandsOf(articleOf(choice) ?? "").some(isNamed));
  return named.length === 1 ? (named[0]?.press.event ?? null) : null;
}

/**
 * The offered article that a bare code names: "4" after "Which error do you see?" is error 4, not the fourth button. Null
 * for any other text.
 */
export function choiceByCode(
  text: string,
  choices: readonly Choice[],
  codeOf: (article: string) => string | null,
): SpokenEvent | null {
  const said = clean(text).replace(/[^\p{L}\p{N}]/gu, "");
  const found = choices.filter((choice) => {
    const article = articleOf(choice);
    const code = article ? codeOf(article) : null;
    return code !== null && code.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "") === said;
  });
  return found.length === 1 ? (found[0]?.press.event ?? null) : null;
}
