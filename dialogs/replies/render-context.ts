import { inLocale } from "../../knowledge/article.ts";
import type { Article, Localised } from "../../knowledge/article.ts";
import type { ReplyIntent } from "../effects.ts";
import type { SpokenEvent } from "../events.ts";
import type { Guides } from "../guides.ts";
import type { Choice, Reply } from "./reply.ts";
import type { ConversationState } from "../stored-state.ts";
import type { Wording } from "../wording/en.ts";

/** One thing said, before the things of a turn become one reply. */
export type Part = { text: string; choices?: readonly Choice[] } & Pick<
  Reply,
  "step" | "summary" | "lead" | "feedback" | "source" | "erased"
>;

/** What a sentence needs to know besides what it says. */
export type RenderContext = {
  wording: Wording;
  locale: string;
  /** The person's; missing where the channel does not tell. */
  timeZone?: string | undefined;
  guides: Guides;
  /** The conversation after the turn. */
  saved: ConversationState;
  /** The status feed reports an incident, so that its end can be told. */
  watchable?: boolean;
};

/** Writes one kind of thing. */
export type Writers = {
  [Kind in ReplyIntent["kind"]]: (say: Extract<ReplyIntent, { kind: Kind }>, context: RenderContext) => Part;
};

/** Entries take turns with the turns of the conversation, so the same sentence never comes twice in a row. */
export function vary(context: RenderContext, variants: readonly string[]): string {
  return variants[context.saved.turn % variants.length] ?? "";
}

/** The text of an article in the person's language. */
export function local(context: RenderContext, text: Localised): string {
  return inLocale(text, context.locale);
}

/** A button for this event, numbered with the question that stands. */
export function choose(context: RenderContext, label: string, event: SpokenEvent, means?: "yes" | "no"): Choice {
  return { label, press: { event, asked: context.saved.asked }, ...(means ? { means } : {}) };
}

/** The article with this id, or the first where none is at hand yet. */
export function articleOf(context: RenderContext, id: string | null): Article {
  const article = context.guides.article(id) ?? context.guides.articles[0];
  if (!article) throw new Error("there is no article to speak of");
  return article;
}

/** What a text says first. */
export const firstSentence = (text: string): string => /^.*?[.!?](?=\s)/su.exec(text)?.[0] ?? text;

/** Paragraphs separated by an empty line; empty ones left out. */
export function paragraphs(...texts: readonly (string | undefined)[]): string {
  return texts.filter((text) => text !== undefined && text !== "").join("\n\n");
}
