import type { ExpectedInput, DialogEvent } from "../../../dialogs/events.ts";
import type { Choice } from "../../../dialogs/replies/reply.ts";
import type { Device } from "../../../knowledge/article.ts";

/** `attachments` counts the files that came along; they are not kept. */
export type Said = { kind: "said"; text: string; attachments: number };
/** A button's payload as it came over the wire: unchecked until `pressed.ts` has looked at it. */
export type Pressed = {
  kind: "pressed";
  press: unknown;
  text: string;
  /** Set where the channel shows what became of the press in the button's own card. */
  card?: PressedCard;
};

/**
 * The card that a button stood on. `activity` is the channel's name for it, `line` ours, null where it is not known.
 */
export type PressedCard = {
  activity: string | null;
  line: string | null;
  /** It was shown to somebody else, in another conversation. */
  foreign: boolean;
};

/** What the words or the button meant. `events` in the order to be applied; almost always one. */
export type Meaning = {
  events: readonly DialogEvent[];
  /** For the notes of what was not understood; empty for buttons. */
  alternatives: readonly { label: string; confidence: number }[];
};

/** What a message is understood against. */
export type Asked = {
  awaiting: ExpectedInput;
  choices: readonly Choice[];
  asked: number;
  article: string | null;
  step: string | null;
  device: Device | null;
};

/** Says what a text or a button means, given what was asked before. Never throws for any text. */
export type Understand = (input: Said | Pressed, asked: Asked) => Meaning | Promise<Meaning>;
