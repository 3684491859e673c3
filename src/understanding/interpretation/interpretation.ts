import type { ExpectedInput, DialogEvent } from "../../../dialogs/events.ts";
import type { Choice } from "../../../dialogs/replies/reply.ts";
import type { Device, Evidence } from "../../../knowledge/article.ts";
import type { Facts, FactsAwaiting } from "../facts/message-facts.ts";

/**
 * `text` is for people; `own`: what of it the person says themselves, where that is not all. `attachments` counts the
 * files that came along; `files`: the names of those that have one; `kept`: agents can see them, else they are lost.
 */
export type Said = {
  kind: "said";
  text: string;
  own?: string;
  attachments: number;
  files?: readonly string[];
  kept?: boolean;
};
/** The payload of a pressed button as received, not yet validated. */
export type Pressed = {
  kind: "pressed";
  press: unknown;
  text: string;
  /** Set if the channel updates the card of the button with the result. */
  card?: PressedCard;
};

/** The card that holds the button. `activity` is its id in the channel, `line` ours, null if unknown. */
export type PressedCard = {
  activity: string | null;
  line: string | null;
  /** It was shown to somebody else, in another conversation. */
  foreign: boolean;
};

/** What a message means: its `events` in the order in which they apply, and the facts that they were made from. */
export type Interpretation = {
  events: readonly DialogEvent[];
  /** Missing for buttons and chosen answers. */
  facts?: Facts;
  /** For the review of messages that were not understood; empty for buttons. */
  alternatives: readonly { label: string; confidence: number }[];
  /** All that was sent so far of a message in pieces, where it still says nothing by itself. */
  unfinished?: string;
  /** The label that the classifier gave; missing for buttons and chosen answers. */
  reading?: { label: string; confidence: number };
};

/** What was asked last, which decides what an answer means. */
export type DialogContext = {
  awaiting: ExpectedInput;
  choices: readonly Choice[];
  questionId: number;
  article: string | null;
  step: string | null;
  device: Device | null;
  /** The same as `awaiting`, in more detail. */
  asked: FactsAwaiting;
  /** The answers to the question of a diagnostic step on screen; null where none is asked. */
  observation: readonly { id: string; evidence: Evidence }[] | null;
  /** A case is open and waits for a person. */
  caseOpen: boolean;
  /** A case was closed a short while ago, and the person may still have a word about it. */
  afterCase: boolean;
  /** The danger to a life that was told of just now. */
  danger: "self-harm" | "fire" | "emergency" | "hazard" | null;
  /** The person took their case back just now. */
  caseWithdrawn: boolean;
  /** Whether the music plays again was asked last. */
  fixAsked: boolean;
  /** The beginning of this message, sent just before it; empty where there is none. */
  unfinished: string;
};

/** Interprets a text or a pressed button. Never throws, whatever the text. */
export type Interpret = (input: Said | Pressed, context: DialogContext) => Interpretation | Promise<Interpretation>;
