import type { Reply, StepCard, SummaryCard } from "../../../dialogs/replies/reply.ts";
import type { AnsweredCard } from "../../../dialogs/answered-card.ts";
import { type Buttons, buttonsOf } from "./card-buttons.ts";

/** Adaptive Cards 1.5, the newest that Teams shows. Nothing of a channel beside the kind of its buttons. */
export type Card = { contentType: typeof adaptive; content: Readonly<Record<string, unknown>> };
type Element = Readonly<Record<string, unknown>>;

/** So that the bar fits in one line of a phone. */
const barSigns = 20;

const adaptive = "application/vnd.microsoft.card.adaptive";

/** A card's buttons, and what is said above everything else on it. */
export type Looks = { buttons: Buttons; lead: string };

/** A step of the guide. */
export function stepCard(reply: Reply, step: StepCard, looks: Looks): Card {
  return card(reply, looks, [
    textBlock(`${step.progress} · ${step.duration}`, { isSubtle: true, size: "Small" }),
    progressBar(step.number, step.of),
    heading(step.title),
    ...(step.warning === undefined ? [] : [{ type: "Container", style: "warning", items: [textBlock(step.warning)] }]),
    textBlock(step.instructions.map((instruction, at) => `${at + 1}. ${instruction}`).join("\n")),
    ...(step.note === undefined ? [] : [textBlock(step.note, { isSubtle: true })]),
    question(step.question),
  ]);
}

/** The end of a guide: what was tried and what helped. */
export function summaryCard(reply: Reply, summary: SummaryCard, looks: Looks): Card {
  return card(reply, looks, [
    heading(summary.title),
    { type: "Container", spacing: "Small", items: summary.tried.map(triedLine) },
    ...said(summary.outcome),
    ...said(summary.advice),
    question(summary.question),
  ]);
}

/** Any other question, or nothing but its buttons where `lead` is empty and a message above says what they are for. */
export function questionCard(reply: Reply, looks: Looks): Card {
  return card(reply, looks, []);
}

/**
 * What takes a card's place once its question is answered: what stood above it, no buttons, and what the answer was.
 */
export function settledCard({ title, outcome, text }: AnsweredCard): Card {
  const answer = [
    ...(title ? [textBlock(title, { isSubtle: true, size: "Small" })] : []),
    textBlock(outcome, { weight: "Bolder", spacing: "Small" }),
  ];
  return asCard({ fallbackText: outcome, speak: outcome, body: [...said(text), ...answer] });
}

function card(reply: Reply, { buttons, lead }: Looks, body: readonly Element[]): Card {
  return asCard({
    fallbackText: reply.text,
    speak: spoken(reply.text),
    ...buttonsOf(reply.choices, buttons, [...said(lead), ...body]),
  });
}

function said(text: string): Element[] {
  return paragraphsOf(text).map((paragraph) => textBlock(paragraph));
}

function asCard(content: Element): Card {
  return {
    contentType: adaptive,
    content: {
      type: "AdaptiveCard",
      $schema: "http://adaptivecards.io/schemas/adaptive-card.json",
      version: "1.5",
      ...content,
    },
  };
}

/** A part of JSON as it is to be written; missing in TypeScript's own description of the language. */
const { rawJSON } = JSON as unknown as { rawJSON(text: string): unknown };
/**
 * So many signs of the bar in ASCII. A single sign beyond Latin 1 makes the whole message one of two bytes a sign,
 * which costs twice as much to write and to send: 29 instead of 14 µs of a turn.
 */
const bars = Array.from({ length: barSigns + 1 }, (_, signs) => rawJSON(`"${String.raw`\u2501`.repeat(signs)}"`));

/**
 * A line, done and to do; told in words right above, so that nobody has to see it. Columns with a style would be as
 * high as their padding wants: two blocks and no bar.
 */
function progressBar(number: number, of: number): Element {
  const done = Math.round((barSigns * number) / of);
  const run = (signs: number, looks: Element): Element[] =>
    signs > 0 ? [{ type: "TextRun", text: bars[signs], ...looks }] : [];
  const inlines = [
    ...run(done, { color: "Accent", weight: "Bolder" }),
    ...run(barSigns - done, { isSubtle: true, weight: "Lighter" }),
  ];
  return { type: "RichTextBlock", spacing: "None", inlines };
}

/** The sign and the colour only repeat what the word at the end says. */
function triedLine({ title, result, helped }: SummaryCard["tried"][number]): Element {
  const column = (width: string, block: Element): Element => ({ type: "Column", width, items: [block] });
  const looks = helped ? { weight: "Bolder", color: "Good" } : { isSubtle: true };
  return {
    type: "ColumnSet",
    spacing: "Small",
    columns: [
      column("stretch", textBlock(title, helped ? { weight: "Bolder" } : {})),
      column("auto", textBlock(result, looks)),
    ],
  };
}

function heading(text: string): Element {
  return textBlock(text, { style: "heading", size: "Large", weight: "Bolder" });
}

function question(text: string): Element {
  return textBlock(text, { weight: "Bolder", spacing: "Medium" });
}

function textBlock(text: string, looks: Element = {}): Element {
  return { type: "TextBlock", text, wrap: true, ...looks };
}

function paragraphsOf(text: string): string[] {
  return text.split(/\n{2,}/).filter((paragraph) => paragraph !== "");
}

/** Markdown's signs are not for the ear. */
export function spoken(markdown: string): string {
  return markdown
    .replaceAll(/\[([^\]]+)\]\([^)]+\)/g, "$1")
    .replaceAll(/[*_`#>]+/g, "")
    .replaceAll(/\n{2,}/g, "\n");
}
