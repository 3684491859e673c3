import type { Choice, Press, Reply, StepCard } from "../../dialogs/reply.ts";

/**
 * Adaptive Cards 1.5, the newest that Teams shows. Nothing of a channel beside the kind of its buttons: Teams presses are
 * invokes (`Action.Execute`), which Web Chat does not know; there and in old clients a press is a message (`Action.Submit`).
 */
export type ButtonKind = "execute" | "submit";

/** An Adaptive Card as an attachment of an activity. */
export type Card = { contentType: "application/vnd.microsoft.card.adaptive"; content: Readonly<Record<string, unknown>> };
type Element = Readonly<Record<string, unknown>>;

/** A step of the guide. */
export function stepCard(reply: Reply, step: StepCard, buttons: ButtonKind): Card {
  return card(reply, buttons, [
    textBlock(`${step.progress} · ${step.duration}`, { isSubtle: true, size: "Small" }),
    progressBar(step.number, step.of),
    textBlock(step.title, { style: "heading", size: "Large", weight: "Bolder" }),
    ...(step.warning === undefined ? [] : [{ type: "Container", style: "warning", items: [textBlock(step.warning)] }]),
    textBlock(step.instructions.map((instruction, at) => `${at + 1}. ${instruction}`).join("\n")),
    ...(step.note === undefined ? [] : [textBlock(step.note, { isSubtle: true })]),
    textBlock(step.question, { weight: "Bolder", spacing: "Medium" }),
  ]);
}

/** Any other reply that has buttons, for channels whose other buttons do not suffice. */
export function choiceCard(reply: Reply, buttons: ButtonKind): Card {
  return card(
    reply,
    buttons,
    reply.text.split(/\n{2,}/).map((paragraph) => textBlock(paragraph)),
  );
}

function card(reply: Reply, buttons: ButtonKind, body: readonly Element[]): Card {
  return {
    contentType: "application/vnd.microsoft.card.adaptive",
    content: {
      type: "AdaptiveCard",
      $schema: "http://adaptivecards.io/schemas/adaptive-card.json",
      version: "1.5",
      fallbackText: reply.text,
      speak: spoken(reply.text),
      body,
      actions: reply.choices.map((choice) => (buttons === "execute" ? executeButton(choice) : submitButton(choice))),
    },
  };
}

function executeButton(choice: Choice): Element {
  const { label: title, press } = choice;
  const msteams = { type: "messageBack", text: title, displayText: title, value: press };
  return {
    type: "Action.Execute",
    title,
    verb: "press",
    data: pressedAs(choice),
    fallback: { type: "Action.Submit", title, data: { ...pressedAs(choice), msteams } },
  };
}

/** Web Chat shows the label as the person's own words when it finds a card action in the payload; others send the payload as it is. */
function submitButton(choice: Choice): Element {
  const { label: title, press } = choice;
  const cardAction = { type: "messageBack", title, text: title, displayText: title, value: press };
  return { type: "Action.Submit", title, data: { ...pressedAs(choice), __isBotFrameworkCardAction: true, cardAction } };
}

function pressedAs(choice: Choice): Press & { label: string } {
  return { ...choice.press, label: choice.label };
}

/** Two columns, done and to do; told in words right above, so that nobody has to see it. */
function progressBar(number: number, of: number): Element {
  const part = (width: number, style: string): Element[] => (width > 0 ? [{ type: "Column", width, style, minHeight: "6px", items: [] }] : []);
  return { type: "ColumnSet", spacing: "Small", columns: [...part(number, "accent"), ...part(of - number, "emphasis")] };
}

function textBlock(text: string, looks: Element = {}): Element {
  return { type: "TextBlock", text, wrap: true, ...looks };
}

/** Markdown's signs are not for the ear. */
export function spoken(markdown: string): string {
  return markdown
    .replaceAll(/\[([^\]]+)\]\([^)]+\)/g, "$1")
    .replaceAll(/[*_`#>]+/g, "")
    .replaceAll(/\n{2,}/g, "\n");
}
