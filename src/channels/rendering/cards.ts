import type { Choice, Press, Reply, StepCard, SummaryCard } from "../../../dialogs/replies/reply.ts";
import type { AnsweredCard } from "../../../dialogs/answered-card.ts";
import { linkAddresses } from "../../common/web-addresses.ts";
import { digest } from "../activities/conversation-reference.ts";

/** An Adaptive Card 1.5, the newest version that Teams renders. */
export type Card = { contentType: typeof adaptive; content: Readonly<Record<string, unknown>> };
type Element = Readonly<Record<string, unknown>>;

/** Characters of the progress bar, so that it fits on one line of a phone. */
const barLength = 20;

const adaptive = "application/vnd.microsoft.card.adaptive";

/** `lead`: the text at the top of the card. */
export type CardOptions = { buttons: ButtonStyle; lead: string };

/** A step of the guide. */
export function stepCard(reply: Reply, step: StepCard, options: CardOptions): Card {
  return card(reply, options, [
    textBlock(`${step.progress} · ${step.duration}`, { isSubtle: true, size: "Small" }),
    progressBar(step.number, step.of),
    heading(step.title),
    ...(step.warning === undefined ? [] : [{ type: "Container", style: "warning", items: [textBlock(step.warning)] }]),
    textBlock(step.instructions.map((instruction, at) => `${at + 1}. ${instruction}`).join("\n")),
    ...(step.note === undefined ? [] : [textBlock(step.note, { isSubtle: true })]),
    question(step.question),
  ]);
}

/** The end of a guide: the steps that were tried, and which one helped. */
export function summaryCard(reply: Reply, summary: SummaryCard, options: CardOptions): Card {
  return card(reply, options, [
    heading(summary.title),
    { type: "Container", spacing: "Small", items: summary.tried.map(triedLine) },
    ...paragraphs(summary.outcome),
    ...paragraphs(summary.advice),
    question(summary.question),
  ]);
}

/** Any other question. With an empty `lead` it has buttons only, below a message that has the text. */
export function questionCard(reply: Reply, options: CardOptions): Card {
  return card(reply, options, []);
}

/** Replaces a card whose question was answered: its text without buttons, and the answer. */
export function answeredCard({ title, outcome, text }: AnsweredCard): Card {
  const answer = [
    ...(title ? [textBlock(title, { isSubtle: true, size: "Small" })] : []),
    textBlock(outcome, { weight: "Bolder", spacing: "Small" }),
  ];
  return asCard({ fallbackText: outcome, speak: outcome, body: [...paragraphs(text), ...answer] });
}

function card(reply: Reply, { buttons, lead }: CardOptions, body: readonly Element[]): Card {
  return asCard({
    fallbackText: reply.text,
    speak: stripMarkdown(reply.text),
    ...buttonsOf(reply.choices, buttons, [...paragraphs(lead), ...body]),
  });
}

function paragraphs(text: string): Element[] {
  return text
    .split(/\n{2,}/)
    .filter((paragraph) => paragraph !== "")
    .map((paragraph) => textBlock(paragraph));
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

/** Missing in the type definitions of TypeScript. */
const { rawJSON } = JSON as typeof JSON & { rawJSON(this: void, text: string): unknown };
/**
 * Bars of each length, escaped to ASCII. One character beyond Latin 1 makes V8 store the whole message with two bytes
 * per character, which takes twice as long to serialise and send: 29 instead of 14 µs of a turn.
 */
const bars = Array.from({ length: barLength + 1 }, (_, length) => rawJSON(`"${String.raw`\u2501`.repeat(length)}"`));

/**
 * A line of characters; the text above it says the same, so it needs no alternative text. Styled columns would be as
 * high as their padding, which looks like two blocks instead of a bar.
 */
function progressBar(number: number, of: number): Element {
  const done = Math.round((barLength * number) / of);
  const run = (length: number, style: Element): Element[] =>
    length > 0 ? [{ type: "TextRun", text: bars[length], ...style }] : [];
  const inlines = [
    ...run(done, { color: "Accent", weight: "Bolder" }),
    ...run(barLength - done, { isSubtle: true, weight: "Lighter" }),
  ];
  return { type: "RichTextBlock", spacing: "None", inlines };
}

/** Weight and colour only repeat what the word at the end says. */
function triedLine({ title, result, helped }: SummaryCard["tried"][number]): Element {
  const column = (width: string, block: Element): Element => ({ type: "Column", width, items: [block] });
  const style = helped ? { weight: "Bolder", color: "Good" } : { isSubtle: true };
  return {
    type: "ColumnSet",
    spacing: "Small",
    columns: [
      column("stretch", textBlock(title, helped ? { weight: "Bolder" } : {})),
      column("auto", textBlock(result, style)),
    ],
  };
}

function heading(text: string): Element {
  return textBlock(text, { style: "heading", size: "Large", weight: "Bolder" });
}

function question(text: string): Element {
  return textBlock(text, { weight: "Bolder", spacing: "Medium" });
}

/** Cards link only what is a link in Markdown. */
function textBlock(text: string, style: Element = {}): Element {
  return { type: "TextBlock", text: linkAddresses(text), wrap: true, ...style };
}

/** Strips Markdown for screen readers (`speak`). */
export function stripMarkdown(markdown: string): string {
  return markdown
    .replaceAll(/\[([^\]]+)\]\([^)]+\)/g, "$1")
    .replaceAll(/[*_`#>]+/g, "")
    .replaceAll(/\n{2,}/g, "\n");
}

/** Identifies a card in its buttons' payload: the line of the transcript that it is, and in whose conversation. */
export type CardMarker = { line: string; of: string };

export function cardMarkerOf(conversation: string, line: string): CardMarker {
  return { line, of: cardOwnerOf(conversation) };
}

/** The conversation as a digest, because its id contains ids of people. */
export function cardOwnerOf(conversation: string): string {
  return digest(conversation).slice(0, 12);
}

/**
 * How buttons are sent. In Teams a press is an invoke (`Action.Execute`); in Web Chat, which does not support that, and
 * in old clients it is a message (`Action.Submit`). `marker` tells presses of one card from those of another.
 */
export type ButtonStyle = { kind: "execute" | "submit"; marker?: CardMarker | undefined };

/** Teams drops the actions of a card beyond this. */
const maxActions = 6;
const actionsPerRow = 4;

/** The buttons as the actions of the card, or in rows at the end of its body if they are many. */
function buttonsOf(
  choices: readonly Choice[],
  style: ButtonStyle,
  body: readonly Element[],
): { body: readonly Element[]; actions?: readonly Element[] } {
  const actions = choices.map((choice) =>
    style.kind === "execute" ? executeButton(choice, style.marker) : submitButton(choice),
  );
  if (actions.length <= maxActions) return { body, actions };
  const rows = Math.ceil(actions.length / actionsPerRow);
  const row = (at: number): Element => ({
    type: "ActionSet",
    actions: actions.slice(at * actionsPerRow, (at + 1) * actionsPerRow),
  });
  return { body: [...body, ...Array.from({ length: rows }, (_, at) => row(at))] };
}

function executeButton(choice: Choice, marker: CardMarker | undefined): Element {
  const { label: title, press } = choice;
  const msteams = { type: "messageBack", text: title, displayText: title, value: press };
  return {
    type: "Action.Execute",
    title,
    verb: "press",
    data: { ...payloadOf(choice), ...marker },
    fallback: { type: "Action.Submit", title, data: { ...payloadOf(choice), msteams } },
  };
}

/** If the payload contains a card action, Web Chat shows its label as the person's message. */
function submitButton(choice: Choice): Element {
  const { label: title, press } = choice;
  const cardAction = { type: "messageBack", title, text: title, displayText: title, value: press };
  return { type: "Action.Submit", title, data: { ...payloadOf(choice), __isBotFrameworkCardAction: true, cardAction } };
}

function payloadOf(choice: Choice): Press & { label: string } {
  return { ...choice.press, label: choice.label };
}
