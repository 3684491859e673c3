import { isRecord, type SentActivity } from "./activity-schema.ts";

/** A mention in a text, in any of its forms: `<at>Name</at>`, `<at id="0">Name</at>`. */
const tag = /<at\b([^>]*)>([\s\S]*?)<\/at>/gi;

/** The words for people: mentions of the bot are left out, and others are the name with an at sign. */
export function withReadableMentions(words: string, sent: SentActivity): string {
  return tidyIfChanged(
    words,
    replaced(words, sent, (name) => `@${name}`),
  );
}

/** The words without any mention: whom a sentence is addressed to is no part of what it means. */
export function withoutMentions(words: string, sent: SentActivity): string {
  const untagged = replaced(words, sent, () => "");
  return tidyIfChanged(words, withoutTyped(withoutNames(untagged, sent)));
}

/** Whether the bot is among those who are mentioned; null where nobody is. */
export function mentionsBot(sent: SentActivity): boolean | null {
  const all = mentionsOf(sent);
  if (all.length === 0) return null;
  return all.some(({ id }) => id === sent.recipient?.id);
}

type Mention = { id: string; name: string; text: string | null };

function mentionsOf({ entities }: SentActivity): Mention[] {
  return (entities ?? []).flatMap((entity) => {
    const { type, mentioned, text } = entity as { type?: unknown; mentioned?: unknown; text?: unknown };
    if (type !== "mention" || !isRecord(mentioned)) return [];
    const { id, name } = mentioned;
    return [
      {
        id: typeof id === "string" ? id : "",
        name: typeof name === "string" ? name : "",
        text: typeof text === "string" && text !== "" ? text : null,
      },
    ];
  });
}

function replaced(words: string, sent: SentActivity, other: (name: string) => string): string {
  const mentions = mentionsOf(sent);
  const bot = sent.recipient?.id ?? "";
  const botNames = new Set(
    [sent.recipient?.["name"], ...mentions.filter(({ id }) => id === bot).map(({ name }) => name)]
      .filter((name) => typeof name === "string" && name !== "")
      .map((name) => folded(String(name))),
  );
  const own = mentions.flatMap(({ id, text }) => (id === bot && text !== null ? [text] : []));
  const ownTags = new Set(own.map(folded));
  const withoutOwn = own.reduce((rest, text) => rest.replace(text, " "), words);
  return withoutOwn.replaceAll(tag, (all, attributes: string, name: string) => {
    const isBot = ownTags.has(folded(all)) || attributes.includes(bot || "\0") || botNames.has(folded(name));
    return isBot ? " " : other(name.trim());
  });
}

/** Mentions of others that the HTML gives as plain names: the entities say which words are names. */
function withoutNames(words: string, sent: SentActivity): string {
  const names = mentionsOf(sent).flatMap(({ name }) => (name.length > 1 ? [name] : []));
  return names.reduce((rest, name) => rest.replaceAll(`@${name}`, " "), words);
}

/** A name that was typed: one word, and a surname where more is said than that. */
const typed = /(^|\s)@(\p{L}[\p{L}\p{M}.'’-]*)(\s+\p{Lu}\p{Ll}[\p{L}\p{M}'’-]*)?(?=[\s,:;.!?]|$)/gu;

function withoutTyped(words: string): string {
  const whole = words.replaceAll(typed, "$1");
  return whole.trim() === "" ? words.replaceAll(typed, "$1$3") : whole;
}

function folded(text: string): string {
  return text.replaceAll(/\s+/g, " ").trim().toLowerCase();
}

/** Without the gaps that are left where something was taken out. */
function tidyIfChanged(before: string, text: string): string {
  if (text === before) return before;
  return text
    .replaceAll(/[ \t\u00A0]{2,}/g, " ")
    .replaceAll(/^[ \t]+|[ \t]+$/gm, "")
    .trim();
}
