import { plainText } from "../../conversation/plain-text.ts";
import type { Said } from "../../understanding/interpretation/interpretation.ts";
import { isRecord, type SentActivity } from "./activity-schema.ts";
import { type HtmlWords, readHtml } from "./html-words.ts";

/**
 * What a person said with a message: for people, with the names of those who are mentioned and with what was passed on;
 * and for the reader of meaning their own words alone. Channels put more than that into a text: markers of quotations,
 * the words quoted, tags of mentions; and less, where the words are in the HTML or an emoji is a picture.
 */
export function contentOf(sent: SentActivity): Pick<Said, "text" | "own" | "attachments" | "files"> {
  const html = htmlOf(sent);
  const { words, forwarded } = wordsOf(sent, html);
  const passedOn = forwarded === "" ? "" : forwarded.replaceAll(/^/gm, "> ");
  const text = plainText([withReadableMentions(words, sent), passedOn].filter((part) => part !== "").join("\n"));
  const own = plainText(withoutMentions(words, sent));
  const files = filesOf(sent, html);
  // Words of somebody else alone: there is something, but nothing that the person said.
  const attachments = own === "" && forwarded !== "" ? Math.max(1, files.length) : files.length;
  const names = files.filter((name) => name !== "");
  return {
    text,
    ...(own !== text && { own }),
    attachments,
    ...(names.length > 0 && { files: names }),
  };
}

/** What stands for a quotation in a text: a marker, or the quoted words in an element. */
const quotations = [
  /<quoted\b[^>]*\/>/gi,
  /<quoted\b[^>]*>[\s\S]*?<\/quoted>/gi,
  /<quoted\b[^>]*>/gi,
  /<blockquote\b[^>]*>[\s\S]*?<\/blockquote>/gi,
  /<attachment\b[^>]*>\s*(<\/attachment>)?/gi,
];

/** An element that Teams alone writes: such a text is HTML, whatever its format says. */
const teamsElement = /<blockquote\b[^>]*\bitemtype="https?:\/\/schema\.skype\.com\//i;

/** The person's own words with their mentions, and the words of others that were forwarded. */
function wordsOf(sent: SentActivity, html: HtmlWords | null): { words: string; forwarded: string } {
  const isMarkup = sent.textFormat === "xml" || sent.textFormat === "html" || teamsElement.test(sent.text ?? "");
  const given = isMarkup ? readHtml(sent.text ?? "") : null;
  const forwarded = [html?.forwarded, given?.forwarded, ...forwardedIn(sent)].find((words) => words) ?? "";
  const text = given ? given.own : textWithoutQuotations(sent);
  const words = html && isSaidByHtml(text, html) ? html.own : withoutPreviews(text, sent);
  return { words, forwarded };
}

function textWithoutQuotations({ text }: SentActivity): string {
  const given = text ?? "";
  const stripped = quotations.reduce((rest, quotation) => rest.replaceAll(quotation, ""), given);
  return stripped === given ? given : stripped.trim();
}

/**
 * Whether the HTML says it better: where there is no text, where the text holds the words of others as well, or lacks
 * the emoji.
 */
function isSaidByHtml(text: string, { own, quoted, forwarded, emoji }: HtmlWords): boolean {
  if (bare(text) === "") return own !== "";
  const others = quoted !== "" || forwarded !== "";
  if (others && [quoted, forwarded].some((words) => words !== "" && bare(text).includes(bare(words)))) return true;
  return emoji.length > 0 && bare(text) === bare(withoutSigns(own));
}

/** Without white space and tags, to compare what is written in two ways. */
function bare(text: string): string {
  return text.replaceAll(/<[^>]*>/g, "").replaceAll(/\s+/g, "");
}

function withoutSigns(text: string): string {
  return text.replaceAll(/[\p{Extended_Pictographic}\p{Emoji_Modifier}\uFE0F\u200D]/gu, "");
}

/** Quoted words at the start of the text, as the quotation's own entity or attachment tells them. */
function withoutPreviews(text: string, sent: SentActivity): string {
  let rest = text;
  for (const preview of previewsOf(sent)) {
    if (preview.length < 2 || !rest.startsWith(preview)) continue;
    const after = rest.slice(preview.length);
    // The same words as an answer are the person's own.
    if (/^\s*\n/.test(after)) rest = after.trim();
  }
  return rest;
}

function previewsOf({ entities, attachments }: SentActivity): string[] {
  const quoted = (entities ?? []).map((entity) => entity["quotedReply"]).filter(isRecord);
  const referred = (attachments ?? [])
    .filter(({ contentType }) => contentType === "messageReference")
    .map(({ content }) => recordOf(content));
  return [...quoted.map(({ preview }) => preview), ...referred.map(({ messagePreview }) => messagePreview)].filter(
    (preview) => typeof preview === "string",
  );
}

function forwardedIn({ attachments }: SentActivity): string[] {
  return (attachments ?? [])
    .filter(({ contentType }) => contentType === "forwardedMessageReference")
    .map(({ content }) => recordOf(content)["originalMessageContent"])
    .flatMap((content) => (typeof content === "string" ? [readHtml(content).own] : []));
}

/** Channels give the content of a reference as an object or as its JSON. */
function recordOf(content: unknown): Readonly<Record<string, unknown>> {
  try {
    const read = typeof content === "string" ? (JSON.parse(content) as unknown) : content;
    return isRecord(read) ? read : {};
  } catch {
    return {};
  }
}

function htmlOf({ attachments }: SentActivity): HtmlWords | null {
  const html = attachments?.find(({ contentType }) => contentType === "text/html")?.["content"];
  return typeof html === "string" && html.trim() !== "" ? readHtml(html) : null;
}

/** Attachments that are no files: the text once more, what it quotes, and the cards of links in it. */
const noFiles = /^(text\/html|messageReference|forwardedMessageReference|application\/vnd\.microsoft\.card\..*)$/;

/** The names of the files that came along, empty for pictures: emoji are none. */
function filesOf({ attachments }: SentActivity, html: HtmlWords | null): string[] {
  const all = (attachments ?? []).filter(({ contentType }) => !noFiles.test(contentType ?? ""));
  const isPicture = ({ contentType }: (typeof all)[number]): boolean => (contentType ?? "").startsWith("image/");
  const pictures = all.filter(isPicture).filter(({ contentUrl }) => !html?.emoji.includes(String(contentUrl)));
  const count = html && html.emoji.length > 0 ? Math.min(pictures.length, html.pictures) : pictures.length;
  return [...pictures.slice(0, count), ...all.filter((one) => !isPicture(one))].map(({ name }) =>
    typeof name === "string" ? plainText(name).trim().slice(0, 120) : "",
  );
}

/** A mention in a text, in any of its forms: `<at>Name</at>`, `<at id="0">Name</at>`. */
const tag = /<at\b([^>]*)>([\s\S]*?)<\/at>/gi;

/** The words for people: mentions of the bot are left out, and others are the name with an at sign. */
function withReadableMentions(words: string, sent: SentActivity): string {
  return tidyIfChanged(
    words,
    replaced(words, sent, (name) => `@${name}`),
  );
}

/** The words without any mention: whom a sentence is addressed to is no part of what it means. */
function withoutMentions(words: string, sent: SentActivity): string {
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
