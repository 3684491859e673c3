import type { Choice, Press } from "../../../dialogs/replies/reply.ts";
import type { CardMark } from "./card-marker.ts";

/**
 * How a card's buttons work: Teams presses are invokes (`Action.Execute`), which Web Chat does not know; there and in
 * old clients a press is a message (`Action.Submit`). `mark` tells presses of one card from those of another.
 */
export type Buttons = { kind: "execute" | "submit"; mark?: CardMark | undefined };

type Element = Readonly<Record<string, unknown>>;

/** Teams leaves out what is more than this in one row of actions. */
const mostInRow = 6;
const inRow = 4;

/** The buttons below the body, or, where they are many, in rows at its end. */
export function buttonsOf(
  choices: readonly Choice[],
  buttons: Buttons,
  body: readonly Element[],
): { body: readonly Element[]; actions?: readonly Element[] } {
  const actions = choices.map((choice) =>
    buttons.kind === "execute" ? executeButton(choice, buttons.mark) : submitButton(choice),
  );
  if (actions.length <= mostInRow) return { body, actions };
  const rows = Math.ceil(actions.length / inRow);
  const row = (at: number): Element => ({ type: "ActionSet", actions: actions.slice(at * inRow, (at + 1) * inRow) });
  return { body: [...body, ...Array.from({ length: rows }, (_, at) => row(at))] };
}

function executeButton(choice: Choice, mark: CardMark | undefined): Element {
  const { label: title, press } = choice;
  const msteams = { type: "messageBack", text: title, displayText: title, value: press };
  return {
    type: "Action.Execute",
    title,
    verb: "press",
    data: { ...pressedAs(choice), ...mark },
    fallback: { type: "Action.Submit", title, data: { ...pressedAs(choice), msteams } },
  };
}

/**
 * Web Chat shows the label as the person's own words when it finds a card action in the payload; others send the
 * payload as it is.
 */
function submitButton(choice: Choice): Element {
  const { label: title, press } = choice;
  const cardAction = { type: "messageBack", title, text: title, displayText: title, value: press };
  return { type: "Action.Submit", title, data: { ...pressedAs(choice), __isBotFrameworkCardAction: true, cardAction } };
}

function pressedAs(choice: Choice): Press & { label: string } {
  return { ...choice.press, label: choice.label };
}
