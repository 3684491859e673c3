import type { Choice, Press } from "../../../dialogs/replies/reply.ts";
import { digest } from "../activities/conversation-reference.ts";

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

type Element = Readonly<Record<string, unknown>>;

/** Teams drops the actions of a card beyond this. */
const maxActions = 6;
const actionsPerRow = 4;

/** The buttons as the actions of the card, or in rows at the end of its body if they are many. */
export function buttonsOf(
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
